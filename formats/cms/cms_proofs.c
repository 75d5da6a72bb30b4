// SPDX-License-Identifier: Apache-2.0
/*
 * cms_proofs.c - what a signature carries beside its certificates: time-stamps and revocation data.
 */
#include "formats/cms/cms_priv.h"
#include "formats/cms/der.h"
#include "formats/cms/timestamp.h"

/* ---- unsigned attributes ---- */

static const char signature_time_stamp[] = "1.2.840.113549.1.9.16.2.14"; /* RFC 3161 appendix A */

static bool is_attribute(X509_ATTRIBUTE *a, const char *oid)
{
    char text[LIMIT_OID];
    OBJ_obj2txt(text, sizeof text, X509_ATTRIBUTE_get0_object(a), 1);
    return view_equals_string(view_of_string(text), oid);
}

static status add_timestamp(struct evidence *v, struct view token, struct err *e)
{
    if (v->timestamp_count == LIMIT_TIMESTAMPS) {
        finding_add(&v->findings, "CMS-10", "more than %d time-stamps on one signature; the rest was not judged",
                    LIMIT_TIMESTAMPS);
        return OK;
    }
    if (v->timestamps == NULL) v->timestamps = mem_new_array(LIMIT_TIMESTAMPS, sizeof *v->timestamps);
    MEM_ENSURE(v->timestamps);
    struct timestamp *t = &v->timestamps[v->timestamp_count++];
    timestamp_init(t);
    return timestamp_read_on(t, token, view_of(v->value_octets.data, v->value_octets.len), e);
}

static status add_timestamps(struct evidence *v, X509_ATTRIBUTE *a, struct err *e)
{
    for (int i = 0; i < X509_ATTRIBUTE_count(a); i++) {
        const ASN1_TYPE *t = X509_ATTRIBUTE_get0_type(a, i);
        bool shaped = t != NULL && t->type == V_ASN1_SEQUENCE;
        struct view token =
            shaped ? view_of(t->value.sequence->data, (size_t)t->value.sequence->length) : view_of(NULL, 0);
        TRY(add_timestamp(v, token, e));
    }
    return OK;
}

status cms_read_unsigned(struct evidence *v, CMS_SignerInfo *si, struct err *e)
{
    for (int i = 0; i < CMS_unsigned_get_attr_count(si); i++) {
        X509_ATTRIBUTE *a = CMS_unsigned_get_attr(si, i);
        if (is_attribute(a, signature_time_stamp))
            TRY(add_timestamps(v, a, e));
        else
            finding_add(&v->findings, "CMS-10", "unsigned attributes are there and were not judged");
    }
    return OK;
}

/* ---- revocation data ---- */

/* More than fits is named and left out: what is missing is asked for elsewhere. */
static status add_proof(struct evidence *v, enum proof_kind kind, struct view der, struct err *e)
{
    struct err why = {0};
    if (proofs_add(&v->proofs, kind, der, 0, &why) == OK) return OK;
    ENSURE(why.code == ERR_LIMIT, ERR_INTERNAL, "out of memory");
    finding_add(&v->findings, "CMS-10", "revocation data that is too large was not used");
    return OK;
}

static status add_each(struct evidence *v, enum proof_kind kind, struct view of, struct err *e)
{
    struct der_tlv list, one;
    if (!der_next_is(&list, &of, DER_SEQUENCE)) return OK;
    for (struct view rest = list.content; der_next_is(&one, &rest, DER_SEQUENCE);)
        TRY(add_proof(v, kind, one.whole, e));
    return OK;
}

/* RevocationInfoArchival ::= SEQUENCE { crl [0] EXPLICIT SEQUENCE OF CRL, ocsp [1] EXPLICIT SEQUENCE OF OCSPResponse,
 * ... }, all optional (ISO 32000-2 12.8.3.3.2) */
static status read_adobe(struct evidence *v, const ASN1_TYPE *value, struct err *e)
{
    struct der_tlv archive, part;
    if (value == NULL || value->type != V_ASN1_SEQUENCE) return OK;
    struct view rest = view_of(value->value.sequence->data, (size_t)value->value.sequence->length);
    if (!der_next_is(&archive, &rest, DER_SEQUENCE)) return OK;
    for (rest = archive.content; der_next(&part, &rest);) {
        if (part.tag == DER_EXPLICIT_0) TRY(add_each(v, PROOF_CRL, part.content, e));
        if (part.tag == DER_EXPLICIT_1) TRY(add_each(v, PROOF_OCSP, part.content, e));
    }
    return OK;
}

static status add_lists(struct evidence *v, const STACK_OF(X509_CRL) * lists, struct err *e)
{
    for (int i = 0; i < sk_X509_CRL_num(lists); i++) {
        AUTO_BUF der = BUF_INIT(LIMIT_CMS);
        TRY(OSSL_DER(&der, X509_CRL, sk_X509_CRL_value(lists, i), e));
        TRY(add_proof(v, PROOF_CRL, view_of(der.data, der.len), e));
    }
    return OK;
}

status cms_read_proofs(struct evidence *v, CMS_ContentInfo *cms, const ASN1_TYPE *adobe, struct err *e)
{
    STACK_OF(X509_CRL) *lists = CMS_get1_crls(cms);
    status r = add_lists(v, lists, e);
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
    ERR_clear_error();
    TRY(r);
    return read_adobe(v, adobe, e);
}
