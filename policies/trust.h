// SPDX-License-Identifier: Apache-2.0
/*
 * trust.h - the trust anchors, revocation lists and OCSP answers that a validation may use. Bytes in: does no I/O.
 */
#pragma once

#include "formats/base/bytes.h"
#include "formats/base/limits.h"
#include "formats/evidence.h"

struct trust;

struct trust *trust_new(void) MUST;
void trust_free(struct trust *t);
AUTO_DEFINE(struct trust, trust_free)

/* One file's bytes: DER, or PEM with one or more certificates. ERR_TRUST with `name` in the text when there is none. */
MUST status trust_add_anchors(struct trust *t, struct view bytes, const char *name, struct err *e);
/* Likewise for CRLs. */
MUST status trust_add_crls(struct trust *t, struct view bytes, const char *name, struct err *e);
/* An OCSPResponse that succeeded, or the BasicOCSPResponse in it, in DER. */
MUST status trust_add_ocsp(struct trust *t, struct view der, const char *name, struct err *e);
/* What was fetched: a list or an answer counts like one that was given; a certificate helps to find a path, and is no
 * anchor. */
MUST status trust_add_fetched(struct trust *t, enum proof_kind kind, struct view der, const char *name, struct err *e);
size_t trust_fetched_count(const struct trust *t);
void trust_forget_fetched(struct trust *t);
size_t trust_anchor_count(const struct trust *t);
size_t trust_crl_count(const struct trust *t);
size_t trust_ocsp_count(const struct trust *t);
