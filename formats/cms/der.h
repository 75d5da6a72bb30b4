// SPDX-License-Identifier: Apache-2.0
/*
 * der.h - one definite-length TLV after another, for the few structures that OpenSSL's API does not show.
 */
#pragma once

#include "formats/base/bytes.h"

enum {
    DER_INTEGER = 0x02,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_EXPLICIT_0 = 0xa0,
    DER_EXPLICIT_1 = 0xa1,
    DER_IMPLICIT_0 = 0x80
};

struct der_tlv {
    uint8_t tag; /* the identifier octet; tags of several octets do not occur in what we walk */
    struct view whole, content;
};

/* The TLV at the front of `in`, which moves past it. False: none, an indefinite length, or more than LIMIT_CRL. */
bool der_next(struct der_tlv *out, struct view *in);
/* Likewise, only of this tag; else `in` stays. */
bool der_next_is(struct der_tlv *out, struct view *in, uint8_t tag);
/* Has each TLV in it, to the innermost and no deeper than LIMIT_CMS_DEPTH, a definite length? */
bool der_is_definite(struct view in);
