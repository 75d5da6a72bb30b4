// SPDX-License-Identifier: Apache-2.0
/*
 * ecdsa.h - the two spellings of an ECDSA value: DER ECDSA-Sig-Value (RFC 3279 2.2.3, in CMS) and r || s of fixed
 * width (RFC 4050 / XMLDSig 1.1 6.4.3, PKCS#11).
 *
 * Refuses: r or s of zero or wider than the field, DER that is not the shortest, bytes after it.
 */
#pragma once

#include "formats/base/bytes.h"

/* raw: even length, r and s of equal width. */
MUST status ecdsa_der_from_raw(struct buf *der, struct view raw, struct err *e);
/* `width`: bytes of the group's order (32 for P-256). */
MUST status ecdsa_raw_from_der(struct buf *raw, struct view der, size_t width, struct err *e);
