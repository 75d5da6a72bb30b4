// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/cms_stamp.h"

#include <limits.h>

#include "formats/base/limits.h"
#include "formats/cms/ossl.h"

/* The object identifier, and the headers around it that are new or grow: at most five bytes each. */
enum { ATTRIBUTE_OVERHEAD = 13 + 8 * 5 };

/* Our own, read again: what would not be written the same is none of ours. */
static status read_own(CMS_ContentInfo **out, CMS_SignerInfo **signer, struct view cms, struct err *e)
{
    const uint8_t *at = cms.data;
    AUTO_BUF again = BUF_INIT(LIMIT_CMS);
    ENSURE(cms.len > 0 && cms.len <= LIMIT_CMS, ERR_INTERNAL, "the signature is not one of ours");
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *read = d2i_CMS_ContentInfo(NULL, &at, (long)cms.len);
    ERR_clear_error();
    ENSURE(read != NULL, ERR_INTERNAL, "the signature is not one of ours");
    TRY(OSSL_DER(&again, CMS_ContentInfo, read, e));
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(read);
    ENSURE(view_equal(view_of(again.data, again.len), cms) && sk_CMS_SignerInfo_num(signers) == 1, ERR_INTERNAL,
           "the signature is not one of ours");
    *signer = sk_CMS_SignerInfo_value(signers, 0);
    *out = TAKE(read);
    return OK;
}

status cms_signature_value(struct buf *out, struct view cms, struct err *e)
{
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *own = NULL;
    CMS_SignerInfo *signer;
    TRY(read_own(&own, &signer, cms, e));
    const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(signer);
    return buf_copy(out, view_of(ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value)), e);
}

status cms_add_timestamp(struct buf *out, struct view cms, struct view token, struct err *e)
{
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *own = NULL;
    CMS_SignerInfo *signer;
    TRY(read_own(&own, &signer, cms, e));
    ENSURE(CMS_unsigned_get_attr_count(signer) <= 0, ERR_INTERNAL, "the signature has a time-stamp already");
    ENSURE(token.len > 0 && token.len <= LIMIT_CMS, ERR_INTERNAL, "a time-stamp of %zu bytes", token.len);
    ENSURE(CMS_unsigned_add1_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token.data,
                                         (int)token.len) == 1,
           ERR_INTERNAL, "OpenSSL cannot add the time-stamp to the signature");
    return OSSL_DER(out, CMS_ContentInfo, own, e);
}

size_t cms_timestamp_room(size_t token)
{
    return token + ATTRIBUTE_OVERHEAD;
}
