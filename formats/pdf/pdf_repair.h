// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_repair.h - a PDF whose cross-references are damaged, written anew: qpdf searches it for objects, as viewers do
 * that show such files without a word, and writes those that the catalog reaches. Streams stay as they are encoded.
 *
 * What was lost is lost, and which of two objects with one number counts is a guess: a person must look at the result.
 * Refuses: encrypted files; files that carry a signature or may have carried one (a /ByteRange, /DocTimeStamp or /Perms
 * anywhere in their bytes, a signature field with a value, permissions in the catalog): a new file would lose it
 * without a trace; files in which no page is found; what comes out larger than LIMIT_PDF_REPAIRED, or is not sound for
 * the strict reader. Deterministic. Does not check: whether anything was damaged.
 */
#pragma once

#include "formats/base/finding.h"

struct pdf_repaired {
    struct buf document;
    uint32_t page_count;
    struct findings notes; /* what qpdf found, and did */
};

void pdf_repaired_init(struct pdf_repaired *r);
void pdf_repaired_clear(struct pdf_repaired *r);
MUST status pdf_repair(struct pdf_repaired *out, struct view damaged, struct err *e);
void pdf_repaired_put(struct buf *out, const struct pdf_repaired *r);
MUST status pdf_repaired_get(struct pdf_repaired *out, struct view *in, struct err *e);
