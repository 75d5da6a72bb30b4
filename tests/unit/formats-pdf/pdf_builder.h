// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_builder.h - signed PDFs made in memory: made_pdf.h plus a signature dictionary whose /ByteRange is filled in when
 * its revision is ended. The CMS is not one: nothing here looks into it.
 */
#pragma once

#include "tests/unit/formats-pdf/made_pdf.h"

#define BUILT_HOLE "<30030201050000>"
#define BUILT_RANGE "[0 11111111 22222222 33333333]"
#define BUILT_WIDGET \
    "<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /V %u 0 R /P 3 0 R /F 132 /Rect [10 10 60 40] %s >>"

static inline void built_signature(struct made *m, unsigned number, const char *subfilter)
{
    char text[256];
    snprintf(text, sizeof text,
             "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s /ByteRange " BUILT_RANGE " /Contents " BUILT_HOLE
             " >>",
             subfilter);
    made_object(m, number, text);
}

static inline void built_field(struct made *m, unsigned number, const char *name, unsigned value, const char *more)
{
    char text[512];
    snprintf(text, sizeof text, BUILT_WIDGET, name, value, more);
    made_object(m, number, text);
}

/* Ends the revision and fills the placeholder that its signature left. */
static inline void built_sign(struct made *m)
{
    char range[64];
    made_table(m, "");
    struct view all = made_view(m);
    size_t at = view_find(all, 0, view_of_string(BUILT_RANGE));
    size_t hole = at == SIZE_MAX ? at : view_find(all, at, view_of_string(BUILT_HOLE));
    if (hole == SIZE_MAX) fail_msg("no signature waits for its range");
    size_t after = hole + strlen(BUILT_HOLE);
    snprintf(range, sizeof range, "[0 %zu %zu %zu]", hole, after, all.len - after);
    memset(m->bytes.data + at, ' ', strlen(BUILT_RANGE));
    memcpy(m->bytes.data + at, range, strlen(range));
}

/*
 * 1 catalog, 2 pages, 3 page, 4 its content, 5 form, 6 note, 7 text field, 8 widget of "First", 9 its value,
 * 10 an empty signature field. The page refers to 90, which is nowhere, when `dangling`.
 */
static inline void built_unsigned(struct made *m, const char *catalog_more, const char *page_more)
{
    char text[512];
    made_begin(m);
    snprintf(text, sizeof text, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R %s >>", catalog_more);
    made_object(m, 1, text);
    made_object(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    snprintf(text, sizeof text,
             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> /Contents 4 0 R "
             "/Annots [6 0 R 7 0 R 8 0 R 10 0 R] %s >>",
             page_more);
    made_object(m, 3, text);
    made_object(m, 4, "<< /Length 3 >>\nstream\nq Q\nendstream");
    made_object(m, 5, "<< /Fields [7 0 R 8 0 R 10 0 R] /SigFlags 3 >>");
    made_object(m, 6, "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (note) >>");
    made_object(m, 7, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Sum) /V (100) /P 3 0 R /Rect [90 90 99 99] >>");
    made_object(m, 10, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Empty) /P 3 0 R /F 4 /Rect [70 70 90 90] >>");
}

static inline void built_document(struct made *m)
{
    built_unsigned(m, "", "");
    built_field(m, 8, "First", 9, "");
    built_signature(m, 9, "ETSI.CAdES.detached");
    built_sign(m);
}

/* The page and the form once more with a further field `number`. */
static inline void built_lists(struct made *m, unsigned number, bool on_page)
{
    char text[512];
    snprintf(text, sizeof text,
             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> /Contents 4 0 R "
             "/Annots [6 0 R 7 0 R 8 0 R 10 0 R %u 0 R] >>",
             number);
    if (on_page) made_object(m, 3, text);
    snprintf(text, sizeof text, "<< /Fields [7 0 R 8 0 R 10 0 R %u 0 R] /SigFlags 3 >>", number);
    made_object(m, 5, text);
}
