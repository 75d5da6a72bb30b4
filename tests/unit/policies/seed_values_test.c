// SPDX-License-Identifier: Apache-2.0
/* What a field asks for, one entry at a time: is it honoured, noted or refused? */
#include "policies/seed_values.h"

#include "tests/unit/policies/made_pki.h"

#define POLICY "2.999.7"

struct people {
    struct buf signer, issuing, root, stranger;
};

static void keep(struct buf *out, X509 *c)
{
    struct err e = {0};
    *out = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(out, X509, c, &e), &e);
    X509_free(c);
}

static int make_people(void **state)
{
    struct people *p = mem_new(sizeof *p);
    EVP_PKEY *key = made_key(), *ca_key = made_key();
    assert_non_null(p);
    X509 *root = made_certificate(
        (struct made_cert){.cn = "Gốc", .serial = 1, .constraints = "critical,CA:true", .usage = CA_USAGE}, ca_key,
        NULL, ca_key);
    X509 *issuing = made_certificate(
        (struct made_cert){.cn = "Cấp phát", .serial = 2, .constraints = "critical,CA:true", .usage = CA_USAGE}, ca_key,
        root, ca_key);
    struct made_cert person = {.cn = "Nguyễn Văn A",
                               .serial = 3,
                               .usage = "critical,digitalSignature,nonRepudiation",
                               .ext = {{NID_certificate_policies, POLICY ",2.999.8"}},
                               .ext_count = 1};
    keep(&p->signer, made_certificate(person, key, issuing, ca_key));
    keep(&p->stranger, made_certificate(person, key, NULL, key));
    keep(&p->issuing, issuing);
    keep(&p->root, root);
    EVP_PKEY_free(key);
    EVP_PKEY_free(ca_key);
    *state = p;
    return 0;
}

static int forget_people(void **state)
{
    struct people *p = *state;
    buf_clear(&p->signer);
    buf_clear(&p->issuing);
    buf_clear(&p->root);
    buf_clear(&p->stranger);
    mem_free(p);
    return 0;
}

static struct view bytes(const struct buf *b)
{
    return view_of(b->data, b->len);
}

/* The items are words with "|" between them; "@issuing" and the like are certificates, "CN=a" dictionaries. */
static void put_items(struct buf *out, const char *items, const struct people *p)
{
    const struct {
        const char *name;
        const struct buf *der;
    } known[] = {{"@signer", &p->signer}, {"@issuing", &p->issuing}, {"@root", &p->root}, {"@stranger", &p->stranger}};
    for (const char *at = items; *at != '\0'; at += *at == '|') {
        size_t len = strcspn(at, "|");
        struct view item = view_of(at, len);
        for (size_t i = 0; i < 4; i++)
            if (view_equals_string(view_of(at, len), known[i].name)) item = bytes(known[i].der);
        if (memchr(at, '=', len) != NULL) {
            AUTO_BUF pairs = BUF_INIT(1000);
            for (size_t k = 0; k < len;) {
                size_t part = strcspn(at + k, "=|");
                wire_put_bytes(&pairs, view_of(at + k, part));
                k += part + 1;
            }
            wire_put_bytes(out, bytes(&pairs));
        } else {
            wire_put_bytes(out, item);
        }
        at += len;
    }
}

enum expected { FITS, LACKS };

struct ask {
    enum pdf_seed_entry entry;
    const char *items;
    enum expected expected;
};

static const struct ask asks[] = {
    {PDF_SEED_FILTER, "Adobe.PPKLite", FITS},
    {PDF_SEED_FILTER, "Adobe.PPKMS", LACKS},
    {PDF_SEED_FILTER, "", LACKS},
    {PDF_SEED_SUBFILTER, "adbe.pkcs7.detached|ETSI.CAdES.detached", FITS},
    {PDF_SEED_SUBFILTER, "adbe.pkcs7.detached|ETSI.RFC3161", LACKS},
    {PDF_SEED_SUBFILTER, "", LACKS},
    {PDF_SEED_VERSION, "1", FITS},
    {PDF_SEED_VERSION, "3", FITS},
    {PDF_SEED_VERSION, "4", LACKS},
    {PDF_SEED_VERSION, "-1", LACKS},
    {PDF_SEED_REASONS, "", FITS},
    {PDF_SEED_REASONS, ".", FITS},
    {PDF_SEED_REASONS, ".|Ban hành", LACKS},
    {PDF_SEED_REASONS, "Ban hành", LACKS},
    {PDF_SEED_ATTESTATIONS, ".", FITS},
    {PDF_SEED_ATTESTATIONS, "a", LACKS},
    {PDF_SEED_REVOCATION, "false", FITS},
    {PDF_SEED_REVOCATION, "true", LACKS},
    {PDF_SEED_REVOCATION, "", LACKS},
    {PDF_SEED_DIGESTS, "SHA1|SHA256", FITS},
    {PDF_SEED_DIGESTS, "SHA384", FITS},
    {PDF_SEED_DIGESTS, "SHA1|MD5|RIPEMD160", LACKS},
    {PDF_SEED_DIGESTS, "", LACKS},
    {PDF_SEED_LOCK_DOCUMENT, "auto", FITS},
    {PDF_SEED_LOCK_DOCUMENT, "false", FITS},
    {PDF_SEED_LOCK_DOCUMENT, "true", LACKS},
    {PDF_SEED_LOCK_DOCUMENT, "", LACKS},
    {PDF_SEED_APPEARANCE, "Logo", LACKS},
    {PDF_SEED_MDP, "0", FITS},
    {PDF_SEED_MDP, "3", FITS},
    {PDF_SEED_MDP, "4", LACKS},
    {PDF_SEED_MDP, "", LACKS},
    {PDF_SEED_TIMESTAMP, "http://a", LACKS},
    {PDF_SEED_TIMESTAMP, "", LACKS},
    {PDF_SEED_SUBJECTS, "@issuing|@signer", FITS},
    {PDF_SEED_SUBJECTS, "@stranger", LACKS},
    {PDF_SEED_SUBJECTS, "", LACKS},
    {PDF_SEED_ISSUERS, "@issuing", FITS},
    {PDF_SEED_ISSUERS, "nonsense|@root", FITS},
    {PDF_SEED_ISSUERS, "@signer|@stranger", LACKS},
    {PDF_SEED_POLICIES, POLICY, FITS},
    {PDF_SEED_POLICIES, "2.999.8|" POLICY, FITS},
    {PDF_SEED_POLICIES, POLICY "|2.999.9", LACKS},
    {PDF_SEED_POLICIES, "nonsense", LACKS},
    {PDF_SEED_POLICIES, "", LACKS},
    {PDF_SEED_NAMES, "CN=B|CN=Nguyễn Văn A=C=VN", FITS},
    {PDF_SEED_NAMES, "2.5.4.6=VN", FITS},
    {PDF_SEED_NAMES, "CN=Nguyễn Văn A=C=DE", LACKS},
    {PDF_SEED_NAMES, "CN=nguyễn văn a", LACKS},
    {PDF_SEED_NAMES, "Nonsense=VN", LACKS},
    {PDF_SEED_NAMES, "", LACKS},
    {PDF_SEED_KEY_USAGES, "0|11", FITS},
    {PDF_SEED_KEY_USAGES, "XX0000000", FITS},
    {PDF_SEED_KEY_USAGES, "110000000000", FITS},
    {PDF_SEED_KEY_USAGES, "10", LACKS},
    {PDF_SEED_KEY_USAGES, "XXXXX1", LACKS},
    {PDF_SEED_KEY_USAGES, "?", LACKS},
    {PDF_SEED_KEY_USAGES, "", LACKS},
    {PDF_SEED_URL, "http://a", FITS},
    {PDF_SEED_URL_TYPE, "Browser", FITS},
    {PDF_SEED_URL_TYPE, "ASSP", LACKS},
    {PDF_SEED_SIGNATURE_POLICY, "2.999", LACKS},
    {PDF_SEED_UNKNOWN, "New", LACKS},
    {PDF_SEED_UNKNOWN, "", LACKS},
};

static status honour(struct seed_signature *s, struct findings *notes, const struct ask *a, bool is_required,
                     const struct people *p, struct err *e)
{
    AUTO_CLEAR(pdf_seed_clear) struct pdf_seed seed;
    struct view chain[] = {bytes(&p->issuing), bytes(&p->root)};
    pdf_seed_init(&seed);
    seed.value[a->entry].is_given = true;
    seed.value[a->entry].is_required = is_required;
    put_items(&seed.value[a->entry].items, a->items, p);
    s->certificate = bytes(&p->signer);
    s->chain = chain;
    s->chain_count = 2;
    if (s->digest == DIGEST_NONE) s->digest = DIGEST_SHA256;
    return seed_values_honour(s, notes, &seed, e);
}

static void entries_one_by_one(void **state)
{
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
        const struct ask *a = &asks[i];
        struct err e = {0};
        struct seed_signature s = {0};
        AUTO(mem_free)
        struct findings *notes = mem_new(sizeof *notes);
        status r = honour(&s, notes, a, true, *state, &e);
        if (a->expected == LACKS) {
            assert_refused(r, &e, ERR_REFUSED, "requires of its signature what cannot be");
            assert_int_equal(s.digest, DIGEST_SHA256);
            assert_ok(honour(&s, notes, a, false, *state, &e), &e);
            if (notes->count != 1 || strstr(notes->item[0].text[LANG_EN], pdf_seed_name(a->entry)) == NULL)
                fail_msg("%s %s: no note", pdf_seed_name(a->entry), a->items);
            continue;
        }
        if (r != OK || notes->count != 0) fail_msg("%s %s: %s", pdf_seed_name(a->entry), a->items, e.text[LANG_EN]);
    }
}

/* The reason names the entry and what it says, as text that can be shown. */
static void the_reason_names_the_entry(void **state)
{
    static const struct {
        enum pdf_seed_entry entry;
        const char *items, *reason;
    } cases[] = {
        {PDF_SEED_SUBFILTER, "adbe.pkcs7.detached|adbe.pkcs7.sha1",
         "cannot be: SubFilter: adbe.pkcs7.detached, adbe.pkcs7.sha1"},
        {PDF_SEED_SUBFILTER, "a\x1b[2J", "SubFilter: a\\x1b[2J"},
        {PDF_SEED_TIMESTAMP, "", "cannot be: TimeStamp"},
        {PDF_SEED_SUBJECTS, "@stranger", "cannot be: Cert/Subject"},
        {PDF_SEED_POLICIES, "2.999.9", "cannot be: Cert/OID: 2.999.9"},
        {PDF_SEED_URL_TYPE, "ASSP", "cannot be: Cert/URLType: ASSP"},
        {PDF_SEED_REASONS,
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|b",
         "aaa, b"},
    };
    AUTO(mem_free)
    struct findings *notes = mem_new(sizeof *notes);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct seed_signature s = {0};
        struct ask a = {cases[i].entry, cases[i].items, LACKS};
        assert_refused(honour(&s, notes, &a, true, *state, &e), &e, ERR_REFUSED, cases[i].reason);
    }
}

/* What the person has asked for decides what fits; what the field asks for decides the rest. */
static void wishes_of_both_sides(void **state)
{
    static const struct {
        struct seed_signature before;
        struct ask ask;
        uint32_t certify;
        enum digest_algorithm digest;
    } cases[] = {
        {{.digest = DIGEST_NONE}, {PDF_SEED_DIGESTS, "SHA1|SHA512|SHA384", FITS}, 0, DIGEST_SHA384},
        {{.digest = DIGEST_SHA512}, {PDF_SEED_DIGESTS, "SHA256|SHA512", FITS}, 0, DIGEST_SHA512},
        {{.digest = DIGEST_SHA512, .is_digest_fixed = true}, {PDF_SEED_DIGESTS, "SHA256", LACKS}, 0, DIGEST_SHA512},
        {{.digest = DIGEST_SHA512, .is_digest_fixed = true}, {PDF_SEED_DIGESTS, "SHA512", FITS}, 0, DIGEST_SHA512},
        {{.digest = DIGEST_SHA512}, {PDF_SEED_DIGESTS, "SHA256", FITS}, 0, DIGEST_SHA256},
        {{.digest = DIGEST_NONE}, {PDF_SEED_MDP, "2", FITS}, 2, DIGEST_SHA256},
        {{.digest = DIGEST_NONE}, {PDF_SEED_MDP, "0", FITS}, 0, DIGEST_SHA256},
        {{.certify = 2}, {PDF_SEED_MDP, "2", FITS}, 2, DIGEST_SHA256},
        {{.certify = 3}, {PDF_SEED_MDP, "2", LACKS}, 3, DIGEST_SHA256},
        {{.certify = 1}, {PDF_SEED_MDP, "0", LACKS}, 1, DIGEST_SHA256},
        {{.has_timestamp = true}, {PDF_SEED_TIMESTAMP, "http://a", FITS}, 0, DIGEST_SHA256},
        {{.has_revocation = true}, {PDF_SEED_REVOCATION, "true", FITS}, 0, DIGEST_SHA256},
        {{.locks_document = true}, {PDF_SEED_LOCK_DOCUMENT, "true", FITS}, 0, DIGEST_SHA256},
        {{.locks_document = true}, {PDF_SEED_LOCK_DOCUMENT, "false", LACKS}, 0, DIGEST_SHA256},
    };
    AUTO(mem_free)
    struct findings *notes = mem_new(sizeof *notes);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct seed_signature s = cases[i].before;
        status r = honour(&s, notes, &cases[i].ask, true, *state, &e);
        if ((r == OK) != (cases[i].ask.expected == FITS)) fail_msg("case %zu", i);
        assert_int_equal(s.certify, cases[i].certify);
        assert_int_equal(s.digest, cases[i].digest);
    }
}

/* A certificate that says nothing of its use or its policies is no certificate for everything. */
static void what_the_certificate_does_not_say(void **state)
{
    struct people *p = *state;
    EVP_PKEY *key = made_key();
    struct buf plain;
    keep(&plain, made_certificate((struct made_cert){.cn = "A", .serial = 4}, key, NULL, key));
    struct seed_signature s = {.certificate = bytes(&plain)};
    AUTO_BUF items = BUF_INIT(1000);
    put_items(&items, "1", p);
    assert_false(seed_certificate_fits(PDF_SEED_KEY_USAGES, bytes(&items), &s));
    put_items(&items, "0", p);
    assert_true(seed_certificate_fits(PDF_SEED_KEY_USAGES, bytes(&items), &s));
    assert_false(seed_certificate_fits(PDF_SEED_POLICIES, bytes(&items), &s));
    s.certificate = view_of_string("no certificate");
    assert_false(seed_certificate_fits(PDF_SEED_KEY_USAGES, bytes(&items), &s));
    assert_false(seed_certificate_fits(PDF_SEED_URL, bytes(&items), &s));
    buf_clear(&plain);
    EVP_PKEY_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_one_by_one),
        cmocka_unit_test(the_reason_names_the_entry),
        cmocka_unit_test(wishes_of_both_sides),
        cmocka_unit_test(what_the_certificate_does_not_say),
    };
    return cmocka_run_group_tests(tests, make_people, forget_people);
}
