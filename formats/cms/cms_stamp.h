// SPDX-License-Identifier: Apache-2.0
/*
 * cms_stamp.h - a time-stamp into a CMS of our own (ETSI EN 319 142-1 6.3, EN 319 122-1 5.3): the token as the one
 * value of the unsigned attribute id-aa-signatureTimeStampToken (RFC 3161 appendix A).
 *
 * Refuses: a CMS that is not exactly what cms_build.h makes (one signer, DER), or has unsigned attributes already.
 * Does not check: the token. Nothing that is signed changes.
 */
#pragma once

#include "formats/base/bytes.h"

/* The signature value, which is what a time-stamp on it covers. */
MUST status cms_signature_value(struct buf *out, struct view cms, struct err *e);
MUST status cms_add_timestamp(struct buf *out, struct view cms, struct view token, struct err *e);
/* How many bytes cms_add_timestamp adds at most for a token of this size. */
size_t cms_timestamp_room(size_t token);
