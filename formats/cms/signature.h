// SPDX-License-Identifier: Apache-2.0
/*
 * signature.h - does this value belong to this certificate's key over these bytes?
 *
 * Refuses (CHECK_FAILED): a key of another kind than the scheme, an RSA value not as long as the modulus, PSS with
 * another salt length than the digest's, ECDSA that is not DER. Does not check: whether the algorithm is good enough,
 * the certificate itself.
 */
#pragma once

#include <openssl/evp.h>

#include "formats/evidence.h"

/* May a key of this kind carry this scheme? Never for NONE and OTHER. */
bool signature_fits(enum signature_scheme scheme, const EVP_PKEY *key);

/* `signature` as CMS has it (ECDSA: DER). CHECK_NOT_DONE where the algorithms are unknown or the certificate is none.
 */
MUST status signature_verify(enum check *out, enum signature_scheme scheme, enum digest_algorithm d,
                             struct view certificate, struct view message, struct view signature, struct err *e);
