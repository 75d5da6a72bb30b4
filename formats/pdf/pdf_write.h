// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_write.h - writes PDF objects: what is unchanged as the bytes that it came from, what is new in plain syntax.
 */
#pragma once

#include "formats/pdf/pdf_object.h"

/* One key of a dictionary and the bytes of its new value. */
struct pdf_edit {
    const char *key;
    struct view value;
};

/* A new number for a reference, or 0 to keep it. */
typedef uint32_t pdf_renumber(void *context, struct pdf_ref ref);

void pdf_write_reference(struct buf *out, struct pdf_ref ref);
void pdf_write_name(struct buf *out, struct view name);
/* A real with at most two decimals, never in exponent form. */
void pdf_write_number(struct buf *out, double value);
/* UTF-8 as a text string: PDFDocEncoding where ASCII is enough, else UTF-16BE (ISO 32000-1 7.9.2.2), in hex. */
void pdf_write_text(struct buf *out, const char *utf8);
/* The object with its references renumbered; scalars as they were. Depth is bounded by the reader. */
void pdf_write_object(struct buf *out, const struct pdf_object *o, pdf_renumber *renumber, void *context);
/* The dictionary with these values replaced or added; everything else byte for byte. */
void pdf_write_edited(struct buf *out, const struct pdf_object *dictionary, const struct pdf_edit *edits, size_t count);
/* The array with one more item. */
void pdf_write_appended(struct buf *out, const struct pdf_object *array, struct pdf_ref item);
