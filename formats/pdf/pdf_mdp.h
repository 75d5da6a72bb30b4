// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_mdp.h - what a signature forbids for later (ISO 32000-1 12.8.2; ISO 32000-2 table 236): certification (DocMDP),
 * and locks of fields (FieldMDP in the signature, /Lock in its field).
 *
 * A name in a lock holds that field and those below it: whole names at full stops, "Sign" does not lock "Signature"
 * (PDF-74). An action that is not known locks everything. P counts in a lock and in the parameters of FieldMDP, where
 * programs write it although table 256 does not have it. Time-stamps and validation data are always allowed. Where
 * nothing is said, blank fields may be filled in, and those that were filled in when it was signed stay so (PDF-57).
 * Does not check: digests of signature references, which ISO 32000-2 has dropped.
 */
#pragma once

#include "formats/pdf/pdf_diff.h"
#include "formats/pdf/pdf_fields.h"
#include "formats/pdf/pdf_restriction.h"

struct pdf_lock {
    enum pdf_lock_action action;
    char (*name)[LIMIT_TEXT];
    size_t count;
};

struct pdf_mdp {
    uint32_t certification; /* P of DocMDP: 1, 2, 3; 0 when there is none */
    uint32_t level;         /* the strictest P of certification and locks; 0 when there is none */
    struct pdf_lock lock[2];
};

/* As of a revision. Findings: PDF-43 for transforms and actions that are not known. `out` is zeroed. */
MUST status pdf_mdp_read(struct pdf_mdp *out, struct findings *f, struct pdf_file *file, const struct pdf_field *field,
                         size_t revision, struct err *e);
void pdf_mdp_clear(struct pdf_mdp *m);
/* May a field of this name not be signed, filled or added any more? */
bool pdf_mdp_locks(const struct pdf_mdp *m, const char *name);

/* Does the catalog's /Perms name what the signature is: the certification, and the only one? (PDF-70) */
MUST status pdf_mdp_check_certification(struct findings *f, const struct pdf_mdp *m, struct pdf_file *file,
                                        const struct pdf_field *field, bool is_first, struct err *e);
/* Findings where a later step did what the signature forbids (PDF-71 .. PDF-74). */
void pdf_mdp_check_step(struct findings *f, const struct pdf_mdp *m, const struct pdf_step *step);
