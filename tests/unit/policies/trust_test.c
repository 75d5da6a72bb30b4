// SPDX-License-Identifier: Apache-2.0
/* Anchors: what is read as one, what is known of it, who may be stored, and where a path may end. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <openssl/pem.h>

#include "tests/unit/policies/small_pki.h"

#include "formats/base/text.h"
#include "formats/cms/cms_read.h"
#include "policies/validate.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- files ---- */

static struct view content(BIO *b)
{
    char *data;
    long len = BIO_get_mem_data(b, &data);
    return view_of(data, (size_t)len);
}

/* The first `count` of root and CA, without content and signers, or with a signature by the root. */
static PKCS7 *bundle(struct pki *p, size_t count, bool is_signed)
{
    PKCS7 *b = PKCS7_new();
    X509 *const all[] = {p->root, p->ca};
    BIO *nothing = BIO_new_mem_buf("", 0);
    if (is_signed) {
        PKCS7_free(b);
        b = PKCS7_sign(p->root, p->root_key, NULL, nothing, PKCS7_DETACHED | PKCS7_BINARY);
        assert_non_null(b);
    } else {
        assert_int_equal(PKCS7_set_type(b, NID_pkcs7_signed), 1);
        b->d.sign->contents->type = OBJ_nid2obj(NID_pkcs7_data);
    }
    for (size_t i = is_signed; i < count; i++) assert_int_equal(PKCS7_add_certificate(b, all[i]), 1);
    BIO_free_all(nothing);
    return b;
}

enum shape {
    DER_ONE,
    DER_TRAILING,
    PEM_TWO,
    PEM_BUNDLE,
    PEM_KEY_TOO,
    PEM_ENCRYPTED,
    DER_BUNDLE,
    DER_BUNDLE_TRAILING,
    DER_EMPTY_BUNDLE,
    DER_SIGNED,
    PEM_CUT,
    PEM_CRL,
    EMPTY,
    JUNK,
    PEM_LABEL_ONLY
};

static void put_bundle(BIO *out, struct pki *p, size_t count, bool is_signed, bool pem)
{
    PKCS7 *b = bundle(p, count, is_signed);
    assert_int_equal(pem ? PEM_write_bio_PKCS7(out, b) : i2d_PKCS7_bio(out, b), 1);
    PKCS7_free(b);
}

static BIO *file_of(struct pki *p, enum shape shape)
{
    BIO *out = BIO_new(BIO_s_mem());
    switch (shape) {
    case DER_ONE:
    case DER_TRAILING:
        i2d_X509_bio(out, p->root);
        if (shape == DER_TRAILING) BIO_puts(out, "\n");
        break;
    case PEM_TWO:
    case PEM_CUT:
    case PEM_KEY_TOO:
    case PEM_ENCRYPTED:
    case PEM_CRL:
        PEM_write_bio_X509(out, p->root);
        if (shape == PEM_TWO) PEM_write_bio_X509(out, p->ca);
        if (shape == PEM_CUT) BIO_puts(out, "-----BEGIN CERTIFICATE-----\nMIIB");
        if (shape == PEM_KEY_TOO) PEM_write_bio_PrivateKey(out, p->root_key, NULL, NULL, 0, NULL, NULL);
        if (shape == PEM_CRL) BIO_puts(out, "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n");
        if (shape == PEM_ENCRYPTED)
            BIO_puts(out, "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,"
                          "00112233445566778899AABBCCDDEEFF\n\nMAA=\n-----END CERTIFICATE-----\n");
        break;
    case PEM_BUNDLE:
    case DER_BUNDLE:
    case DER_BUNDLE_TRAILING:
        put_bundle(out, p, 2, false, shape == PEM_BUNDLE);
        if (shape == DER_BUNDLE_TRAILING) BIO_puts(out, "x");
        break;
    case DER_EMPTY_BUNDLE:
        put_bundle(out, p, 0, false, false);
        break;
    case DER_SIGNED:
        put_bundle(out, p, 2, true, false);
        break;
    case EMPTY:
        break;
    case JUNK:
        BIO_puts(out, "0\x82\x01\x01 not DER");
        break;
    case PEM_LABEL_ONLY:
        BIO_puts(out, "-----BEGIN CERTIFICATE-----\n");
        break;
    }
    return out;
}

static const struct {
    enum shape shape;
    const char *refused; /* NULL: read */
    size_t count;
} files[] = {
    {EMPTY, "f.x is not a certificate", 0},
    {JUNK, "f.x is not a certificate", 0},
    {DER_TRAILING, "f.x is not a certificate", 0},
    {PEM_CUT, "f.x is not a certificate", 0},
    {PEM_LABEL_ONLY, "f.x is not a certificate", 0},
    {PEM_KEY_TOO, "f.x holds \"PRIVATE KEY\" among", 0},
    {PEM_CRL, "f.x holds \"X509 CRL\" among", 0},
    {PEM_ENCRYPTED, "f.x: a block with headers", 0},
    {DER_BUNDLE_TRAILING, "f.x is not a certificate", 0},
    {DER_EMPTY_BUNDLE, "f.x is a bundle without certificates", 0},
    {DER_SIGNED, "f.x is a signed message", 0},
    {DER_ONE, NULL, 1},
    {PEM_TWO, NULL, 2},
    {PEM_BUNDLE, NULL, 2},
    {DER_BUNDLE, NULL, 2},
};

/* Which files hold anchors, and is nothing kept of one that is refused? */
static void test_files(void **state)
{
    (void)state;
    struct err e = {0};
    struct pki p = make_pki(good_ca, good_signer, false);
    for (size_t i = 0; i < COUNT(files); i++) {
        AUTO(trust_free)
        struct trust *t = trust_new();
        BIO *f = file_of(&p, files[i].shape);
        if (files[i].refused == NULL)
            assert_ok(trust_add_anchors(t, content(f), "f.x", &e), &e);
        else
            assert_refused(trust_add_anchors(t, content(f), "f.x", &e), &e, ERR_TRUST, files[i].refused);
        assert_int_equal(trust_anchor_count(t), files[i].count);
        BIO_free_all(f);
    }
    pki_clear(&p);
}

/* A bundle cut anywhere: refused, and nothing of it kept. */
static void test_cut_files(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    BIO *f = file_of(&p, DER_BUNDLE);
    struct view whole = content(f);
    for (size_t len = 0; len < whole.len; len++) {
        struct err e = {0};
        AUTO(trust_free)
        struct trust *t = trust_new();
        assert_refused(trust_add_anchors(t, view_part(whole, 0, len), "f", &e), &e, ERR_TRUST,
                       "f is not a certificate");
        assert_int_equal(trust_anchor_count(t), 0);
    }
    BIO_free_all(f);
    pki_clear(&p);
}

/* Is what is known of an anchor right, and is a second file with it no second anchor? */
static void test_info(void **state)
{
    (void)state;
    struct err e = {0};
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    BIO *one = file_of(&p, DER_ONE), *two = file_of(&p, PEM_TWO);
    assert_ok(trust_add_anchors(t, content(one), "first\n.der", &e), &e);
    assert_ok(trust_add_anchors(t, content(two), "second.pem", &e), &e);
    assert_int_equal(trust_anchor_count(t), 2);
    const struct anchor_info *root = trust_anchor(t, 0), *ca = trust_anchor(t, 1);
    assert_string_equal(root->name, "Root");
    assert_string_equal(root->source, "first\\x0a.der");
    assert_string_equal(ca->name, "Issuing");
    assert_string_equal(ca->source, "second.pem");
    assert_string_equal(root->key, "EC 256");
    assert_string_equal(root->signature, "ecdsa-with-SHA256");
    assert_true(root->is_ca && root->is_self_issued && !root->is_weakly_signed);
    assert_true(ca->is_ca && !ca->is_self_issued);
    assert_int_equal(root->not_before, NOW - 300 * DAY);
    assert_int_equal(root->not_after, NOW + 300 * DAY);
    assert_int_equal(root->added, 0);
    assert_int_equal(root->standing, ANCHOR_UNKNOWN);
    assert_ptr_equal(trust_anchor_by_fingerprint(t, ca->names.fingerprint_sha256), ca);
    assert_null(trust_anchor_by_fingerprint(t, "00"));
    BIO_free_all(one);
    BIO_free_all(two);
    pki_clear(&p);
}

/* ---- known ones ---- */

/* Are the fingerprints of the table fingerprints, and does each row find itself? */
static void test_known_table(void **state)
{
    (void)state;
    size_t rows = 0;
    for (const struct known_anchor *k; (k = known_anchor_row(rows)) != NULL; rows++) {
        assert_ptr_equal(known_anchor_by_name(k->common_name), k);
        assert_true(text_is_clean(view_of_string(k->common_name)));
        if (k->fingerprint_sha256 == NULL) continue;
        assert_int_equal(strlen(k->fingerprint_sha256), 64);
        assert_int_equal(strspn(k->fingerprint_sha256, "0123456789abcdef"), 64);
        assert_ptr_equal(known_anchor_by_fingerprint(k->fingerprint_sha256), k);
    }
    assert_true(rows >= 12);
    assert_null(known_anchor_by_fingerprint(""));
}

static const struct {
    const char *name, *known; /* NULL: reads like none */
} names[] = {
    {"MIC National Root CA", "MIC National Root CA"},
    {"mic  national-root ca.", "MIC National Root CA"},
    {"MlC NATI0NAL R00T CA", "MIC National Root CA"},
    {"\xd0\x9c\xd0\x86\xd0\xa1 Nati\xd0\xbenal Root \xd0\xa1\xd0\x90", "MIC National Root CA"}, /* Cyrillic */
    {"\xce\x9c\xce\x99"
     "C Nati\xce\xbfnal Root CA",
     "MIC National Root CA"},                                                          /* Greek */
    {"\xef\xbc\xad\xef\xbc\xa9\xef\xbc\xa3 National Root CA", "MIC National Root CA"}, /* full width */
    {"MIC\xe2\x80\x8b Na\xc2\xadtional Root CA", "MIC National Root CA"},              /* no width */
    {"MIC National Root CA (renewed)", "MIC National Root CA"},
    {"Cơ quan chứng thực số Chính phủ", "Co quan chung thuc so Chinh phu"},
    {"Co\xcc\x9b quan chu\xcc\x9b\xcc\x81ng thu\xcc\x9b\xcc\xa3"
     "c so\xcc\x82\xcc\x81 Chi\xcc\x81nh phu\xcc\x89",
     "Co quan chung thuc so Chinh phu"}, /* decomposed */
    {"co quan chung thuc so bo ngoai giao", "Cơ quan chứng thực số Bộ Ngoại giao"},
    {"CƠ QUAN CHỨNG THỰC SỐ BỘ NGOẠI GIAO", "Cơ quan chứng thực số Bộ Ngoại giao"},
    {"Co quan chung thuc so chuyen dung Chinh phu", "Co quan chung thuc so chuyen dung Chinh phu (RootCA)"},
    {"CA phuc vu cac co quan Dang G2", "CA phục vụ các cơ quan Đảng G2"},
    {"Viet Nam National Root CA", "Vietnam National Root CA"},
    {"Vietnam National Root CA G3", NULL},
    {"CA phuc vu cac co quan Dang G3", NULL},
    {"MIC National Root", NULL},
    {"MIC National Root CAA", NULL},
    {"", NULL},
    {"(MIC National Root CA)", NULL},
    {"...", NULL},
    {"CA gốc dùng thử", NULL},
    {"\xff\xfe", NULL},
    {"MIC National Root C\xc3", NULL},
};

/* Which names does a person take for a known one? */
static void test_names_that_read_alike(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct known_anchor *k = known_anchor_by_name(names[i].name);
        if (names[i].known == NULL && k != NULL) fail_msg("\"%s\" reads like \"%s\"", names[i].name, k->common_name);
        if (names[i].known == NULL) continue;
        if (k == NULL) fail_msg("\"%s\" reads like none", names[i].name);
        assert_string_equal(k->common_name, names[i].known);
    }
}

static struct anchor_info info_of(struct spec s, const char *organisation)
{
    struct err e = {0};
    struct anchor_info i;
    EVP_PKEY *key = ec_key(false);
    X509 *c = issue(s, key, NULL, key);
    if (organisation != NULL) {
        X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "O", MBSTRING_UTF8, (const uint8_t *)organisation, -1, -1,
                                   0);
        X509_sign(c, key, EVP_sha256());
    }
    AUTO_BUF der = der_of_cert(c);
    assert_ok(anchor_info_of(&i, view_of(der.data, der.len), "f", &e), &e);
    X509_free(c);
    EVP_PKEY_free(key);
    return i;
}

/* Does an imitation show, wherever the known name stands, and does a weak signature? */
static void test_standing(void **state)
{
    (void)state;
    struct spec ca = {"CA gốc dùng thử", "critical,CA:TRUE", NULL, NULL, 1, NULL};
    struct anchor_info i = info_of(ca, NULL);
    assert_int_equal(i.standing, ANCHOR_UNKNOWN);
    assert_int_equal(anchor_admission(&i), ADMISSION_IF_ACCEPTED);
    i = info_of(ca, "MIC National Root CA");
    assert_int_equal(i.standing, ANCHOR_IMITATES);
    ca.cn = "Vietnam National R00t CA";
    i = info_of(ca, NULL);
    assert_int_equal(i.standing, ANCHOR_IMITATES);
    assert_string_equal(i.known->common_name, "Vietnam National Root CA");
    assert_int_equal(anchor_admission(&i), ADMISSION_BY_FINGERPRINT);
    ca.cn = "CA cũ";
    ca.md = EVP_sha1();
    i = info_of(ca, NULL);
    assert_true(i.is_weakly_signed);
    assert_int_equal(anchor_admission(&i), ADMISSION_BY_FINGERPRINT);
    ca.constraints = "critical,CA:FALSE";
    i = info_of(ca, NULL);
    assert_int_equal(anchor_admission(&i), ADMISSION_NEVER);
}

/* A known one goes in at once, unless a third party told its fingerprint; its SHA-1 signature does not matter then. */
static void test_admission_of_known(void **state)
{
    (void)state;
    static const struct known_anchor first_hand = {.common_name = "a"},
                                     second_hand = {.common_name = "b", .is_second_hand = true};
    struct anchor_info i = {.is_ca = true, .is_weakly_signed = true, .standing = ANCHOR_KNOWN, .known = &first_hand};
    assert_int_equal(anchor_admission(&i), ADMISSION_FREE);
    i.known = &second_hand;
    assert_int_equal(anchor_admission(&i), ADMISSION_IF_ACCEPTED);
    i.is_ca = false;
    assert_int_equal(anchor_admission(&i), ADMISSION_NEVER);
}

/* ---- entries of a store ---- */

static struct buf entry_of(X509 *c, const char *name, struct anchor_info *i)
{
    struct err e = {0};
    struct buf out = BUF_INIT(LIMIT_TRUST_ENTRY);
    AUTO_BUF der = der_of_cert(c);
    assert_ok(anchor_info_of(i, view_of(der.data, der.len), "from/here.pem", &e), &e);
    snprintf(i->name, sizeof i->name, "%s", name);
    i->added = NOW;
    i->confirmation = CONFIRMED_FINGERPRINT;
    assert_ok(anchor_entry_write(&out, i, view_of(der.data, der.len), &e), &e);
    return out;
}

/* Does an entry come back as it was written? */
static void test_entry(void **state)
{
    (void)state;
    struct err e = {0};
    struct pki p = make_pki(good_ca, good_signer, false);
    struct anchor_info i;
    AUTO(trust_free)
    struct trust *t = trust_new();
    AUTO_BUF entry = entry_of(p.root, "Cơ quan mẫu", &i);
    assert_ok(trust_add_entry(t, view_of(entry.data, entry.len), i.names.fingerprint_sha256, &e), &e);
    const struct anchor_info *got = trust_anchor(t, 0);
    assert_string_equal(got->name, "Cơ quan mẫu");
    assert_string_equal(got->source, "from/here.pem");
    assert_string_equal(got->names.subject, "CN=Root,C=VN");
    assert_int_equal(got->added, NOW);
    assert_int_equal(got->confirmation, CONFIRMED_FINGERPRINT);
    pki_clear(&p);
}

/* Is this place in the value of the line that begins with `key`? */
static bool is_value(struct view entry, size_t at, const char *key)
{
    size_t line = view_find(entry, 0, view_of_string(key));
    return at >= line + strlen(key) && at < view_find(entry, line, view_of_string("\n"));
}

/*
 * Every byte of an entry, changed in three ways: only the words of a person (name, source) and the time may become
 * others; nothing else is accepted, and never another certificate.
 */
static void test_changed_entry(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    struct anchor_info i;
    AUTO_BUF entry = entry_of(p.root, "Name", &i);
    struct view v = view_of(entry.data, entry.len);
    for (size_t at = 0; at < entry.len; at++) {
        static const uint8_t changes[] = {0x01, 0x04, 0x80};
        for (size_t k = 0; k < COUNT(changes); k++) {
            struct err e = {0};
            AUTO(trust_free)
            struct trust *t = trust_new();
            entry.data[at] ^= changes[k];
            status r = trust_add_entry(t, v, i.names.fingerprint_sha256, &e);
            entry.data[at] ^= changes[k];
            bool may_differ = is_value(v, at, "name: ") || is_value(v, at, "source: ") || is_value(v, at, "added: ");
            if (r == OK && !may_differ) fail_msg("byte %zu changed by %02x is accepted", at, changes[k]);
            if (r != OK) assert_int_equal(e.code, ERR_TRUST);
            assert_int_equal(trust_anchor_count(t), r == OK ? 1 : 0);
        }
    }
    pki_clear(&p);
}

/* Cut anywhere, or under another fingerprint. */
static void test_cut_entry(void **state)
{
    (void)state;
    struct err e = {0};
    struct pki p = make_pki(good_ca, good_signer, false);
    struct anchor_info i, other;
    AUTO(trust_free)
    struct trust *t = trust_new();
    AUTO_BUF entry = entry_of(p.root, "Name", &i);
    AUTO_BUF second = entry_of(p.ca, "Name", &other);
    for (size_t len = 0; len < entry.len; len++)
        assert_refused(trust_add_entry(t, view_of(entry.data, len), i.names.fingerprint_sha256, &e), &e, ERR_TRUST, "");
    assert_refused(trust_add_entry(t, view_of(second.data, second.len), i.names.fingerprint_sha256, &e), &e, ERR_TRUST,
                   "another fingerprint than its name says");
    assert_int_equal(trust_anchor_count(t), 0);
    pki_clear(&p);
}

/* ---- where a path may end ---- */

enum pin { PIN_ROOT = 1, PIN_CA = 2, PIN_SIGNER = 4 };

static const struct {
    const char *what;
    bool root_sha1, ca_sha1, signer_sha1;
    unsigned pins;
    const char *rule; /* that decides; NULL: TOTAL-PASSED */
} paths[] = {
    {"nobody is trusted", false, false, false, 0, "X5-01"},
    {"SHA-2 throughout", false, false, false, PIN_ROOT, NULL},
    {"a root that signed itself with SHA-1, pinned", true, false, false, PIN_ROOT, NULL},
    {"a SHA-1 intermediate that is not pinned, its root is", true, true, false, PIN_ROOT, "X5-07"},
    {"a SHA-1 intermediate under a SHA-2 root", false, true, false, PIN_ROOT, "X5-07"},
    {"a SHA-1 intermediate that is pinned", false, true, false, PIN_CA, NULL},
    {"both are pinned: the path stops at the nearer", true, true, false, PIN_ROOT | PIN_CA, NULL},
    {"a SHA-1 signer below a pinned intermediate", false, false, true, PIN_CA, "X5-07"},
};

static struct pki old_pki(bool root_sha1, bool ca_sha1, bool signer_sha1)
{
    struct pki p = {.root_key = ec_key(false), .ca_key = ec_key(false), .key = ec_key(false)};
    struct spec root = {"Root", "critical,CA:TRUE",           "critical,keyCertSign,cRLSign", NULL,
                        1,      root_sha1 ? EVP_sha1() : NULL};
    struct spec ca = good_ca, signer = good_signer;
    ca.md = ca_sha1 ? EVP_sha1() : NULL;
    signer.md = signer_sha1 ? EVP_sha1() : NULL;
    p.root = issue(root, p.root_key, NULL, p.root_key);
    p.ca = issue(ca, p.ca_key, p.root, p.root_key);
    p.signer = issue(signer, p.key, p.ca, p.ca_key);
    return p;
}

static void judge(struct verdict *out, const struct pki *p, const struct trust *t, int64_t time, enum policy policy)
{
    struct err e = {0};
    AUTO_BUF cms = sign_cms(p);
    AUTO_CLEAR(evidence_clear) struct evidence v;
    struct content_digests content = {0};
    struct judge_context c = {.trust = t, .time = time, .policy = policy, .settings = settings_default};
    c.settings.revocation = REVOCATION_NONE;
    evidence_init(&v);
    for (size_t i = 0; i < DIGEST_COUNT; i++) content.of[i] = BUF_INIT(DIGEST_SIZE_MAX);
    assert_ok(digest_bytes(&content.of[DIGEST_SHA256], DIGEST_SHA256, view_of_string(document), &e), &e);
    assert_ok(cms_read(&v, view_of(cms.data, cms.len), &content, &e), &e);
    for (size_t i = 0; i < DIGEST_COUNT; i++) buf_clear(&content.of[i]);
    struct subject s = {.evidence = &v};
    struct validation_input in = {.subject = &s, .count = 1};
    assert_ok(validate(out, &in, &c, &e), &e);
}

static struct trust *trust_pinned(const struct pki *p, unsigned pins)
{
    struct trust *t = trust_new();
    assert_non_null(t);
    if (pins & PIN_ROOT) trust_root(t, p->root);
    if (pins & PIN_CA) trust_root(t, p->ca);
    if (pins & PIN_SIGNER) trust_root(t, p->signer);
    return t;
}

/* What a rule that decides makes of a signature. */
static const struct {
    const char *rule;
    enum sub_indication sub;
} subs[] = {
    {"X5-01", SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {"X5-06", SUB_OUT_OF_BOUNDS_NO_POE},
    {"X5-07", SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE},
};

static enum sub_indication sub_of(const char *rule)
{
    for (size_t i = 0; rule != NULL && i < COUNT(subs); i++)
        if (strcmp(subs[i].rule, rule) == 0) return subs[i].sub;
    return SUB_NONE;
}

/* INDETERMINATE because of this rule, or passed. */
static void expect(const struct verdict *v, const char *rule, const char *what)
{
    const char *first = v->messages.count > 0 ? v->messages.item[0].rule : "";
    bool decided = rule == NULL || strcmp(first, rule) == 0;
    enum indication i = rule == NULL ? TOTAL_PASSED : INDETERMINATE;
    if (v->indication != i || v->sub_indication != sub_of(rule) || !decided)
        fail_msg("%s: %s %s: %s", what, indication_name(v->indication), sub_indication_name(v->sub_indication), first);
}

/* SHA-1-signed authorities: trusted by being pinned, and in no other way, whatever the policy. */
/* refuses X5-01, X5-07, accepts X5-01, X5-07 */
static void test_sha1_authorities(void **state)
{
    (void)state;
    AUTO(mem_free)
    struct verdict *v = mem_new(sizeof *v);
    for (size_t k = 0; k < COUNT(paths); k++) {
        struct pki p = old_pki(paths[k].root_sha1, paths[k].ca_sha1, paths[k].signer_sha1);
        AUTO(trust_free)
        struct trust *t = trust_pinned(&p, paths[k].pins);
        static const enum policy policies[] = {POLICY_FOREIGN, POLICY_LEGACY};
        for (size_t n = 0; n < COUNT(policies); n++) {
            *v = (struct verdict){0};
            judge(v, &p, t, NOW, policies[n]);
            expect(v, paths[k].rule, paths[k].what);
        }
        pki_clear(&p);
    }
}

/* Does the path end at the anchor that is nearest, so that a report can name it? */
static void test_end_of_path(void **state)
{
    (void)state;
    struct pki p = old_pki(true, true, false);
    AUTO(mem_free)
    struct verdict *v = mem_new(sizeof *v);
    AUTO(trust_free)
    struct trust *t = trust_pinned(&p, PIN_ROOT | PIN_CA);
    judge(v, &p, t, NOW, POLICY_FOREIGN);
    assert_int_equal(v->chain_count, 2);
    assert_string_equal(v->chain[1].subject, "CN=Issuing,C=VN");
    pki_clear(&p);
}

/* An authority of the same name with another key, pinned, vouches for nobody. */
static void test_same_name(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false), other = make_pki(good_ca, good_signer, false);
    AUTO(mem_free)
    struct verdict *v = mem_new(sizeof *v);
    AUTO(trust_free)
    struct trust *t = trust_pinned(&other, PIN_ROOT | PIN_CA);
    judge(v, &p, t, NOW, POLICY_FOREIGN);
    assert_int_equal(v->indication, INDETERMINATE);
    assert_int_not_equal(v->sub_indication, SUB_NONE);
    pki_clear(&p);
    pki_clear(&other);
}

/* An anchor that has expired proves nothing, however it was given. */
/* refuses X5-06, accepts X5-06 */
static void test_expired_anchor(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO(mem_free)
    struct verdict *v = mem_new(sizeof *v);
    AUTO(trust_free)
    struct trust *t = trust_new();
    X509_free(p.root);
    p.root = issue_between((struct spec){"Root", "critical,CA:TRUE", "critical,keyCertSign,cRLSign", NULL, 1, NULL},
                           p.root_key, NULL, p.root_key, NOW - 300 * DAY, NOW - DAY);
    trust_root(t, p.root);
    judge(v, &p, t, NOW, POLICY_FOREIGN);
    expect(v, "X5-06", "expired");
    *v = (struct verdict){0};
    judge(v, &p, t, NOW - 2 * DAY, POLICY_FOREIGN);
    expect(v, NULL, "before");
    pki_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_info),
        cmocka_unit_test(test_known_table),
        cmocka_unit_test(test_names_that_read_alike),
        cmocka_unit_test(test_standing),
        cmocka_unit_test(test_admission_of_known),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_changed_entry),
        cmocka_unit_test(test_cut_entry),
        cmocka_unit_test(test_sha1_authorities),
        cmocka_unit_test(test_end_of_path),
        cmocka_unit_test(test_same_name),
        cmocka_unit_test(test_expired_anchor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
