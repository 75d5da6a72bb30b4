// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_forbidden.h - what an earlier signature forbids to a new one, and how that is said. Needs no PDF: the worker
 * finds out (pdf_permit.h), and the parent, which knows the signers, says who it was.
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/base/wire.h"

enum pdf_forbids {
    PDF_FORBIDS_NOTHING = 0,
    PDF_FORBIDS_CERTIFIED,  /* PDF-73: P 1 of a certification */
    PDF_FORBIDS_LOCKED,     /* PDF-73: P 1 of a lock */
    PDF_FORBIDS_FIELD,      /* PDF-74 */
    PDF_FORBIDS_SEEN,       /* PDF-72 */
    PDF_FORBIDS_CERTIFYING, /* PDF-70 */
    PDF_FORBIDS_COUNT
};

struct pdf_forbidden {
    enum pdf_forbids what;
    char by[LIMIT_TEXT];    /* the field of the earlier signature */
    char field[LIMIT_TEXT]; /* of the new one */
};

/* OK where nothing is forbidden; else ERR_REFUSED with the rule. `by`: the earlier signature as people know it. */
MUST status pdf_forbidden_refuse(const struct pdf_forbidden *f, const char *by, struct err *e);
void pdf_forbidden_put(struct buf *out, const struct pdf_forbidden *f);
MUST status pdf_forbidden_get(struct pdf_forbidden *out, struct view *in, struct err *e);
