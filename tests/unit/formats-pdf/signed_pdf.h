// SPDX-License-Identifier: Apache-2.0
/*
 * signed_pdf.h - PDFs with signature fields, written object by object: signatures whose CMS is a stub (inspection does
 * not look into it) but whose /ByteRange is right, and what pdf_inspect says of the file.
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "tests/unit/formats-pdf/made_pdf.h"

#define STUB "<3003020105000000>"
#define RANGE "[0 0000000000 0000000000 0000000000]"

/* The value of a signature field as object `number`; `cover` fills its /ByteRange when its revision has ended. */
static inline void made_value(struct made *m, unsigned number, const char *subfilter, const char *more)
{
    char text[512];
    snprintf(text, sizeof text,
             "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s /M (D:20261124150000+07'00') /ByteRange " RANGE
             " /Contents " STUB " %s >>",
             subfilter, more);
    made_object(m, number, text);
}

/* Puts the true range into the last /ByteRange that is empty. */
static inline void cover(struct made *m)
{
    char text[sizeof RANGE];
    struct view all = made_view(m);
    size_t range = view_find(all, 0, view_of_string(RANGE));
    assert_true(range != SIZE_MAX);
    size_t contents = view_find(all, range, view_of_string(STUB)), after = contents + sizeof STUB - 1;
    assert_true(contents != SIZE_MAX);
    snprintf(text, sizeof text, "[0 %010zu %010zu %010zu]", contents, after, all.len - after);
    memcpy(m->bytes.data + range, text, sizeof text - 1);
}

#define WIDGET "/Type/Annot/Subtype/Widget/F 132"

/*
 * One page with a text, a tick and two signature fields: "Signature1" (6) is for `value` (8), "Signature2" (7) is
 * empty, "Place" (9) is a text, "Group" (13) has the text "Group.Tick" (14); 12 is the metadata.
 */
static inline void made_form(struct made *m, const char *field, const char *catalog)
{
    char text[512];
    made_begin(m);
    snprintf(text, sizeof text, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 12 0 R%s>>", catalog);
    made_object(m, 1, text);
    made_object(m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>");
    made_object(m, 3, "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R/Annots[6 0 R 7 0 R 9 0 R 14 0 R]>>");
    made_object(m, 4, "<</Length 4>>\nstream\npage\nendstream");
    made_object(m, 5, "<</Fields[6 0 R 7 0 R 9 0 R 13 0 R]/SigFlags 3/DR<</Font<</Helv 11 0 R>>>>>>");
    snprintf(text, sizeof text, "<<" WIDGET "/FT/Sig/T(Signature1)/V 8 0 R/P 3 0 R/Rect[10 500 110 550]%s>>", field);
    made_object(m, 6, text);
    made_object(m, 7, "<<" WIDGET "/FT/Sig/T(Signature2)/P 3 0 R/Rect[10 400 110 450]>>");
    made_object(m, 9, "<<" WIDGET "/FT/Tx/T(Place)/V(Hue)/AP<</N 10 0 R>>/P 3 0 R/Rect[10 300 110 350]>>");
    made_object(m, 10, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 4>>\nstream\nHue \nendstream");
    made_object(m, 11, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    made_object(m, 12, "<</Type/Metadata/Subtype/XML/Length 4>>\nstream\n<x/>\nendstream");
    made_object(m, 13, "<</T(Group)/FT/Btn/Kids[14 0 R]>>");
    made_object(m, 14, "<<" WIDGET "/Parent 13 0 R/T(Tick)/AS/Off/V/Off/P 3 0 R/Rect[10 200 20 210]>>");
}

static inline void made_signed(struct made *m)
{
    made_form(m, "", "");
    made_value(m, 8, "ETSI.CAdES.detached", "");
    made_table(m, "");
    cover(m);
}

static inline void look(struct pdf_facts *f, const struct made *m)
{
    struct err e = {0};
    assert_ok(pdf_inspect(f, made_view(m), view_of(NULL, 0), &e), &e);
}

static inline void print_findings(const struct findings *f)
{
    for (size_t i = 0; i < f->count; i++) print_message("%s: %s\n", f->item[i].rule, f->item[i].text[LANG_EN]);
}

/* `rule` is among the findings, with `part` in its text. */
static inline void expect_finding(const struct findings *f, const char *rule, const char *part)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->item[i].rule, rule) == 0 && strstr(f->item[i].text[LANG_EN], part) != NULL) return;
    print_findings(f);
    fail_msg("no finding %s with \"%s\"", rule, part);
}

/* Bare fonts and open fields (PDF-80 .. PDF-88) are pdf_content_test.c's business. */
static inline size_t count_structure(const struct findings *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->count; i++) n += strncmp(f->item[i].rule, "PDF-8", 5) != 0;
    return n;
}

static inline void expect_no_finding(const struct findings *f)
{
    if (count_structure(f) == 0) return;
    print_findings(f);
    fail_msg("findings in a good file");
}

#define AUTO_MADE_PDF AUTO_CLEAR(made_clear) struct made
#define AUTO_FACTS AUTO_CLEAR(pdf_facts_clear) struct pdf_facts
