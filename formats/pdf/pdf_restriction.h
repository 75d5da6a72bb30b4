// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_restriction.h - what a signature to come shall forbid (ISO 32000-1 12.8.2, ISO 32000-2 table 236): a
 * certification (DocMDP), and a lock of form fields (FieldMDP, and /Lock of a field that is made for it).
 *
 * As asked for; the parent makes it and the worker obeys. Does not check: whether there are fields of these names.
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/base/wire.h"

enum pdf_lock_action {
    PDF_LOCK_NONE = 0,
    PDF_LOCK_ALL,
    PDF_LOCK_INCLUDE, /* the fields that are named, and those below them */
    PDF_LOCK_EXCLUDE, /* all but these */
    PDF_LOCK_ACTION_COUNT
};

struct pdf_restriction {
    uint32_t certify; /* P of DocMDP: 1, 2, 3; 0: no certification */
    enum pdf_lock_action lock;
    bool is_final; /* the lock has P 1: nothing may be added but time-stamps and validation data */
    char name[LIMIT_PDF_LOCK_NAMES][LIMIT_TEXT]; /* fully qualified, UTF-8 */
    size_t count;
};

void pdf_restriction_put(struct buf *out, const struct pdf_restriction *r);
MUST status pdf_restriction_get(struct pdf_restriction *out, struct view *in, struct err *e);
