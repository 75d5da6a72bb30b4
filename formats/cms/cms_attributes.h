// SPDX-License-Identifier: Apache-2.0
/*
 * cms_attributes.h - the signed attributes of one SignerInfo as the bytes that are signed (RFC 5652 5.4).
 */
#pragma once

#include <openssl/cms.h>

#include "formats/base/bytes.h"

/* id-aa-CMSAlgorithmProtection (RFC 6211), which OpenSSL 3.0 has no name for. */
#define CMS_ALGORITHM_PROTECTION "1.2.840.113549.1.9.52"

/* The DER SET OF Attribute: each attribute's DER, in ascending order. */
MUST status cms_attributes_der(struct buf *out, const CMS_SignerInfo *si, struct err *e);
/* The same attributes in the order that they have in the CMS. */
MUST status cms_attributes_as_written(struct buf *out, const CMS_SignerInfo *si, struct err *e);

/* Tag and definite length (X.690 8.1.3). */
void cms_put_header(struct buf *out, uint8_t tag, size_t len);
