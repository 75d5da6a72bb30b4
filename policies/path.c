// SPDX-License-Identifier: Apache-2.0
#include "policies/path.h"

#include <string.h>

#include "formats/cms/digest.h"
#include "policies/suites.h"
#include "policies/trust_priv.h"

enum { AUTHENTICATION_LEVEL = 2 };

struct path {
    STACK_OF(X509) * chain;
};

void path_free(struct path *p)
{
    if (p == NULL) return;
    sk_X509_pop_free(p->chain, X509_free);
    mem_free(p);
}

static const struct {
    int error;
    enum sub_indication sub;
} meanings[] = {
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {X509_V_ERR_CERT_CHAIN_TOO_LONG, SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {X509_V_ERR_CERT_HAS_EXPIRED, SUB_OUT_OF_BOUNDS_NO_POE},
    {X509_V_ERR_CERT_NOT_YET_VALID, SUB_OUT_OF_BOUNDS_NO_POE},
    {X509_V_ERR_CA_MD_TOO_WEAK, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE},
    {X509_V_ERR_CA_KEY_TOO_SMALL, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE},
    {X509_V_ERR_EE_KEY_TOO_SMALL, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE},
    {X509_V_ERR_INVALID_CA, SUB_CHAIN_CONSTRAINTS_FAILURE},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, SUB_CHAIN_CONSTRAINTS_FAILURE},
    {X509_V_ERR_KEYUSAGE_NO_CERTSIGN, SUB_CHAIN_CONSTRAINTS_FAILURE},
    {X509_V_ERR_PERMITTED_VIOLATION, SUB_CHAIN_CONSTRAINTS_FAILURE},
    {X509_V_ERR_EXCLUDED_VIOLATION, SUB_CHAIN_CONSTRAINTS_FAILURE},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, SUB_CHAIN_CONSTRAINTS_FAILURE},
    {X509_V_ERR_NO_EXPLICIT_POLICY, SUB_CHAIN_CONSTRAINTS_FAILURE},
    {X509_V_ERR_INVALID_POLICY_EXTENSION, SUB_CHAIN_CONSTRAINTS_FAILURE},
};

static void explain(enum sub_indication *sub, struct findings *f, int error)
{
    *sub = SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE;
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].error == error) *sub = meanings[i].sub;
    if (*sub == SUB_NO_CERTIFICATE_CHAIN_FOUND)
        finding_add(f, "X5-01", "no path leads from the signer's certificate to a trusted one");
    else if (error == X509_V_ERR_CERT_HAS_EXPIRED)
        finding_add(f, "X5-06", "a certificate has expired, and nothing proves that the signature is older");
    else if (error == X509_V_ERR_CERT_NOT_YET_VALID)
        finding_add(f, "X5-06", "a certificate is not valid yet");
    else if (*sub == SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
        finding_add(f, "X5-07", "a certificate in the path is too weak: %s", X509_verify_cert_error_string(error));
    else
        finding_add(f, "X5-04", "the certification path is not valid: %s", X509_verify_cert_error_string(error));
}

/*
 * OpenSSL takes the first certificate of the right name for the issuer and never looks back. So only one whose key has
 * signed is taken: a certificate that somebody slipped in, or a CA's older key, is in nobody's way. = rule X5-08: at
 * most LIMIT_PATH_CANDIDATES signatures are tried.
 */
static int is_issuer(X509_STORE_CTX *context, X509 *certificate, X509 *issuer)
{
    unsigned *tried = X509_STORE_CTX_get_app_data(context);
    int how = X509_check_issued(issuer, certificate);
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    if (how != X509_V_OK && how != X509_V_ERR_KEYUSAGE_NO_CERTSIGN) return 0; /* the latter is named later */
    if (key == NULL || tried == NULL || *tried == LIMIT_PATH_CANDIDATES) return 0;
    ++*tried;
    return X509_verify(certificate, key) == 1;
}

static X509_STORE *store_of(const struct path_search *s)
{
    X509_STORE *store = X509_STORE_new();
    if (store == NULL) return NULL;
    for (int i = 0; i < sk_X509_num(s->trust->anchors); i++)
        X509_STORE_add_cert(store, sk_X509_value(s->trust->anchors, i));
    X509_STORE_set_check_issued(store, is_issuer);
    X509_VERIFY_PARAM *p = X509_STORE_get0_param(store);
    /* = RFC 5280 6.1: a policy is only asked for where a certificate of the path requires one */
    X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK);
    X509_VERIFY_PARAM_add0_policy(p, OBJ_nid2obj(NID_any_policy));
    X509_VERIFY_PARAM_set_time(p, (time_t)s->time);
    X509_VERIFY_PARAM_set_depth(p, (int)s->length_max);
    X509_VERIFY_PARAM_set_auth_level(p, s->is_lenient ? 0 : AUTHENTICATION_LEVEL);
    return store;
}

static void push_certificate(STACK_OF(X509) * all, const struct buf *der)
{
    X509 *c = ossl_certificate(view_of(der->data, der->len));
    if (c != NULL && sk_X509_push(all, c) <= 0) X509_free(c);
}

static void push_proofs(STACK_OF(X509) * all, const struct proofs *p)
{
    for (size_t i = 0; p != NULL && i < p->count; i++)
        if (p->item[i].kind == PROOF_CERTIFICATE) push_certificate(all, &p->item[i].der);
}

static void push_evidence(STACK_OF(X509) * all, const struct evidence *v)
{
    for (size_t i = 0; v != NULL && i < v->certificate_count; i++) push_certificate(all, &v->certificates[i]);
    if (v != NULL) push_proofs(all, &v->proofs);
}

static void push_fetched(STACK_OF(X509) * all, const struct trust *t)
{
    for (size_t i = 0; i < t->answers.count; i++) {
        X509 *c = t->answers.item[i].certificate;
        if (c != NULL && sk_X509_push(all, c) > 0) X509_up_ref(c);
    }
}

static void free_certificates(STACK_OF(X509) * *all)
{
    sk_X509_pop_free(*all, X509_free);
}

/* What came along, and what was fetched: each may help to find a path, none is trusted for it. */
static STACK_OF(X509) * untrusted_of(const struct path_search *s)
{
    STACK_OF(X509) *all = sk_X509_new_null();
    if (all == NULL) return NULL;
    push_evidence(all, s->evidence);
    push_evidence(all, s->beside);
    push_proofs(all, s->document);
    if (!s->embedded_only) push_fetched(all, s->trust);
    return all;
}

/* Those that vouch for others, the anchor aside: OpenSSL's level looks at the size of their keys only. */
static bool has_weak_issuer(STACK_OF(X509) * chain)
{
    for (int i = 1; i + 1 < sk_X509_num(chain); i++) {
        const EVP_PKEY *key = X509_get0_pubkey(sk_X509_value(chain, i));
        if (key == NULL || !suites_key_is_sound(key)) return true;
    }
    return false;
}

/* Where the chain broke off, the last certificate may say where its issuer is. */
static void want_issuer(struct wanted_list *wanted, const X509_STORE_CTX *context, enum sub_indication sub)
{
    const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(context);
    int length = sk_X509_num(chain);
    if (wanted != NULL && sub == SUB_NO_CERTIFICATE_CHAIN_FOUND && length > 0)
        wanted_add_issuer(wanted, sk_X509_value(chain, length - 1));
}

static status build(struct path **out, enum sub_indication *sub, struct findings *f, X509_STORE_CTX *context,
                    const struct path_search *s, struct err *e)
{
    unsigned tried = 0;
    X509_STORE_CTX_set_app_data(context, &tried);
    int good = X509_verify_cert(context);
    X509_STORE_CTX_set_app_data(context, NULL);
    int error = X509_STORE_CTX_get_error(context);
    ERR_clear_error();
    if (good != 1) {
        explain(sub, f, error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error);
        want_issuer(s->wanted, context, *sub);
        return OK;
    }
    AUTO(path_free)
    struct path *p = mem_new(sizeof *p);
    MEM_ENSURE(p);
    p->chain = X509_STORE_CTX_get1_chain(context);
    MEM_ENSURE(p->chain);
    if (has_weak_issuer(p->chain)) {
        *sub = SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
        finding_add(f, "X5-07", "the key of a CA has parameters that are not accepted");
        return OK;
    }
    *sub = SUB_NONE;
    *out = TAKE(p);
    return OK;
}

void path_describe(struct verdict *v, const struct path *p)
{
    v->chain_count = 0;
    for (int i = 0; i < path_length(p) && v->chain_count < CHAIN_MAX; i++)
        certificate_link(&v->chain[v->chain_count++], path_certificate(p, i));
}

int path_length(const struct path *p)
{
    return sk_X509_num(p->chain);
}

X509 *path_certificate(const struct path *p, int i)
{
    return sk_X509_value(p->chain, i);
}

/* OpenSSL would go on from a pinned certificate with what came along, and then judge that. */
static bool is_pinned(const struct trust *t, X509 *c)
{
    for (int i = 0; i < sk_X509_num(t->anchors); i++)
        if (X509_cmp(sk_X509_value(t->anchors, i), c) == 0) return true;
    return false;
}

status path_find(struct path **out, enum sub_indication *sub, struct findings *f, const struct path_search *s,
                 struct err *e)
{
    AUTO(X509_STORE_free)
    X509_STORE *store = store_of(s);
    AUTO(X509_free)
    X509 *signer = ossl_certificate(view_of(s->evidence->signer.data, s->evidence->signer.len));
    *sub = SUB_NO_SIGNING_CERTIFICATE_FOUND;
    MEM_ENSURE(store);
    if (signer == NULL) return OK;
    if ((X509_get_extension_flags(signer) & EXFLAG_INVALID) != 0) { /* OpenSSL takes no such issuer, but signers */
        *sub = SUB_CHAIN_CONSTRAINTS_FAILURE;
        finding_add(f, "X5-04",
                    "the signer's certificate has extensions that contradict one another or cannot be read");
        return OK;
    }
    AUTO(X509_STORE_CTX_free)
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    AUTO_CLEAR(free_certificates) STACK_OF(X509) *untrusted = is_pinned(s->trust, signer) ? NULL : untrusted_of(s);
    ENSURE(context != NULL && X509_STORE_CTX_init(context, store, signer, untrusted) == 1, ERR_INTERNAL,
           "out of memory");
    return build(out, sub, f, context, s, e);
}

/* ---- what the signer's key is for ---- */

static bool only_for_other_things(X509 *c)
{
    static const int others[] = {NID_server_auth, NID_OCSP_sign, NID_time_stamp, NID_code_sign};
    EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(c, NID_ext_key_usage, NULL, NULL);
    bool only_others = usages != NULL;
    for (int i = 0; usages != NULL && i < sk_ASN1_OBJECT_num(usages); i++) {
        bool other = false;
        for (size_t k = 0; k < sizeof others / sizeof others[0]; k++)
            other |= OBJ_obj2nid(sk_ASN1_OBJECT_value(usages, i)) == others[k];
        only_others &= other;
    }
    EXTENDED_KEY_USAGE_free(usages);
    return only_others;
}

void path_check_usage(struct findings *f, struct view certificate)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    if (c == NULL) {
        finding_add(f, "X5-02", "the signer's certificate cannot be read");
        return;
    }
    uint32_t usage = X509_get_key_usage(c); /* all bits when the extension is absent */
    if (usage == UINT32_MAX)
        finding_add(f, "X5-02", "the signer's certificate does not say what its key may be used for");
    else if ((usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
        finding_add(f, "X5-02", "the signer's key may not be used for signatures");
    else if ((usage & KU_KEY_CERT_SIGN) != 0 || (X509_get_extension_flags(c) & EXFLAG_CA) != 0)
        finding_add(f, "X5-02", "the signer's certificate is that of a CA");
    if (only_for_other_things(c))
        finding_add(f, "X5-03", "the signer's key is for servers, time-stamps or status answers only");
    ERR_clear_error();
}

void path_check_stamp_usage(struct findings *f, struct view certificate)
{
    int critical = -1;
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    EXTENDED_KEY_USAGE *usages = c == NULL ? NULL : X509_get_ext_d2i(c, NID_ext_key_usage, &critical, NULL);
    bool only = usages != NULL && critical == 1 && sk_ASN1_OBJECT_num(usages) == 1 &&
                OBJ_obj2nid(sk_ASN1_OBJECT_value(usages, 0)) == NID_time_stamp;
    EXTENDED_KEY_USAGE_free(usages);
    if (!only)
        finding_add(f, "TSP-02e", "RFC 3161 2.3: the certificate of the time-stamp authority is not for that alone");
    ERR_clear_error();
}
