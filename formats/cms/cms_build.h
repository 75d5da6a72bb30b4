// SPDX-License-Identifier: Apache-2.0
/*
 * cms_build.h - builds the CMS of a PAdES signature from a digest and a certificate (ETSI EN 319 142-1 clause 6,
 * EN 319 122-1): signed attributes contentType, messageDigest, signingCertificateV2, CMSAlgorithmProtection, nothing
 * else, in DER. Used by the key holder: needs no document and no private key.
 *
 * Refuses: digests of the wrong length, MD5 and SHA-1, keys that do not fit the scheme.
 * Does not check: the validity of the certificate.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/bytes.h"
#include "formats/base/limits.h"

struct cms_signer {
    struct view certificate;               /* DER */
    struct view chain[LIMIT_CERTIFICATES]; /* DER, further certificates to carry along */
    size_t chain_count;
    enum signature_scheme scheme;
    enum digest_algorithm digest_algorithm;
};

/* The DER SET OF Attribute whose digest is signed. */
MUST status cms_signed_attributes(struct buf *out, const struct cms_signer *s, struct view content_digest,
                                  struct err *e);
/* The whole ContentInfo. `signature` is the value as CMS has it (ECDSA: DER). */
MUST status cms_assemble(struct buf *out, const struct cms_signer *s, struct view content_digest, struct view signature,
                         struct err *e);
/* An upper bound, tight to a few bytes, for what cms_assemble will make. */
MUST status cms_size_max(size_t *out, const struct cms_signer *s, struct err *e);
