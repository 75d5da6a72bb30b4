// SPDX-License-Identifier: Apache-2.0
/*
 * cms_read.h - reads a detached CMS SignedData (RFC 5652, ETSI EN 319 122-1) strictly, after OpenSSL has parsed it.
 *
 * Reports as findings (rules CMS-01 .. CMS-12 of policies/indications.md), rather than failing, whatever makes the
 * signature weak or broken, so that the verdict can name it: other content types, bytes after the DER, BER
 * encodings, more or fewer SignerInfos than one, embedded content, missing or repeated or unknown attributes,
 * wrong content-type, algorithm parameters, signing-certificate that names another certificate,
 * CMSAlgorithmProtection that disagrees, weak algorithms.
 * Sets evidence.value by verifying the signature over the DER of the signed attributes with the signer
 * certificate's key, and evidence.digest by comparing message-digest with the digest given.
 * Does not check: who the signer is, dates, revocation, whether an algorithm is still acceptable.
 * Owns: everything in evidence; the caller clears it.
 */
#pragma once

#include "formats/evidence.h"

/* Digests of the signed bytes, by algorithm; an empty buf is "not computed". */
struct content_digests {
    struct buf of[DIGEST_COUNT];
};

/* The digest algorithm that this CMS's signer used, so that the caller hashes the bytes with it. DIGEST_NONE when it
 * cannot be read. */
enum digest_algorithm cms_peek_digest(struct view der);

/* `hole`: the decoded /Contents: the DER and zero padding. Fails only for lack of memory or beyond LIMIT_CMS. */
MUST status cms_read(struct evidence *out, struct view hole, const struct content_digests *content, struct err *e);
