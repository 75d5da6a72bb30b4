// SPDX-License-Identifier: Apache-2.0
/* Paths that hold and paths that do not, each with its reason. */
#include <time.h>

#include "tests/unit/policies/made_pki.h"

#include "policies/judge.h"
#include "policies/path.h"

enum { LONG = 12, MANY = 150 };
#define CA "critical,CA:TRUE"
#define SIGNER_USAGE "critical,digitalSignature,nonRepudiation"
#define NAMES(list)                            \
    {                                          \
        NID_name_constraints, "critical," list \
    }

/* anchor (root) - middle - signer; what is not said is as it should be */
struct shape {
    const char *name;
    struct made_cert root, middle, signer;
    bool no_middle, no_anchor, weak_middle; /* weak: its key is RSA of 1024 bits */
    enum sub_indication sub;
    const char *rule, *text;
};

#define NO_CHAIN SUB_NO_CERTIFICATE_CHAIN_FOUND, "X5-01", "no path leads"
#define CONSTRAINTS(text) SUB_CHAIN_CONSTRAINTS_FAILURE, "X5-04", text
#define WEAK(text) SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "X5-07", text
#define OUT_OF_BOUNDS(text) SUB_OUT_OF_BOUNDS_NO_POE, "X5-06", text
#define HOLDS SUB_NONE, NULL, NULL
#define POLICY_A                            \
    {                                       \
        NID_certificate_policies, "1.2.3.4" \
    }
#define POLICY_ANY                              \
    {                                           \
        NID_certificate_policies, "2.5.29.32.0" \
    }

static const struct shape shapes[] = {
    {.name = "as it should be", .sub = HOLDS},
    {.name = "no anchor", .no_anchor = true, .sub = NO_CHAIN},
    {.name = "no issuer", .no_middle = true, .sub = NO_CHAIN},
    {.name = "the issuer is no CA",
     .middle = {.constraints = "CA:FALSE"},
     .sub = CONSTRAINTS("invalid CA certificate")},
    {.name = "the issuer does not say that it is one",
     .middle = {.constraints = "-"},
     .sub = CONSTRAINTS("invalid CA certificate")},
    {.name = "the issuer may not certify",
     .middle = {.usage = "critical,cRLSign"},
     .sub = CONSTRAINTS("invalid CA certificate")},
    {.name = "the issuer says nothing of its key", .middle = {.usage = "-"}, .sub = HOLDS},
    {.name = "no authority below the root",
     .root = {.constraints = CA ",pathlen:0"},
     .sub = CONSTRAINTS("path length constraint exceeded")},
    {.name = "one authority below the root", .root = {.constraints = CA ",pathlen:1"}, .sub = HOLDS},
    {.name = "a critical extension of the issuer",
     .middle = {.ext = {{NID_undef, NULL}}, .ext_count = 1},
     .sub = CONSTRAINTS("unhandled critical extension")},
    {.name = "a critical extension of the signer",
     .signer = {.ext = {{NID_undef, NULL}}, .ext_count = 1},
     .sub = CONSTRAINTS("unhandled critical extension")},
    {.name = "an extension twice",
     .signer = {.ext = {{NID_key_usage, "critical,keyCertSign"}}, .ext_count = 1},
     .sub = CONSTRAINTS("extensions that contradict")},
    {.name = "the issuer has ended", .middle = {.from = -50, .to = -1}, .sub = OUT_OF_BOUNDS("has expired")},
    {.name = "the signer has ended", .signer = {.from = -50, .to = -1}, .sub = OUT_OF_BOUNDS("has expired")},
    {.name = "the root has ended", .root = {.from = -50, .to = -1}, .sub = OUT_OF_BOUNDS("has expired")},
    {.name = "the signer has not begun", .signer = {.from = 1, .to = 5}, .sub = OUT_OF_BOUNDS("not valid yet")},
    {.name = "the signer ends before it begins",
     .signer = {.from = 1, .to = -1},
     .sub = OUT_OF_BOUNDS("not valid yet")},
    {.name = "SHA-1 on the signer", .signer = {.md = "SHA1"}, .sub = WEAK("signature digest algorithm too weak")},
    {.name = "SHA-1 on the issuer", .middle = {.md = "SHA1"}, .sub = WEAK("signature digest algorithm too weak")},
    {.name = "SHA-1 on the root, which is pinned", .root = {.md = "SHA1"}, .sub = HOLDS},
    {.name = "RSA of 1024 bits", .weak_middle = true, .sub = WEAK("key too weak")},
    /* names */
    {.name = "a name that is not permitted",
     .middle = {.ext = {NAMES("permitted;email:.so.example")}, .ext_count = 1},
     .signer = {.mail = "a@elsewhere.example"},
     .sub = CONSTRAINTS("permitted subtree violation")},
    {.name = "a name that is permitted",
     .middle = {.ext = {NAMES("permitted;email:.so.example")}, .ext_count = 1},
     .signer = {.mail = "a@x.so.example"},
     .sub = HOLDS},
    {.name = "an alternative name that is not",
     .middle = {.ext = {NAMES("permitted;email:.so.example")}, .ext_count = 1},
     .signer = {.ext = {{NID_subject_alt_name, "email:a@elsewhere.example"}}, .ext_count = 1},
     .sub = CONSTRAINTS("permitted subtree violation")},
    {.name = "a name that is excluded",
     .middle = {.ext = {NAMES("excluded;email:.so.example")}, .ext_count = 1},
     .signer = {.mail = "a@x.so.example"},
     .sub = CONSTRAINTS("excluded subtree violation")},
    {.name = "the root's constraints reach the signer",
     .root = {.ext = {NAMES("excluded;email:.so.example")}, .ext_count = 1},
     .signer = {.mail = "a@x.so.example"},
     .sub = CONSTRAINTS("excluded subtree violation")},
    /* policies */
    {.name = "a policy, nobody requires one", .signer = {.ext = {POLICY_A}, .ext_count = 1}, .sub = HOLDS},
    {.name = "a policy is required, there is none",
     .middle = {.ext = {POLICY_A, {NID_policy_constraints, "critical,requireExplicitPolicy:0"}}, .ext_count = 2},
     .sub = CONSTRAINTS("no explicit policy")},
    {.name = "a policy is required, another is there",
     .middle = {.ext = {{NID_certificate_policies, "1.2.3.5"},
                        {NID_policy_constraints, "critical,requireExplicitPolicy:0"}},
                .ext_count = 2},
     .signer = {.ext = {POLICY_A}, .ext_count = 1},
     .sub = CONSTRAINTS("no explicit policy")},
    {.name = "a policy is required, and there",
     .middle = {.ext = {POLICY_A, {NID_policy_constraints, "critical,requireExplicitPolicy:0"}}, .ext_count = 2},
     .signer = {.ext = {POLICY_A}, .ext_count = 1},
     .sub = HOLDS},
    {.name = "any policy will do",
     .middle = {.ext = {POLICY_ANY, {NID_policy_constraints, "critical,requireExplicitPolicy:0"}}, .ext_count = 2},
     .signer = {.ext = {POLICY_A}, .ext_count = 1},
     .sub = HOLDS},
    {.name = "any policy will not do",
     .middle = {.ext = {POLICY_A,
                        {NID_policy_constraints, "critical,requireExplicitPolicy:0"},
                        {NID_inhibit_any_policy, "critical,0"}},
                .ext_count = 3},
     .signer = {.ext = {POLICY_ANY}, .ext_count = 1},
     .sub = CONSTRAINTS("no explicit policy")},
    {.name = "a mapped policy",
     .middle = {.ext = {{NID_certificate_policies, "1.2.3.5"},
                        {NID_policy_mappings, "critical,1.2.3.5:1.2.3.4"},
                        {NID_policy_constraints, "critical,requireExplicitPolicy:0"}},
                .ext_count = 3},
     .signer = {.ext = {POLICY_A}, .ext_count = 1},
     .sub = HOLDS},
};

static struct made_cert with(struct made_cert said, struct made_cert usual)
{
    said.cn = usual.cn;
    said.serial = usual.serial;
    if (said.constraints == NULL) said.constraints = usual.constraints;
    if (said.usage == NULL) said.usage = usual.usage;
    if (said.constraints != NULL && said.constraints[0] == '-') said.constraints = NULL;
    if (said.usage != NULL && said.usage[0] == '-') said.usage = NULL;
    return said;
}

static void carry(struct evidence *v, X509 *c, bool is_signer)
{
    struct err e = {0};
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(&der, X509, c, &e), &e);
    struct view bytes = view_of(der.data, der.len);
    if (is_signer) assert_ok(buf_copy(&v->signer, bytes, &e), &e);
    assert_true(v->certificate_count < LIMIT_CERTIFICATES);
    assert_ok(buf_copy(&v->certificates[v->certificate_count++], bytes, &e), &e);
}

static void carry_proof(struct proofs *p, X509 *c)
{
    struct err e = {0};
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(&der, X509, c, &e), &e);
    assert_ok(proofs_add(p, PROOF_CERTIFICATE, view_of(der.data, der.len), 0, &e), &e);
}

static void pin(struct trust *t, X509 *c)
{
    struct err e = {0};
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(&der, X509, c, &e), &e);
    assert_ok(trust_add_anchors(t, view_of(der.data, der.len), "anchor", &e), &e);
}

/* Clears the evidence. Returns how long the path is, or 0. */
static int find(enum sub_indication *sub, struct findings *f, struct evidence *v, const struct trust *t)
{
    struct err e = {0};
    AUTO(path_free)
    struct path *p = NULL;
    const struct path_search s = {.evidence = v, .trust = t, .time = NOW, .length_max = 8};
    *f = (struct findings){0};
    assert_ok(path_find(&p, sub, f, &s, &e), &e);
    assert_true((p != NULL) == (*sub == SUB_NONE));
    evidence_clear(v);
    return p == NULL ? 0 : path_length(p);
}

static void check(const char *name, enum sub_indication sub, const struct findings *f, enum sub_indication want,
                  const char *rule, const char *text)
{
    const char *got_rule = f->count == 0 ? "-" : f->item[0].rule;
    const char *got_text = f->count == 0 ? "" : f->item[0].text[LANG_EN];
    bool said = rule == NULL ? f->count == 0 : strcmp(got_rule, rule) == 0 && strstr(got_text, text) != NULL;
    if (sub != want || !said) fail_msg("%s: %s, %s %s", name, sub_indication_name(sub), got_rule, got_text);
}

/* refuses X5-01, X5-04, X5-05, X5-06, X5-07, accepts X5-01, X5-04, X5-05, X5-06 */
static void test_shapes(void **state)
{
    (void)state;
    EVP_PKEY *root_key = made_key(), *middle_key = made_key(), *weak_key = made_weak_key(), *key = made_key();
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        const struct shape *s = &shapes[i];
        EVP_PKEY *by = s->weak_middle ? weak_key : middle_key;
        const struct made_cert usual_root = {.cn = "Root", .serial = 1, .constraints = CA, .usage = CA_USAGE};
        const struct made_cert usual_middle = {.cn = "Middle", .serial = 2, .constraints = CA, .usage = CA_USAGE};
        const struct made_cert usual_signer = {.cn = "Signer", .serial = 3, .usage = SIGNER_USAGE};
        X509 *root = made_certificate(with(s->root, usual_root), root_key, NULL, root_key);
        X509 *middle = made_certificate(with(s->middle, usual_middle), by, root, root_key);
        X509 *signer = made_certificate(with(s->signer, usual_signer), key, middle, by);
        AUTO(trust_free)
        struct trust *t = trust_new();
        struct evidence v;
        struct findings f;
        enum sub_indication sub;
        evidence_init(&v);
        carry(&v, signer, true);
        if (!s->no_middle) carry(&v, middle, false);
        if (!s->no_anchor) pin(t, root);
        carry(&v, root, false); /* that it comes along makes it no anchor */
        find(&sub, &f, &v, t);
        check(s->name, sub, &f, s->sub, s->rule, s->text);
        X509_free(root);
        X509_free(middle);
        X509_free(signer);
    }
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(middle_key);
    EVP_PKEY_free(weak_key);
    EVP_PKEY_free(key);
}

/* A chain of `length` authorities below the root; the first `held` of them come along. */
static int find_long(enum sub_indication *sub, struct findings *f, int length)
{
    EVP_PKEY *key = made_key();
    X509 *chain[LONG + 2] = {0};
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct evidence v;
    evidence_init(&v);
    chain[0] = made_certificate((struct made_cert){.cn = "0", .serial = 1, .constraints = CA, .usage = CA_USAGE}, key,
                                NULL, key);
    for (int i = 1; i <= length + 1; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        struct made_cert c = {.cn = name, .serial = i + 1, .constraints = CA, .usage = CA_USAGE};
        if (i > length) c = (struct made_cert){.cn = "Signer", .serial = 99, .usage = SIGNER_USAGE};
        chain[i] = made_certificate(c, key, chain[i - 1], key);
        carry(&v, chain[i], i > length);
    }
    pin(t, chain[0]);
    int found = find(sub, f, &v, t);
    for (int i = 0; i < LONG + 2; i++) X509_free(chain[i]);
    EVP_PKEY_free(key);
    return found;
}

/* refuses X5-08, accepts X5-08 */
static void test_depth(void **state)
{
    (void)state;
    struct findings f;
    enum sub_indication sub;
    assert_int_equal(find_long(&sub, &f, 8), 10);
    check("8 authorities", sub, &f, HOLDS);
    assert_int_equal(find_long(&sub, &f, 9), 0);
    check("9 authorities", sub, &f, NO_CHAIN);
}

/* accepts X5-01 */
static void test_pinned(void **state)
{
    (void)state;
    EVP_PKEY *root_key = made_key(), *ca_key = made_key(), *key = made_key();
    X509 *root = made_certificate(
        (struct made_cert){.cn = "Root", .serial = 1, .constraints = CA, .usage = CA_USAGE, .md = "SHA1"}, root_key,
        NULL, root_key);
    X509 *ca = made_certificate(
        (struct made_cert){.cn = "CA", .serial = 2, .constraints = CA, .usage = CA_USAGE, .md = "SHA1"}, ca_key, root,
        root_key);
    X509 *signer =
        made_certificate((struct made_cert){.cn = "Signer", .serial = 3, .usage = SIGNER_USAGE}, key, ca, ca_key);
    const struct {
        const char *name;
        X509 *anchor;
        int length;
    } cases[] = {{"an authority that SHA-1 vouches for, and its root beside it", ca, 2},
                 {"the signer itself", signer, 1}};
    for (size_t i = 0; i < 2; i++) {
        AUTO(trust_free)
        struct trust *t = trust_new();
        struct evidence v;
        struct findings f;
        enum sub_indication sub;
        evidence_init(&v);
        carry(&v, signer, true);
        carry(&v, ca, false);
        carry(&v, root, false);
        pin(t, cases[i].anchor);
        if (i == 0) pin(t, root); /* the path ends at the first that is pinned */
        int length = find(&sub, &f, &v, t);
        check(cases[i].name, sub, &f, HOLDS);
        assert_int_equal(length, cases[i].length);
    }
    X509_free(root);
    X509_free(ca);
    X509_free(signer);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(ca_key);
    EVP_PKEY_free(key);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Two authorities that vouch for one another, and nobody else for them */
/* refuses X5-08, accepts X5-08 */
static void test_circle(void **state)
{
    (void)state;
    EVP_PKEY *a_key = made_key(), *b_key = made_key(), *key = made_key();
    const struct made_cert a = {.cn = "A", .serial = 1, .constraints = CA, .usage = CA_USAGE},
                           b = {.cn = "B", .serial = 2, .constraints = CA, .usage = CA_USAGE};
    X509 *alone_a = made_certificate(a, a_key, NULL, a_key), *alone_b = made_certificate(b, b_key, NULL, b_key);
    X509 *a_by_b = made_certificate(a, a_key, alone_b, b_key), *b_by_a = made_certificate(b, b_key, alone_a, a_key);
    X509 *signer =
        made_certificate((struct made_cert){.cn = "Signer", .serial = 3, .usage = SIGNER_USAGE}, key, alone_a, a_key);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct evidence v;
    struct findings f;
    enum sub_indication sub;
    evidence_init(&v);
    carry(&v, signer, true);
    carry(&v, a_by_b, false);
    carry(&v, b_by_a, false);
    int64_t started = now_ms();
    find(&sub, &f, &v, t);
    check("a circle", sub, &f, NO_CHAIN);
    assert_true(now_ms() - started < 1000);
    evidence_init(&v);
    carry(&v, signer, true);
    carry(&v, a_by_b, false);
    carry(&v, b_by_a, false);
    pin(t, alone_b);
    find(&sub, &f, &v, t);
    check("a circle with a way out", sub, &f, HOLDS);
    X509 *all[] = {alone_a, alone_b, a_by_b, b_by_a, signer};
    for (size_t i = 0; i < 5; i++) X509_free(all[i]);
    EVP_PKEY_free(a_key);
    EVP_PKEY_free(b_key);
    EVP_PKEY_free(key);
}

/* `false_ones` authorities of the right name and another key stand before the right one. */
static void find_among(enum sub_indication *sub, struct findings *f, size_t false_ones)
{
    EVP_PKEY *root_key = made_key(), *ca_key = made_key(), *other_key = made_key(), *key = made_key();
    const struct made_cert spec = {.cn = "CA", .serial = 2, .constraints = CA, .usage = CA_USAGE};
    X509 *root = made_certificate((struct made_cert){.cn = "Root", .serial = 1, .constraints = CA, .usage = CA_USAGE},
                                  root_key, NULL, root_key);
    X509 *ca = made_certificate(spec, ca_key, root, root_key);
    X509 *signer =
        made_certificate((struct made_cert){.cn = "Signer", .serial = 3, .usage = SIGNER_USAGE}, key, ca, ca_key);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct evidence v;
    evidence_init(&v);
    carry(&v, signer, true);
    for (size_t i = 0; i < false_ones; i++) {
        struct made_cert other = spec;
        other.serial = 100 + (long)i;
        X509 *c = made_certificate(other, other_key, root, root_key);
        carry_proof(&v.proofs, c);
        X509_free(c);
    }
    carry_proof(&v.proofs, ca);
    pin(t, root);
    find(sub, f, &v, t);
    X509_free(root);
    X509_free(ca);
    X509_free(signer);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(ca_key);
    EVP_PKEY_free(other_key);
    EVP_PKEY_free(key);
}

/* refuses X5-08, accepts X5-08 */
static void test_same_name(void **state)
{
    (void)state;
    struct findings f;
    enum sub_indication sub;
    find_among(&sub, &f, 5);
    check("another key of that name is passed over", sub, &f, HOLDS);
    find_among(&sub, &f, MANY);
    check("but not without end", sub, &f, NO_CHAIN);
}

/* refuses X5-01 */
static void test_changed(void **state)
{
    (void)state;
    EVP_PKEY *root_key = made_key(), *key = made_key(), *other_key = made_key();
    X509 *root = made_certificate((struct made_cert){.cn = "Root", .serial = 1, .constraints = CA, .usage = CA_USAGE},
                                  root_key, NULL, root_key);
    X509 *signer =
        made_certificate((struct made_cert){.cn = "Signer", .serial = 3, .usage = SIGNER_USAGE}, key, root, other_key);
    X509 *alone =
        made_certificate((struct made_cert){.cn = "Alone", .serial = 3, .usage = SIGNER_USAGE}, key, NULL, key);
    X509 *signers[] = {signer, alone};
    for (size_t i = 0; i < 2; i++) {
        AUTO(trust_free)
        struct trust *t = trust_new();
        struct evidence v;
        struct findings f;
        enum sub_indication sub;
        evidence_init(&v);
        carry(&v, signers[i], true);
        pin(t, root);
        find(&sub, &f, &v, t);
        check(i == 0 ? "signed by another key" : "signed by itself", sub, &f, NO_CHAIN);
    }
    X509_free(root);
    X509_free(signer);
    X509_free(alone);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other_key);
}

/* ---- what the signer's key is for ---- */

static const struct {
    const char *usage, *eku, *constraints, *rule, *text;
} uses[] = {
    {SIGNER_USAGE, NULL, NULL, NULL, NULL},
    {"critical,nonRepudiation", NULL, NULL, NULL, NULL},
    {"digitalSignature", "clientAuth,emailProtection", "CA:FALSE", NULL, NULL},
    {SIGNER_USAGE, "serverAuth,emailProtection", NULL, NULL, NULL},
    {NULL, NULL, NULL, "X5-02", "does not say what its key may be used for"},
    {"critical,keyEncipherment", NULL, NULL, "X5-02", "may not be used for signatures"},
    {"critical,digitalSignature,keyCertSign", NULL, NULL, "X5-02", "that of a CA"},
    {SIGNER_USAGE, NULL, CA, "X5-02", "that of a CA"},
    {SIGNER_USAGE, "serverAuth", NULL, "X5-03", "for servers, time-stamps or status answers only"},
    {SIGNER_USAGE, "timeStamping", NULL, "X5-03", "for servers, time-stamps or status answers only"},
    {SIGNER_USAGE, "OCSPSigning,codeSigning", NULL, "X5-03", "for servers, time-stamps or status answers only"},
};

/* refuses X5-02, X5-03, accepts X5-02, X5-03 */
static void test_usage(void **state)
{
    (void)state;
    struct err e = {0};
    EVP_PKEY *key = made_key();
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        struct made_cert spec = {
            .cn = "S", .serial = 3, .usage = uses[i].usage, .eku = uses[i].eku, .constraints = uses[i].constraints};
        X509 *c = made_certificate(spec, key, NULL, key);
        struct findings f = {0};
        AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
        assert_ok(OSSL_DER(&der, X509, c, &e), &e);
        path_check_usage(&f, view_of(der.data, der.len));
        check(uses[i].usage == NULL ? "no usage" : uses[i].usage, SUB_NONE, &f, SUB_NONE, uses[i].rule, uses[i].text);
        X509_free(c);
    }
    EVP_PKEY_free(key);
    struct findings f = {0};
    path_check_usage(&f, view_of_string("none"));
    check("none", SUB_NONE, &f, SUB_NONE, "X5-02", "cannot be read");
}

/* refuses X5-11, accepts X5-11 */
static void test_serial_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        bool is_usual;
    } cases[] = {{"1", true},
                 {"7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", true},
                 {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", true}, /* 20 octets of value; as DER it has 21 */
                 {"01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", false},
                 {"0", false},
                 {"-1", false}};
    struct err e = {0};
    EVP_PKEY *key = made_key();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        X509 *c = made_certificate((struct made_cert){.cn = "S", .serial = 3, .usage = SIGNER_USAGE}, key, NULL, key);
        BIGNUM *n = NULL;
        struct findings f = {0};
        AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
        assert_true(BN_hex2bn(&n, cases[i].hex) > 0);
        BN_to_ASN1_INTEGER(n, X509_get_serialNumber(c));
        assert_true(X509_sign(c, key, EVP_sha256()) > 0);
        assert_ok(OSSL_DER(&der, X509, c, &e), &e);
        certificate_oddities(&f, view_of(der.data, der.len));
        if (findings_have(&f, "X5-11") == cases[i].is_usual) fail_msg("%s", cases[i].hex);
        BN_free(n);
        X509_free(c);
    }
    EVP_PKEY_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes), cmocka_unit_test(test_depth),          cmocka_unit_test(test_pinned),
        cmocka_unit_test(test_circle), cmocka_unit_test(test_same_name),      cmocka_unit_test(test_changed),
        cmocka_unit_test(test_usage),  cmocka_unit_test(test_serial_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
