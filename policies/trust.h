// SPDX-License-Identifier: Apache-2.0
/*
 * trust.h - the trust anchors, revocation lists and OCSP answers that a validation may use. Bytes in: does no I/O.
 *
 * A certificate that is an anchor is one by what it is, not by who signed it: a path ends there, the anchor's own
 * signature is not looked at (a SHA-1-signed authority is trusted in this way and in no other), and whether it was
 * revoked is not asked. Its dates are. Refuses: a file that holds anything but certificates.
 */
#pragma once

#include "formats/base/bytes.h"
#include "formats/base/limits.h"
#include "formats/evidence.h"
#include "policies/anchor_info.h"

struct trust;

struct trust *trust_new(void) MUST;
void trust_free(struct trust *t);
AUTO_DEFINE(struct trust, trust_free)

/*
 * One file's bytes: a certificate in DER; PEM with one or more; a PKCS#7 bundle of them (.p7b) in DER or PEM. A
 * certificate that is there already keeps what was known of it. ERR_TRUST with `name`, the file's, in the text.
 */
MUST status trust_add_anchors(struct trust *t, struct view bytes, const char *name, struct err *e);
/* One file of a trust store (anchor_info.h), by the fingerprint that its name is. ERR_TRUST: damaged. */
MUST status trust_add_entry(struct trust *t, struct view entry, const char *fingerprint, struct err *e);
/* CRLs in DER or PEM. ERR_TRUST with `name` in the text when there is none. */
MUST status trust_add_crls(struct trust *t, struct view bytes, const char *name, struct err *e);
/* An OCSPResponse that succeeded, or the BasicOCSPResponse in it, in DER. */
MUST status trust_add_ocsp(struct trust *t, struct view der, const char *name, struct err *e);
/* What was fetched: a list or an answer counts like one that was given; a certificate helps to find a path, and is no
 * anchor. */
MUST status trust_add_fetched(struct trust *t, enum proof_kind kind, struct view der, const char *name, struct err *e);
size_t trust_fetched_count(const struct trust *t);
void trust_forget_fetched(struct trust *t);
/* All but the first `keep` that were added. */
void trust_drop_anchors(struct trust *t, size_t keep);
size_t trust_anchor_count(const struct trust *t);
size_t trust_crl_count(const struct trust *t);

/* Anchor i < trust_anchor_count(t); borrowed until the next is added. */
const struct anchor_info *trust_anchor(const struct trust *t, size_t i);
/* The anchor with this fingerprint (hex, lower case), or NULL; borrowed likewise. */
const struct anchor_info *trust_anchor_by_fingerprint(const struct trust *t, const char *sha256_hex);
/* The DER of anchor i. */
MUST status trust_anchor_certificate(struct buf *out, const struct trust *t, size_t i, struct err *e);
