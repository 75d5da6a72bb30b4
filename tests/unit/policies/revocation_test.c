// SPDX-License-Identifier: Apache-2.0
/* The status of a certificate from one list, one OCSP answer, and several that disagree: refusals first. */
#include "tests/unit/policies/made_pki.h"

#include "policies/revocation.h"

enum { SERIAL = 77 };
#define CDP "http://ca.example/crl/issuing.crl"

struct pki {
    EVP_PKEY *root_key, *ca_key, *key, *other_key, *weak_key;
    X509 *root, *ca, *signer, *sibling, *ca2; /* sibling: also of ca; ca2: the same name and another key */
};

static const struct made_cert signer_spec = {.cn = "Nguyễn Văn Ánh",
                                             .serial = SERIAL,
                                             .usage = "critical,digitalSignature,nonRepudiation",
                                             .ext = {{NID_crl_distribution_points, "URI:" CDP}},
                                             .ext_count = 1};

static int make_pki(void **state)
{
    struct pki *p = mem_new(sizeof *p);
    *p = (struct pki){.root_key = made_key(),
                      .ca_key = made_key(),
                      .key = made_key(),
                      .other_key = made_key(),
                      .weak_key = made_weak_key()};
    struct made_cert ca = {.cn = "Issuing", .serial = 2, .constraints = "critical,CA:TRUE", .usage = CA_USAGE};
    p->root = reread(made_certificate(
        (struct made_cert){.cn = "Root", .serial = 1, .constraints = "critical,CA:TRUE", .usage = CA_USAGE},
        p->root_key, NULL, p->root_key));
    p->ca = reread(made_certificate(ca, p->ca_key, p->root, p->root_key));
    p->ca2 = reread(made_certificate(ca, p->other_key, p->root, p->root_key));
    p->signer = reread(made_certificate(signer_spec, p->key, p->ca, p->ca_key));
    struct made_cert sibling = signer_spec;
    sibling.serial = 78;
    p->sibling = reread(made_certificate(sibling, p->other_key, p->ca, p->ca_key));
    *state = p;
    return 0;
}

static int free_pki(void **state)
{
    struct pki *p = *state;
    EVP_PKEY *keys[] = {p->root_key, p->ca_key, p->key, p->other_key, p->weak_key};
    X509 *certificates[] = {p->root, p->ca, p->signer, p->sibling, p->ca2};
    for (size_t i = 0; i < 5; i++) EVP_PKEY_free(keys[i]);
    for (size_t i = 0; i < 5; i++) X509_free(certificates[i]);
    mem_free(p);
    return 0;
}

/* ---- what is asked, and what is expected ---- */

struct expected {
    enum revocation_status status;
    const char *rule, *text; /* of some finding; NULL: no finding at all */
};

struct asked {
    struct trust *trust;
    struct proofs signature;
    int64_t signature_since;
    struct settings settings;
    struct certificate_status status;
    struct findings findings;
};

static struct asked *asking(void)
{
    struct asked *a = mem_new(sizeof *a);
    a->trust = trust_new();
    a->settings = settings_default;
    a->signature_since = NOW;
    return a;
}

static void asked_free(struct asked *a)
{
    trust_free(a->trust);
    proofs_clear(&a->signature);
    mem_free(a);
}

static void ask(struct asked *a, X509 *certificate, X509 *issuer, int64_t time)
{
    int64_t since[8];
    for (size_t i = 0; i < 8; i++) since[i] = a->signature_since;
    const struct status_sources from = {.trust = a->trust,
                                        .proofs = {&a->signature, NULL},
                                        .known_since = {since, NULL},
                                        .settings = &a->settings,
                                        .now = NOW};
    a->findings = (struct findings){0};
    certificate_status_at(&a->status, &a->findings, &from, certificate, issuer, time, "signer");
}

static void give_list(struct asked *a, struct buf der)
{
    struct err e = {0};
    assert_ok(trust_add_crls(a->trust, view_of(der.data, der.len), "list", &e), &e);
    buf_clear(&der);
}

static void give_answer(struct asked *a, struct buf der)
{
    struct err e = {0};
    assert_ok(trust_add_ocsp(a->trust, view_of(der.data, der.len), "answer", &e), &e);
    buf_clear(&der);
}

static void give_proof(struct asked *a, enum proof_kind kind, struct buf der)
{
    struct err e = {0};
    assert_ok(proofs_add(&a->signature, kind, view_of(der.data, der.len), 0, &e), &e);
    buf_clear(&der);
}

static void check(const char *name, const struct asked *a, struct expected want)
{
    bool said = want.rule == NULL && a->findings.count == 0;
    for (size_t i = 0; want.rule != NULL && i < a->findings.count; i++)
        said |= strcmp(a->findings.item[i].rule, want.rule) == 0 &&
                strstr(a->findings.item[i].text[LANG_EN], want.text) != NULL;
    const char *first = a->findings.count == 0 ? "" : a->findings.item[0].text[LANG_EN];
    if (a->status.status != want.status || !said)
        fail_msg("%s: %s, %zu findings, first: %s %s", name, revocation_name(a->status.status), a->findings.count,
                 a->findings.count == 0 ? "" : a->findings.item[0].rule, first);
    bool good = a->status.status == REVOCATION_GOOD;
    if (good != (a->status.sub == SUB_NONE)) fail_msg("%s: sub-indication %d", name, (int)a->status.sub);
    for (size_t i = 0; i < a->findings.count; i++) /* in both languages, each its own */
        if (strcmp(a->findings.item[i].text[LANG_EN], a->findings.item[i].text[LANG_VI]) == 0)
            fail_msg("%s: %s", name, first);
}

/* ---- lists ---- */

#define GOOD_STATUS                 \
    {                               \
        REVOCATION_GOOD, NULL, NULL \
    }
#define UNKNOWN_STATUS(rule, text)     \
    {                                  \
        REVOCATION_UNKNOWN, rule, text \
    }

static const struct {
    const char *name;
    double time; /* days from NOW */
    struct made_crl list;
    struct expected want;
} lists[] = {
    {"current", 0, {.md = NULL}, GOOD_STATUS},
    {"others are revoked",
     0,
     {.entry = {{.serial = 5, .date = -9}, {.serial = 78, .date = -9}}, .entry_count = 2},
     GOOD_STATUS},
    {"from after the time", -10, {.md = NULL}, GOOD_STATUS},
    {"from before the time, still holding", 0.5, {.md = NULL}, GOOD_STATUS},
    {"over", 0, {.this_update = -3, .next_update = -1}, UNKNOWN_STATUS("REV-02", "not current")},
    {"over, but not then", -2, {.this_update = -3, .next_update = -1}, GOOD_STATUS},
    {"from the future", 0, {.this_update = 1, .next_update = 2}, UNKNOWN_STATUS("REV-02", "from the future")},
    {"no end", 0, {.this_update = -1, .next_update = -1000}, UNKNOWN_STATUS("REV-07", "for how long it holds")},
    {"ends before it begins",
     0,
     {.this_update = -1, .next_update = -2},
     UNKNOWN_STATUS("REV-07", "for how long it holds")},
    {"revoked",
     0,
     {.entry = {{.serial = SERIAL, .date = -5}}, .entry_count = 1},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"revoked at that very time",
     -5,
     {.entry = {{.serial = SERIAL, .date = -5}}, .entry_count = 1},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"revoked, says a list that is over",
     0,
     {.this_update = -3, .next_update = -2, .entry = {{.serial = SERIAL, .date = -5}}, .entry_count = 1},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"revoked later",
     -6,
     {.entry = {{.serial = SERIAL, .date = -5}}, .entry_count = 1},
     {REVOCATION_GOOD, "REV-03n", "later"}},
    {"revoked at a date that nobody can read",
     -6,
     {.entry = {{.serial = SERIAL, .date = -5, .raw_date = "20991399999999Z"}}, .entry_count = 1},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"compromised before it was revoked",
     -6,
     {.entry = {{.serial = SERIAL, .date = -5, .reason = 1, .invalid_from = -8}}, .entry_count = 1},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"invalid before it was revoked, no reason",
     -6,
     {.entry = {{.serial = SERIAL, .date = -5, .invalid_from = -8}}, .entry_count = 1},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"superseded, whatever the invalidity",
     -6,
     {.entry = {{.serial = SERIAL, .date = -5, .reason = 4, .invalid_from = -8}}, .entry_count = 1},
     {REVOCATION_GOOD, "REV-03n", "later"}},
    {"an invalidity after the revocation excuses nothing",
     -4,
     {.entry = {{.serial = SERIAL, .date = -5, .reason = 1, .invalid_from = -2}}, .entry_count = 1},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"on hold",
     0,
     {.entry = {{.serial = SERIAL, .date = -5, .reason = 6}}, .entry_count = 1},
     UNKNOWN_STATUS("REV-03h", "on hold")},
    {"on hold later",
     -6,
     {.entry = {{.serial = SERIAL, .date = -5, .reason = 6}}, .entry_count = 1},
     {REVOCATION_GOOD, "REV-03n", "later"}},
    {"removed", 0, {.entry = {{.serial = SERIAL, .date = -5, .reason = 8}}, .entry_count = 1}, GOOD_STATUS},
    {"listed twice: the earlier",
     -6,
     {.entry = {{.serial = SERIAL, .date = -5}, {.serial = SERIAL, .date = -9}}, .entry_count = 2},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"listed twice: removal excuses nothing",
     0,
     {.entry = {{.serial = SERIAL, .date = -5, .reason = 8}, {.serial = SERIAL, .date = -9}}, .entry_count = 2},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"listed twice: revoked, and on hold",
     0,
     {.entry = {{.serial = SERIAL, .date = -9, .reason = 6}, {.serial = SERIAL, .date = -5}}, .entry_count = 2},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"delta",
     0,
     {.ext = {{NID_delta_crl, "critical,DER:02:01:01"}}, .ext_count = 1},
     UNKNOWN_STATUS("REV-07", "delta")},
    {"a critical extension",
     0,
     {.ext = {{NID_undef, NULL}}, .ext_count = 1},
     UNKNOWN_STATUS("REV-07", "critical extension")},
    {"a critical extension of another's entry",
     0,
     {.entry = {{.serial = 5, .date = -5, .has_ext = true}}, .entry_count = 1},
     UNKNOWN_STATUS("REV-07", "critical extension")},
    {"an entry of another issuer",
     0,
     {.entry = {{.serial = 5,
                 .date = -5,
                 .has_ext = true,
                 .ext = {NID_certificate_issuer, "critical,DER:30:04:86:02:61:3A"}}},
      .entry_count = 1},
     UNKNOWN_STATUS("REV-07", "indirect")},
    {"where to find newer news",
     0,
     {.ext = {{NID_freshest_crl, "URI:http://ca.example/delta.crl"}}, .ext_count = 1},
     GOOD_STATUS},
    {"numbered", 0, {.ext = {{NID_crl_number, "DER:02:01:07"}}, .ext_count = 1}, GOOD_STATUS},
    {"indirect",
     0,
     {.ext = {{NID_issuing_distribution_point, "critical,indirectCRL:TRUE"}}, .ext_count = 1},
     UNKNOWN_STATUS("REV-07", "indirect")},
    {"some reasons",
     0,
     {.ext = {{NID_issuing_distribution_point, "critical,onlysomereasons:keyCompromise"}}, .ext_count = 1},
     UNKNOWN_STATUS("REV-07", "some reasons")},
    {"of attributes",
     0,
     {.ext = {{NID_issuing_distribution_point, "critical,onlyAA:TRUE"}}, .ext_count = 1},
     UNKNOWN_STATUS("REV-07", "another kind")},
    {"of CAs",
     0,
     {.ext = {{NID_issuing_distribution_point, "critical,onlyCA:TRUE"}}, .ext_count = 1},
     UNKNOWN_STATUS("REV-07", "another kind")},
    {"of CAs and users alone",
     0,
     {.ext = {{NID_issuing_distribution_point, "critical,onlyuser:TRUE,onlyCA:TRUE"}}, .ext_count = 1},
     UNKNOWN_STATUS("REV-07", "another kind")},
    {"of users", 0, {.ext = {{NID_issuing_distribution_point, "critical,onlyuser:TRUE"}}, .ext_count = 1}, GOOD_STATUS},
    {"of its own place",
     0,
     {.ext = {{NID_issuing_distribution_point, "critical,fullname:URI:" CDP}}, .ext_count = 1},
     GOOD_STATUS},
    {"of another place",
     0,
     {.ext = {{NID_issuing_distribution_point, "critical,fullname:URI:http://ca.example/crl/2.crl"}}, .ext_count = 1},
     UNKNOWN_STATUS("REV-07", "distribution point")},
    {"two that say what it is for",
     0,
     {.ext = {{NID_issuing_distribution_point, "critical,onlyuser:TRUE"},
              {NID_issuing_distribution_point, "critical,onlyCA:TRUE"}},
      .ext_count = 2},
     UNKNOWN_STATUS("REV-07", "what it is for")},
};

/* refuses REV-02, REV-03, REV-03n, REV-03h, REV-07, accepts REV-01, REV-02, REV-03, REV-03n, REV-03h, REV-06, REV-07 */
static void test_lists(void **state)
{
    const struct pki *p = *state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (int embedded = 0; embedded < 2; embedded++) {
            struct asked *a = asking();
            struct buf der = made_list(lists[i].list, p->ca, p->ca_key);
            if (embedded)
                give_proof(a, PROOF_CRL, der);
            else
                give_list(a, der);
            ask(a, p->signer, p->ca, in_days(lists[i].time));
            check(lists[i].name, a, lists[i].want);
            if (a->status.status == REVOCATION_GOOD)
                assert_string_equal(a->status.origin, embedded ? "signature" : "given");
            asked_free(a);
        }
    }
}

/* refuses REV-06 */
static void test_list_weakly_signed(void **state)
{
    const struct pki *p = *state;
    struct asked *a = asking();
    give_list(a, made_list((struct made_crl){.md = "SHA1"}, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("SHA-1", a, (struct expected)UNKNOWN_STATUS("REV-06", "too weak"));
    asked_free(a);
    struct made_cert ca = {.cn = "Weak", .serial = 2, .constraints = "critical,CA:TRUE", .usage = CA_USAGE};
    X509 *weak = reread(made_certificate(ca, p->weak_key, p->root, p->root_key));
    X509 *signer = reread(made_certificate(signer_spec, p->key, weak, p->weak_key));
    a = asking();
    give_list(a, made_list((struct made_crl){.md = NULL}, weak, p->weak_key));
    ask(a, signer, weak, NOW);
    check("RSA 1024", a, (struct expected)UNKNOWN_STATUS("REV-06", "too weak"));
    asked_free(a);
    X509_free(weak);
    X509_free(signer);
}

/* refuses REV-01, REV-07, accepts REV-01 */
static void test_list_of_somebody_else(void **state)
{
    const struct pki *p = *state;
    struct asked *a = asking();
    ask(a, p->signer, p->ca, NOW);
    check("nothing", a, (struct expected)UNKNOWN_STATUS("REV-01", "nobody has answered"));
    assert_string_equal(a->status.kind, "");
    give_list(a, made_list((struct made_crl){.md = NULL}, p->root, p->root_key));
    ask(a, p->signer, p->ca, NOW);
    check("another issuer", a, (struct expected)UNKNOWN_STATUS("REV-01", "nobody has answered"));
    give_list(a, made_list((struct made_crl){.md = NULL}, p->ca, p->other_key));
    ask(a, p->signer, p->ca, NOW);
    check("the name alone", a, (struct expected)UNKNOWN_STATUS("REV-07", "not signed by the issuer"));
    ask(a, p->signer, p->ca, NOW);
    check("the name alone, remembered", a, (struct expected)UNKNOWN_STATUS("REV-07", "not signed by the issuer"));
    ask(a, p->signer, p->ca2, NOW); /* what is remembered is about this issuer, not about its name */
    check("the other one of that name", a, (struct expected)GOOD_STATUS);
    asked_free(a);
}

/* refuses REV-07, accepts REV-07 */
static void test_list_by_one_that_may_not(void **state)
{
    const struct pki *p = *state;
    struct asked *a = asking();
    X509 *ca = reread(made_certificate(
        (struct made_cert){
            .cn = "Issuing", .serial = 2, .constraints = "critical,CA:TRUE", .usage = "critical,keyCertSign"},
        p->ca_key, p->root, p->root_key));
    give_list(a, made_list((struct made_crl){.md = NULL}, ca, p->ca_key));
    ask(a, p->signer, ca, NOW);
    check("no cRLSign", a, (struct expected)UNKNOWN_STATUS("REV-07", "may not sign revocation lists"));
    ask(a, p->signer, p->ca, NOW); /* the same key under another certificate */
    check("the same key with cRLSign", a, (struct expected)GOOD_STATUS);
    asked_free(a);
    X509_free(ca);
}

/* refuses REV-07, accepts REV-07 */
static void test_list_for_a_ca(void **state)
{
    static const struct {
        const char *scope;
        struct expected want;
    } cases[] = {{"critical,onlyCA:TRUE", GOOD_STATUS},
                 {"critical,onlyuser:TRUE", UNKNOWN_STATUS("REV-07", "another kind")}};
    const struct pki *p = *state;
    for (size_t i = 0; i < 2; i++) {
        struct asked *a = asking();
        struct made_crl list = {.ext = {{NID_issuing_distribution_point, cases[i].scope}}, .ext_count = 1};
        give_list(a, made_list(list, p->root, p->root_key));
        ask(a, p->ca, p->root, NOW);
        check(cases[i].scope, a, cases[i].want);
        asked_free(a);
    }
}

static void test_place_with_reasons(void **state)
{
    const struct pki *p = *state;
    struct made_cert spec = signer_spec;
    spec.ext_count = 0; /* no distribution point at all */
    X509 *c = reread(made_certificate(spec, p->key, p->ca, p->ca_key));
    struct asked *a = asking();
    struct made_crl list = {.ext = {{NID_issuing_distribution_point, "critical,fullname:URI:" CDP}}, .ext_count = 1};
    give_list(a, made_list(list, p->ca, p->ca_key));
    ask(a, c, p->ca, NOW);
    check("it names no place", a, (struct expected)UNKNOWN_STATUS("REV-07", "distribution point"));
    asked_free(a);
    X509_free(c);
}

/* refuses REV-02, REV-03, REV-03n, accepts REV-02 */
static void test_expired(void **state)
{
    const struct pki *p = *state;
    struct made_cert spec = signer_spec;
    spec.from = -100;
    spec.to = -10;
    X509 *c = reread(made_certificate(spec, p->key, p->ca, p->ca_key));
    static const struct {
        const char *name;
        struct made_crl list;
        struct expected want;
    } cases[] = {
        {"from after its end", {.md = NULL}, UNKNOWN_STATUS("REV-02", "after the certificate expired")},
        {"keeps the expired", {.keeps_expired = -50}, GOOD_STATUS},
        {"keeps those that expired later",
         {.keeps_expired = -5},
         UNKNOWN_STATUS("REV-02", "after the certificate expired")},
        {"from before its end", {.this_update = -12, .next_update = -8}, GOOD_STATUS},
        {"revoked",
         {.entry = {{.serial = SERIAL, .date = -50}}, .entry_count = 1},
         {REVOCATION_REVOKED, "REV-03", "is revoked"}},
        {"revoked later",
         {.entry = {{.serial = SERIAL, .date = -11}}, .entry_count = 1},
         {REVOCATION_GOOD, "REV-03n", "later"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct asked *a = asking();
        give_list(a, made_list(cases[i].list, p->ca, p->ca_key));
        ask(a, c, p->ca, in_days(-20));
        check(cases[i].name, a, cases[i].want);
        asked_free(a);
    }
    X509_free(c);
}

/* refuses REV-02, accepts REV-02 */
static void test_expired_issuer(void **state)
{
    const struct pki *p = *state;
    X509 *ca = reread(made_certificate(
        (struct made_cert){
            .cn = "Issuing", .serial = 2, .from = -100, .to = -5, .constraints = "critical,CA:TRUE", .usage = CA_USAGE},
        p->ca_key, p->root, p->root_key));
    struct asked *a = asking();
    give_proof(a, PROOF_CRL, made_list((struct made_crl){.this_update = -9, .next_update = -7}, ca, p->ca_key));
    ask(a, p->signer, ca, in_days(-8));
    check("first seen now", a, (struct expected)UNKNOWN_STATUS("REV-02", "issuer has expired"));
    a->signature_since = in_days(-6);
    ask(a, p->signer, ca, in_days(-8));
    check("proven to be older", a, (struct expected)GOOD_STATUS);
    asked_free(a);
    X509_free(ca);
}

/* refuses REV-02, accepts REV-02 */
static void test_grace(void **state)
{
    const struct pki *p = *state;
    struct asked *a = asking();
    give_list(a, made_list((struct made_crl){.this_update = -3, .next_update = -1}, p->ca, p->ca_key));
    a->settings.revocation_grace = 2 * DAY;
    ask(a, p->signer, p->ca, NOW);
    check("within the grace", a, (struct expected)GOOD_STATUS);
    a->settings.revocation_grace = DAY - 1;
    ask(a, p->signer, p->ca, NOW);
    check("past the grace", a, (struct expected)UNKNOWN_STATUS("REV-02", "not current"));
    asked_free(a);
}

/* ---- OCSP answers of the issuer itself ---- */

#define GOOD_SINGLE .single = {{.status = V_OCSP_CERTSTATUS_GOOD}}, .count = 1

static const struct {
    const char *name;
    double time;
    struct made_ocsp answer;
    struct expected want;
} answers[] = {
    {"good", 0, {GOOD_SINGLE}, GOOD_STATUS},
    {"good, named by key", 0, {GOOD_SINGLE, .by_key = true}, GOOD_STATUS},
    {"good, without its certificate", 0, {GOOD_SINGLE, .no_certificate = true}, GOOD_STATUS},
    {"good, the inner part alone", 0, {GOOD_SINGLE, .bare = true}, GOOD_STATUS},
    {"good, SHA-256 in the CertID",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .md = "SHA256"}}, .count = 1},
     GOOD_STATUS},
    {"MD5 in the CertID",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .md = "MD5"}}, .count = 1},
     UNKNOWN_STATUS("REV-01", "nobody has answered")},
    {"from after the time", -10, {GOOD_SINGLE}, GOOD_STATUS},
    {"unknown",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_UNKNOWN}}, .count = 1},
     UNKNOWN_STATUS("REV-05", "does not know the certificate")},
    {"unknown before it was issued",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_UNKNOWN, .this_update = -9, .next_update = -8}}, .count = 1},
     UNKNOWN_STATUS("REV-02", "not current")},
    {"revoked",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_REVOKED, .revoked = -5, .reason = 1}}, .count = 1},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"revoked later",
     -6,
     {.single = {{.status = V_OCSP_CERTSTATUS_REVOKED, .revoked = -5}}, .count = 1},
     {REVOCATION_GOOD, "REV-03n", "later"}},
    {"on hold",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_REVOKED, .revoked = -5, .reason = 6}}, .count = 1},
     UNKNOWN_STATUS("REV-03h", "on hold")},
    {"never issued",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_REVOKED, .revoked_at = 1, .reason = 6}}, .count = 1},
     UNKNOWN_STATUS("REV-05", "does not know the certificate")},
    {"over",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .this_update = -3, .next_update = -2}}, .count = 1},
     UNKNOWN_STATUS("REV-02", "not current")},
    {"no end, a day old",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .this_update = -1, .next_update = -1000}}, .count = 1},
     GOOD_STATUS},
    {"no end, older than the time-stamp",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .this_update = -2, .next_update = -1000}},
      .count = 1,
      .produced = -2},
     UNKNOWN_STATUS("REV-02", "older than the time")},
    {"from the future",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .this_update = 1, .next_update = 2}}, .count = 1, .produced = 1},
     UNKNOWN_STATUS("REV-02", "from the future")},
    {"newer than it was made",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .this_update = -1, .next_update = 2}}, .count = 1, .produced = -2},
     UNKNOWN_STATUS("REV-05", "dates")},
    {"ends before it begins",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .this_update = -1, .next_update = -2}}, .count = 1},
     UNKNOWN_STATUS("REV-05", "dates")},
    {"a critical extension", 0, {GOOD_SINGLE, .strange = true}, UNKNOWN_STATUS("REV-05", "critical extension")},
    {"a critical extension of the single one",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .strange = true}}, .count = 1},
     UNKNOWN_STATUS("REV-05", "critical extension")},
    {"SHA-1", 0, {GOOD_SINGLE, .md = "SHA1"}, UNKNOWN_STATUS("REV-06", "too weak")},
    {"two that disagree",
     0,
     {.single = {{.status = V_OCSP_CERTSTATUS_GOOD}, {.status = V_OCSP_CERTSTATUS_REVOKED, .revoked = -5}}, .count = 2},
     {REVOCATION_REVOKED, "REV-03", "is revoked"}},
    {"none at all", 0, {.count = 0}, UNKNOWN_STATUS("REV-01", "nobody has answered")},
};

/* refuses REV-02, REV-03, REV-03n, REV-03h, REV-05, REV-06, accepts REV-04, REV-05, REV-06 */
static void test_answers(void **state)
{
    const struct pki *p = *state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        for (int embedded = 0; embedded < 2; embedded++) {
            struct asked *a = asking();
            struct buf der = made_answer(answers[i].answer, p->signer, p->ca, p->ca, p->ca_key);
            if (embedded)
                give_proof(a, PROOF_OCSP, der);
            else
                give_answer(a, der);
            ask(a, p->signer, p->ca, in_days(answers[i].time));
            check(answers[i].name, a, answers[i].want);
            asked_free(a);
        }
    }
}

/* refuses REV-01, accepts REV-05 */
static void test_answer_about_others(void **state)
{
    const struct pki *p = *state;
    struct asked *a = asking();
    struct made_ocsp of_sibling = {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .certificate = p->sibling}},
                                   .count = 1};
    give_answer(a, made_answer(of_sibling, p->signer, p->ca, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("another serial number", a, (struct expected)UNKNOWN_STATUS("REV-01", "nobody has answered"));
    struct made_ocsp of_other_key = {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .issuer = p->ca2}}, .count = 1};
    give_answer(a, made_answer(of_other_key, p->signer, p->ca, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("another key of that name", a, (struct expected)UNKNOWN_STATUS("REV-01", "nobody has answered"));
    struct made_ocsp both = {.single = {{.status = V_OCSP_CERTSTATUS_REVOKED, .revoked = -9, .certificate = p->sibling},
                                        {.status = V_OCSP_CERTSTATUS_GOOD}},
                             .count = 2};
    give_answer(a, made_answer(both, p->signer, p->ca, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("the one among several", a, (struct expected)GOOD_STATUS);
    asked_free(a);
}

static void test_answer_that_expired(void **state)
{
    const struct pki *p = *state;
    struct made_cert spec = signer_spec;
    spec.from = -100;
    spec.to = -10;
    X509 *c = reread(made_certificate(spec, p->key, p->ca, p->ca_key));
    struct asked *a = asking();
    give_answer(a, made_answer((struct made_ocsp){GOOD_SINGLE}, c, p->ca, p->ca, p->ca_key));
    ask(a, c, p->ca, in_days(-20));
    check("after its end", a, (struct expected)UNKNOWN_STATUS("REV-02", "after the certificate expired"));
    struct made_ocsp kept = {.single = {{.status = V_OCSP_CERTSTATUS_GOOD, .cutoff = -40}}, .count = 1};
    give_answer(a, made_answer(kept, c, p->ca, p->ca, p->ca_key));
    ask(a, c, p->ca, in_days(-20));
    check("kept beyond its end", a, (struct expected)GOOD_STATUS);
    asked_free(a);
    X509_free(c);
}

/* ---- who may answer ---- */

#define NO_CHECK                            \
    {                                       \
        NID_id_pkix_OCSP_noCheck, "ignored" \
    }
#define RESPONDER .cn = "Responder", .serial = 90, .usage = "critical,digitalSignature"

static const struct {
    const char *name;
    struct made_cert responder;
    bool by_root, own_key; /* issued by the root; has the key of the certificate that is asked about */
    struct expected want;
} responders[] = {
    {"appointed", {RESPONDER, .eku = "OCSPSigning", .ext = {NO_CHECK}, .ext_count = 1}, false, false, GOOD_STATUS},
    {"not appointed",
     {RESPONDER, .ext = {NO_CHECK}, .ext_count = 1},
     false,
     false,
     UNKNOWN_STATUS("REV-04", "not for signing OCSP answers")},
    {"for anything",
     {RESPONDER, .eku = "anyExtendedKeyUsage", .ext = {NO_CHECK}, .ext_count = 1},
     false,
     false,
     UNKNOWN_STATUS("REV-04", "not for signing OCSP answers")},
    {"for time-stamps",
     {RESPONDER, .eku = "timeStamping", .ext = {NO_CHECK}, .ext_count = 1},
     false,
     false,
     UNKNOWN_STATUS("REV-04", "not for signing OCSP answers")},
    {"for encryption",
     {.cn = "Responder",
      .serial = 90,
      .usage = "critical,keyEncipherment",
      .eku = "OCSPSigning",
      .ext = {NO_CHECK},
      .ext_count = 1},
     false,
     false,
     UNKNOWN_STATUS("REV-04", "not for signing OCSP answers")},
    {"a critical extension",
     {RESPONDER, .eku = "OCSPSigning", .ext = {NO_CHECK, {NID_undef, NULL}}, .ext_count = 2},
     false,
     false,
     UNKNOWN_STATUS("REV-04", "not for signing OCSP answers")},
    {"of the root",
     {RESPONDER, .eku = "OCSPSigning", .ext = {NO_CHECK}, .ext_count = 1},
     true,
     false,
     UNKNOWN_STATUS("REV-04", "neither by the issuer")},
    {"a CA",
     {.cn = "Sub",
      .serial = 90,
      .constraints = "critical,CA:TRUE",
      .usage = "critical,keyCertSign,digitalSignature",
      .eku = "OCSPSigning",
      .ext = {NO_CHECK},
      .ext_count = 1},
     false,
     false,
     UNKNOWN_STATUS("REV-04", "may not answer for another")},
    {"itself",
     {RESPONDER, .eku = "OCSPSigning", .ext = {NO_CHECK}, .ext_count = 1},
     false,
     true,
     UNKNOWN_STATUS("REV-04", "vouches for itself")},
    {"expired",
     {RESPONDER, .from = -50, .to = -20, .eku = "OCSPSigning", .ext = {NO_CHECK}, .ext_count = 1},
     false,
     false,
     UNKNOWN_STATUS("REV-04", "not valid when it answered")},
    {"expired since",
     {RESPONDER, .from = -50, .to = -0.1, .eku = "OCSPSigning", .ext = {NO_CHECK}, .ext_count = 1},
     false,
     false,
     UNKNOWN_STATUS("REV-04", "has expired since")},
    {"SHA-1",
     {RESPONDER, .eku = "OCSPSigning", .md = "SHA1", .ext = {NO_CHECK}, .ext_count = 1},
     false,
     false,
     UNKNOWN_STATUS("REV-06", "too weak")},
    {"no status of its own",
     {RESPONDER, .eku = "OCSPSigning"},
     false,
     false,
     UNKNOWN_STATUS("REV-04s", "status of the OCSP responder")},
};

static void answer_by(struct asked *a, const struct pki *p, struct made_cert spec, bool by_root, bool own_key)
{
    EVP_PKEY *key = own_key ? p->key : p->other_key;
    X509 *issuer = by_root ? p->root : p->ca;
    X509 *responder = reread(made_certificate(spec, key, issuer, by_root ? p->root_key : p->ca_key));
    give_answer(a, made_answer((struct made_ocsp){GOOD_SINGLE}, p->signer, p->ca, responder, key));
    X509_free(responder);
}

/* refuses REV-04, accepts REV-04, refuses REV-04s */
static void test_responders(void **state)
{
    const struct pki *p = *state;
    for (size_t i = 0; i < sizeof responders / sizeof responders[0]; i++) {
        struct asked *a = asking();
        answer_by(a, p, responders[i].responder, responders[i].by_root, responders[i].own_key);
        ask(a, p->signer, p->ca, NOW);
        check(responders[i].name, a, responders[i].want);
        asked_free(a);
    }
}

/* refuses REV-04, refuses REV-04s, accepts REV-04s */
static void test_responder_known_to_the_lists(void **state)
{
    const struct pki *p = *state;
    const struct made_cert spec = {RESPONDER, .eku = "OCSPSigning"};
    struct made_crl list = {.this_update = -2,
                            .next_update = 0.5,
                            .ext = {{NID_issuing_distribution_point, "critical,onlyuser:TRUE"}},
                            .ext_count = 1};
    struct asked *a = asking();
    answer_by(a, p, spec, false, false);
    give_list(a, made_list(list, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("good", a, (struct expected)GOOD_STATUS);
    assert_string_equal(a->status.kind, "OCSP"); /* the newer of the two */
    asked_free(a);
    a = asking();
    answer_by(a, p, spec, false, false);
    list.entry[0] = (struct made_entry){.serial = 90, .date = -9};
    list.entry_count = 1;
    list.this_update = -3;
    list.next_update = -1;
    give_list(a, made_list(list, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("revoked", a, (struct expected)UNKNOWN_STATUS("REV-04s", "status of the OCSP responder"));
    asked_free(a);
}

/* refuses REV-04s */
static void test_responder_vouched_for_by_a_responder(void **state)
{
    const struct pki *p = *state;
    X509 *responder =
        reread(made_certificate((struct made_cert){RESPONDER, .eku = "OCSPSigning"}, p->other_key, p->ca, p->ca_key));
    struct asked *a = asking();
    give_answer(a, made_answer((struct made_ocsp){GOOD_SINGLE}, p->signer, p->ca, responder, p->other_key));
    give_answer(a, made_answer((struct made_ocsp){GOOD_SINGLE}, responder, p->ca, responder, p->other_key));
    ask(a, p->signer, p->ca, NOW);
    check("its own answer", a, (struct expected)UNKNOWN_STATUS("REV-04s", "status of the OCSP responder"));
    asked_free(a);
    X509_free(responder);
}

/* accepts REV-04 */
static void test_responder_that_expired_since(void **state)
{
    const struct pki *p = *state;
    X509 *responder = reread(made_certificate(
        (struct made_cert){RESPONDER, .from = -50, .to = -0.1, .eku = "OCSPSigning", .ext = {NO_CHECK}, .ext_count = 1},
        p->other_key, p->ca, p->ca_key));
    struct asked *a = asking();
    give_proof(a, PROOF_OCSP, made_answer((struct made_ocsp){GOOD_SINGLE}, p->signer, p->ca, responder, p->other_key));
    a->signature_since = in_days(-0.2);
    ask(a, p->signer, p->ca, in_days(-0.5));
    check("proven to be older", a, (struct expected)GOOD_STATUS);
    asked_free(a);
    X509_free(responder);
}

/* An answer that was changed after it was signed */
/* refuses REV-04 */
static void test_changed_answer(void **state)
{
    const struct pki *p = *state;
    struct buf der = made_answer((struct made_ocsp){GOOD_SINGLE}, p->signer, p->ca, p->ca, p->ca_key);
    struct view good = view_of((const uint8_t *)"\x80\x00", 2);
    size_t at = view_find(view_of(der.data, der.len), 0, good);
    assert_true(at < der.len);
    der.data[at] = 0x82; /* good becomes unknown */
    struct asked *a = asking();
    give_answer(a, der);
    ask(a, p->signer, p->ca, NOW);
    check("changed", a, (struct expected)UNKNOWN_STATUS("REV-04", "neither by the issuer"));
    asked_free(a);
}

/* ---- several ---- */

/* refuses REV-03h, REV-05, accepts REV-03h */
static void test_the_newest_decides(void **state)
{
    const struct pki *p = *state;
    struct made_crl hold = {
        .this_update = -2, .next_update = 1, .entry = {{.serial = SERIAL, .date = -5, .reason = 6}}, .entry_count = 1};
    struct asked *a = asking();
    give_list(a, made_list(hold, p->ca, p->ca_key));
    give_list(a, made_list((struct made_crl){.this_update = -1, .next_update = 2}, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("no longer on hold", a, (struct expected)GOOD_STATUS);
    hold.this_update = -0.5;
    give_list(a, made_list(hold, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("on hold again", a, (struct expected)UNKNOWN_STATUS("REV-03h", "on hold"));
    assert_true(a->status.is_on_hold);
    asked_free(a);
    a = asking();
    struct made_ocsp unknown = {
        .single = {{.status = V_OCSP_CERTSTATUS_UNKNOWN, .this_update = -0.5, .next_update = 1}}, .count = 1};
    give_list(a, made_list((struct made_crl){.md = NULL}, p->ca, p->ca_key));
    give_answer(a, made_answer(unknown, p->signer, p->ca, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("not listed, and not known", a, (struct expected)UNKNOWN_STATUS("REV-05", "does not know"));
    asked_free(a);
}

/* refuses REV-03 */
static void test_a_revocation_is_final(void **state)
{
    const struct pki *p = *state;
    struct made_crl old = {.this_update = -20,
                           .next_update = -10,
                           .entry = {{.serial = SERIAL, .date = -30, .reason = 1}},
                           .entry_count = 1};
    struct asked *a = asking();
    give_answer(a, made_answer((struct made_ocsp){GOOD_SINGLE}, p->signer, p->ca, p->ca, p->ca_key));
    give_proof(a, PROOF_CRL, made_list(old, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("revoked long ago", a, (struct expected){REVOCATION_REVOKED, "REV-03", "is revoked"});
    assert_int_equal(a->status.revoked_at, in_days(-30));
    assert_int_equal(a->status.reason, 1);
    assert_string_equal(a->status.kind, "CRL");
    assert_string_equal(a->status.origin, "signature");
    asked_free(a);
}

static void test_good_beside_unusable(void **state)
{
    const struct pki *p = *state;
    struct asked *a = asking();
    give_list(a, made_list((struct made_crl){.ext = {{NID_delta_crl, "critical,DER:02:01:01"}}, .ext_count = 1}, p->ca,
                           p->ca_key));
    give_list(a, made_list((struct made_crl){.md = NULL}, p->ca, p->ca_key));
    ask(a, p->signer, p->ca, NOW);
    check("good beside unusable", a, (struct expected)GOOD_STATUS);
    asked_free(a);
}

/* refuses REV-01 */
static void test_unreadable_proofs(void **state)
{
    const struct pki *p = *state;
    struct buf list = made_list((struct made_crl){.md = NULL}, p->ca, p->ca_key);
    struct asked *a = asking();
    for (size_t cut = 1; cut < list.len; cut += 7) {
        struct err e = {0};
        assert_refused(trust_add_crls(a->trust, view_of(list.data, list.len - cut), "cut", &e), &e, ERR_TRUST,
                       "cut is not a revocation list");
        assert_refused(trust_add_ocsp(a->trust, view_of(list.data, list.len - cut), "cut", &e), &e, ERR_TRUST,
                       "cut is not an OCSP answer");
        proofs_clear(&a->signature);
        assert_ok(proofs_add(&a->signature, PROOF_CRL, view_of(list.data, list.len - cut), 0, &e), &e);
        assert_ok(proofs_add(&a->signature, PROOF_OCSP, view_of(list.data, list.len - cut), 0, &e), &e);
        ask(a, p->signer, p->ca, NOW);
        check("cut short", a, (struct expected)UNKNOWN_STATUS("REV-01", "nobody has answered"));
    }
    assert_int_equal(trust_crl_count(a->trust), 0);
    asked_free(a);
    buf_clear(&list);
}

/* Whatever bit of a list is turned: it is not believed, given or embedded. */
static void test_flipped_list(void **state)
{
    const struct pki *p = *state;
    const struct made_crl shapes[] = {
        {.entry = {{.serial = 5, .date = -9}, {.serial = SERIAL, .date = -9}}, .entry_count = 2},
        {.entry = {{.serial = 5, .date = -9}}, .entry_count = 1}};
    for (size_t i = 0; i < 2; i++) {
        AUTO_BUF list = BUF_INIT(LIMIT_CRL);
        struct buf made = made_list(shapes[i], p->ca, p->ca_key);
        buf_move(&list, &made);
        for (size_t bit = 0; bit < list.len * 8; bit++) {
            struct err e = {0};
            struct asked *embedded = asking(), *given = asking();
            struct view bytes = view_of(list.data, list.len);
            list.data[bit / 8] ^= (uint8_t)(1u << (bit % 8));
            assert_ok(proofs_add(&embedded->signature, PROOF_CRL, bytes, 0, &e), &e);
            bool read = trust_add_crls(given->trust, bytes, "list", &e) == OK;
            ask(embedded, p->signer, p->ca, NOW);
            if (embedded->status.status == REVOCATION_GOOD) fail_msg("list %zu, bit %zu, embedded", i, bit);
            if (read) ask(given, p->signer, p->ca, NOW);
            if (given->status.status == REVOCATION_GOOD) fail_msg("list %zu, bit %zu, given", i, bit);
            list.data[bit / 8] ^= (uint8_t)(1u << (bit % 8));
            asked_free(embedded);
            asked_free(given);
        }
    }
}

/* Many entries: only those that matter are decoded, and they are found. */
static void test_long_list(void **state)
{
    enum { ENTRIES = 5000 };
    const struct pki *p = *state;
    for (int revoked = 0; revoked < 2; revoked++) {
        struct err e = {0};
        X509_CRL *crl = X509_CRL_new();
        ASN1_TIME *t = ASN1_TIME_new();
        X509_CRL_set_version(crl, 1);
        X509_CRL_set_issuer_name(crl, X509_get_subject_name(p->ca));
        X509_CRL_set1_lastUpdate(crl, ASN1_TIME_set(t, (time_t)in_days(-1)));
        X509_CRL_set1_nextUpdate(crl, ASN1_TIME_set(t, (time_t)in_days(1)));
        for (int i = 0; i < ENTRIES; i++)
            X509_CRL_add0_revoked(crl, made_revoked((struct made_entry){.serial = 1000 + i, .date = -9}));
        if (revoked)
            X509_CRL_add0_revoked(crl, made_revoked((struct made_entry){.serial = SERIAL, .date = -9, .reason = 1}));
        X509_CRL_sign(crl, p->ca_key, EVP_sha256());
        struct buf der = BUF_INIT(LIMIT_CRL);
        assert_ok(OSSL_DER(&der, X509_CRL, crl, &e), &e);
        struct asked *a = asking();
        give_proof(a, PROOF_CRL, der);
        ask(a, p->signer, p->ca, NOW);
        assert_int_equal(a->status.status, revoked ? REVOCATION_REVOKED : REVOCATION_GOOD);
        assert_int_equal(a->status.reason, revoked ? 1 : -1);
        asked_free(a);
        ASN1_TIME_free(t);
        X509_CRL_free(crl);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_list_weakly_signed),
        cmocka_unit_test(test_list_of_somebody_else),
        cmocka_unit_test(test_list_by_one_that_may_not),
        cmocka_unit_test(test_list_for_a_ca),
        cmocka_unit_test(test_place_with_reasons),
        cmocka_unit_test(test_expired),
        cmocka_unit_test(test_expired_issuer),
        cmocka_unit_test(test_grace),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_answer_about_others),
        cmocka_unit_test(test_answer_that_expired),
        cmocka_unit_test(test_responders),
        cmocka_unit_test(test_responder_known_to_the_lists),
        cmocka_unit_test(test_responder_vouched_for_by_a_responder),
        cmocka_unit_test(test_responder_that_expired_since),
        cmocka_unit_test(test_changed_answer),
        cmocka_unit_test(test_the_newest_decides),
        cmocka_unit_test(test_a_revocation_is_final),
        cmocka_unit_test(test_good_beside_unusable),
        cmocka_unit_test(test_unreadable_proofs),
        cmocka_unit_test(test_flipped_list),
        cmocka_unit_test(test_long_list),
    };
    return cmocka_run_group_tests(tests, make_pki, free_pki);
}
