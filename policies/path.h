// SPDX-License-Identifier: Apache-2.0
/*
 * path.h - a certification path to a given anchor at a given time (RFC 5280 6), and what the key at its end is for.
 * Fetches nothing. Does not check: the status of the certificates (revocation.h).
 */
#pragma once

#include "formats/cms/ossl.h"
#include "formats/evidence.h"
#include "policies/trust.h"
#include "policies/verdict.h"
#include "policies/wanted.h"

struct path_search {
    const struct evidence *evidence; /* the signer's certificate and those that came along */
    const struct evidence *beside;   /* those of another may help, too; may be NULL */
    const struct proofs *document;   /* and those of the document; may be NULL */
    const struct trust *trust;
    int64_t time;
    struct wanted_list *wanted; /* gets where the issuer that is missing could be; may be NULL */
    uint32_t length_max;        /* certificates between signer and anchor */
    bool embedded_only;         /* certificates that were fetched do not help */
    bool is_lenient; /* do not refuse weak algorithms here: the caller asks suites.h about each certificate */
};

struct path; /* the chain that was found, signer first, anchor last */

/* *sub is SUB_NONE and *out the path when there is one; else *sub and a finding say why not. */
MUST status path_find(struct path **out, enum sub_indication *sub, struct findings *f, const struct path_search *s,
                      struct err *e);
/* certificate_names for one that was read already from `der`. */
MUST status certificate_names_of(struct signer_names *out, X509 *c, struct view der, struct err *e);
/* How a certificate is named in a chain. */
void certificate_link(struct chain_link *out, X509 *c);
/* Fills the verdict's chain. */
void path_describe(struct verdict *v, const struct path *p);
int path_length(const struct path *p);               /* certificates, anchor included */
X509 *path_certificate(const struct path *p, int i); /* borrowed */
void path_free(struct path *p);
AUTO_DEFINE(struct path, path_free)

/* Findings X5-02, X5-03 for a signer that may not sign documents. */
void path_check_usage(struct findings *f, struct view certificate);
/* Finding TSP-02e for one that may not make time-stamps (RFC 3161 2.3). */
void path_check_stamp_usage(struct findings *f, struct view certificate);
