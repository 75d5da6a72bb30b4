// SPDX-License-Identifier: Apache-2.0
/*
 * prepared.h - a document with one page in many shapes, and the way from a document to one with a signature on top that
 * pdf_inspect takes for whole (its CMS is a stub).
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "tests/unit/formats-pdf/made_pdf.h"

/* Objects 1 to 4: `catalog` and `page` say what else is in them; `form` is object 5 if it is not empty. */
static inline void made_signable(struct made *m, const char *catalog, const char *form, const char *page)
{
    char text[1024];
    made_begin(m);
    snprintf(text, sizeof text, "<</Type/Catalog/Pages 2 0 R%s>>", catalog);
    made_object(m, 1, text);
    made_object(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 400 600] >>");
    snprintf(text, sizeof text, "<< /Type /Page /Parent 2 0 R /Resources << >> /Contents 4 0 R%s>>", page);
    made_object(m, 3, text);
    made_object(m, 4, "<< /Length 1 >>\nstream\nn\nendstream");
    if (form[0] != '\0') made_object(m, 5, form);
}

static inline struct pdf_file *open_made(struct view bytes)
{
    struct pdf_file *file = NULL;
    struct findings *findings = mem_new(sizeof *findings);
    struct err e = {0};
    assert_non_null(findings);
    assert_ok(pdf_file_open(&file, bytes, findings, &e), &e);
    mem_free(findings);
    return file;
}

static inline void request_invisible(struct pdf_request *r)
{
    pdf_request_init(r);
    snprintf(r->claimed_time, sizeof r->claimed_time, "2026-11-24T08:00:00Z");
    r->contents_size = 1000;
}

static inline void request_visible(struct pdf_request *r, int32_t page)
{
    request_invisible(r);
    r->page = page;
    r->x = 200;
    r->y = 100;
    r->w = 144;
    r->h = 72;
    read_fixture(&r->appearance, "appearance.pdf");
}

/* The document and its update, with the stub of a CMS in the hole: `stub` is hex. */
static inline void append_update(struct buf *document, const struct pdf_prepared *p)
{
    static const char stub[] = "3003020105";
    assert_int_equal(p->byte_range[0], 0);
    buf_put(document, view_of(p->update.data, p->update.len));
    assert_false(document->failed);
    assert_int_equal(p->byte_range[2] + p->byte_range[3], document->len);
    assert_int_equal(document->data[p->byte_range[1]], '<');
    assert_int_equal(document->data[p->byte_range[2] - 1], '>');
    memcpy(document->data + p->byte_range[1] + 1, stub, sizeof stub - 1);
}

/* Prepares and appends; the original stays a prefix. */
static inline void sign_made(struct buf *document, const struct pdf_request *r)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_prepared_init(&p);
    assert_ok(pdf_prepare(&p, view_of(document->data, document->len), r, &e), &e);
    append_update(document, &p);
}
