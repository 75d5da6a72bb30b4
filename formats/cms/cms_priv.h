// SPDX-License-Identifier: Apache-2.0
/*
 * cms_priv.h - the inside of cms_read.h, for time-stamp tokens, which are CMS too.
 */
#pragma once

#include "formats/cms/cms_read.h"
#include "formats/cms/ossl.h"

enum cms_content {
    CMS_CONTENT_DETACHED = 0, /* id-data, not inside */
    CMS_CONTENT_TSTINFO       /* id-ct-TSTInfo, inside (RFC 3161 2.4.2) */
};

/* A SignedData, BER or DER, at the front of `hole`; *used of its bytes. NULL when there is none. */
CMS_ContentInfo *cms_parse(size_t *used, struct view hole);

/* What cms_read does once the bytes are parsed; `used` of `hole` are the CMS, the rest must be zero. */
MUST status cms_read_as(struct evidence *out, CMS_ContentInfo *cms, struct view hole, size_t used,
                        enum cms_content kind, const struct content_digests *content, struct err *e);

/* Time-stamps on the value (into v->timestamps), and CMS-10 for every other unsigned attribute. */
MUST status cms_read_unsigned(struct evidence *v, CMS_SignerInfo *si, struct err *e);
/* Revocation lists beside the certificates, and Adobe's signed attribute of revocation data, into v->proofs. */
MUST status cms_read_proofs(struct evidence *v, CMS_ContentInfo *cms, const ASN1_TYPE *adobe, struct err *e);
