// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_indirect.h - an indirect object at its place in the file: "N G obj ... endobj" (ISO 32000-1 7.3.8 and 7.3.10).
 *
 * Refuses: a stream whose /Length is not exactly the way to its "endstream", one end-of-line aside (PDF-18), /Length
 * that only a later revision has, external streams (/F). Does not decrypt: pdf_file_load does.
 */
#pragma once

#include "formats/pdf/pdf_file_priv.h"

struct pdf_indirect {
    struct pdf_ref ref;
    const struct pdf_object *object; /* in the arena given */
    size_t end;                      /* one past "endobj" */
};

MUST status pdf_indirect_read(struct pdf_indirect *out, struct pdf_file *f, struct arena *arena, size_t offset,
                              size_t revision, struct err *e);
/* "N G obj" stands at this byte (PDF-13). */
MUST status pdf_indirect_expect(const struct pdf_file *f, size_t offset, struct pdf_ref ref, struct err *e);
