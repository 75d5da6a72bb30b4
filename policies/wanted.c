// SPDX-License-Identifier: Apache-2.0
#include "policies/wanted.h"

#include <openssl/ocsp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "policies/status_priv.h"

enum { NONCE_MAX = 32 };

AUTO_DEFINE(OCSP_REQUEST, OCSP_REQUEST_free)

void wanted_list_clear(struct wanted_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        X509_free(l->item[i].certificate);
        X509_free(l->item[i].issuer);
    }
    mem_free(l->item);
    *l = (struct wanted_list){0};
}

/* ---- addresses ---- */

static bool is_fit_to_ask(struct view url)
{
    bool http = url.len > 7 && strncasecmp((const char *)url.data, "http://", 7) == 0;
    bool https = url.len > 8 && strncasecmp((const char *)url.data, "https://", 8) == 0;
    for (size_t i = 0; i < url.len; i++)
        if (url.data[i] <= 0x20 || url.data[i] >= 0x7f) return false;
    return (http || https) && url.len < LIMIT_URI;
}

/* A list answers for all certificates of its issuer. */
static bool is_there(const struct wanted_list *l, enum wanted_kind kind, struct view url, const X509 *c,
                     const X509 *issuer)
{
    for (size_t i = 0; i < l->count; i++) {
        const struct wanted *w = &l->item[i];
        if (w->kind != kind || !view_equals_string(url, w->url)) continue;
        if (kind == WANTED_CRL ? X509_cmp(w->issuer, issuer) == 0 : X509_cmp(w->certificate, c) == 0) return true;
    }
    return false;
}

static void add(struct wanted_list *l, enum wanted_kind kind, const GENERAL_NAME *name, X509 *c, X509 *issuer)
{
    if (name->type != GEN_URI || l->count == LIMIT_FETCHES) return;
    const ASN1_IA5STRING *uri = name->d.uniformResourceIdentifier;
    struct view url = view_of(ASN1_STRING_get0_data(uri), (size_t)ASN1_STRING_length(uri));
    if (!is_fit_to_ask(url) || is_there(l, kind, url, c, issuer)) return;
    if (l->item == NULL) l->item = mem_new_array(LIMIT_FETCHES, sizeof *l->item);
    if (l->item == NULL) return;
    struct wanted *w = &l->item[l->count++];
    w->kind = kind;
    memcpy(w->url, url.data, url.len);
    X509_up_ref(c);
    if (issuer != NULL) X509_up_ref(issuer);
    w->certificate = c;
    w->issuer = issuer;
}

static void add_access(struct wanted_list *l, enum wanted_kind kind, int method, X509 *c, X509 *issuer)
{
    AUTHORITY_INFO_ACCESS *all = X509_get_ext_d2i(c, NID_info_access, NULL, NULL);
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(all); i++) {
        const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(all, i);
        if (OBJ_obj2nid(one->method) == method) add(l, kind, one->location, c, issuer);
    }
    AUTHORITY_INFO_ACCESS_free(all);
    ERR_clear_error();
}

/* Lists of others, and lists of some reasons, would not count (revocation.h). */
static void add_lists(struct wanted_list *l, X509 *c, X509 *issuer)
{
    CRL_DIST_POINTS *points = X509_get_ext_d2i(c, NID_crl_distribution_points, NULL, NULL);
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT *p = sk_DIST_POINT_value(points, i);
        if (p->reasons != NULL || p->CRLissuer != NULL || p->distpoint == NULL || p->distpoint->type != 0) continue;
        const GENERAL_NAMES *names = p->distpoint->name.fullname;
        for (int k = 0; k < sk_GENERAL_NAME_num(names); k++)
            add(l, WANTED_CRL, sk_GENERAL_NAME_value(names, k), c, issuer);
    }
    CRL_DIST_POINTS_free(points);
    ERR_clear_error();
}

void wanted_add_status(struct wanted_list *l, X509 *certificate, X509 *issuer)
{
    add_access(l, WANTED_OCSP, NID_ad_OCSP, certificate, issuer);
    add_lists(l, certificate, issuer);
}

void wanted_add_issuer(struct wanted_list *l, X509 *certificate)
{
    add_access(l, WANTED_ISSUER, NID_ad_ca_issuers, certificate, NULL);
}

/* ---- OCSP ---- */

status wanted_ocsp_request(struct buf *out, const struct wanted *w, struct view nonce, struct err *e)
{
    AUTO(OCSP_REQUEST_free)
    OCSP_REQUEST *request = OCSP_REQUEST_new();
    OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), w->certificate, w->issuer);
    bool added = request != NULL && id != NULL && OCSP_request_add0_id(request, id) != NULL;
    if (!added) OCSP_CERTID_free(id);
    uint8_t copy[NONCE_MAX];
    ENSURE(nonce.len > 0 && nonce.len <= sizeof copy, ERR_INTERNAL, "an OCSP nonce has 1 to 32 bytes");
    memcpy(copy, nonce.data, nonce.len);
    ENSURE(added && OCSP_request_add1_nonce(request, copy, (int)nonce.len) == 1, ERR_INTERNAL, "out of memory");
    return OSSL_DER(out, OCSP_REQUEST, request, e);
}

/* The extension's value is an OCTET STRING (RFC 8954 2.1); some old responders give the bare bytes. */
static bool nonce_is(const ASN1_OCTET_STRING *value, struct view nonce)
{
    struct view all = view_of(ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
    bool wrapped = all.len == nonce.len + 2 && all.data[0] == V_ASN1_OCTET_STRING && all.data[1] == nonce.len;
    return view_equal(all, nonce) || (wrapped && view_equal(view_part(all, 2, nonce.len), nonce));
}

enum wanted_nonce wanted_nonce_of(int64_t *produced, struct view answer, struct view nonce)
{
    *produced = 0;
    AUTO(OCSP_BASICRESP_free)
    OCSP_BASICRESP *basic = status_ocsp_of(answer);
    if (basic == NULL) return NONCE_UNREADABLE;
    if (!ossl_time(produced, OCSP_resp_get0_produced_at(basic))) *produced = 0;
    int at = OCSP_BASICRESP_get_ext_by_NID(basic, NID_id_pkix_OCSP_Nonce, -1);
    if (at < 0) return NONCE_ABSENT;
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(OCSP_BASICRESP_get_ext(basic, at));
    return nonce_is(value, nonce) ? NONCE_EQUAL : NONCE_OTHER;
}

/* ---- issuers ---- */

static bool has_signed(X509 *issuer, X509 *certificate)
{
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    return X509_check_issued(issuer, certificate) == X509_V_OK && key != NULL && X509_verify(certificate, key) == 1;
}

static STACK_OF(X509) * certificates_in(struct view bytes)
{
    const uint8_t *at = bytes.data;
    X509 *one = ossl_certificate(bytes);
    if (one != NULL) {
        STACK_OF(X509) *alone = sk_X509_new_null();
        if (alone != NULL && sk_X509_push(alone, one) > 0) return alone;
        X509_free(one);
        sk_X509_free(alone);
        return NULL;
    }
    if (bytes.len == 0 || bytes.len > LIMIT_CERTIFICATE) return NULL;
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)bytes.len);
    return cms == NULL ? NULL : CMS_get1_certs(cms);
}

status wanted_issuer_in(struct buf *out, const struct wanted *w, struct view bytes, struct err *e)
{
    STACK_OF(X509) *all = certificates_in(bytes);
    X509 *found = NULL;
    for (int i = 0; i < sk_X509_num(all) && i < LIMIT_CERTIFICATES && found == NULL; i++)
        if (has_signed(sk_X509_value(all, i), w->certificate)) found = sk_X509_value(all, i);
    status r = FAILED;
    if (found == NULL)
        err_set(e, ERR_REMOTE, "no certificate there has signed this one");
    else
        r = OSSL_DER(out, X509, found, e);
    sk_X509_pop_free(all, X509_free);
    ERR_clear_error();
    return r;
}
