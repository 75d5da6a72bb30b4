// SPDX-License-Identifier: Apache-2.0
/*
 * scene.h - what render is tested with: fixtures, pages made in memory, and pages drawn to pixels.
 */
#pragma once

#include <poppler.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cm.h"

static inline void read_fixture(struct buf *out, const char *name)
{
    char path[256];
    uint8_t part[4096];
    size_t n;
    snprintf(path, sizeof path, "tests/fixtures/%s", name);
    FILE *f = fopen(path, "rb");
    if (f == NULL) fail_msg("%s is missing; tests run in the root of the tree", path);
    *out = BUF_INIT(1 << 24);
    while ((n = fread(part, 1, sizeof part, f)) > 0) buf_put(out, view_of(part, n));
    fclose(f);
    assert_false(out->failed);
}

/* One page in Helvetica 10; `attributes` of the page, `content` between BT and ET. */
static inline void make_page(struct buf *out, const char *attributes, const char *content)
{
    size_t at[6];
    *out = BUF_INIT(1 << 20);
    buf_put_string(out, "%PDF-1.4\n");
    at[1] = out->len;
    buf_put_string(out, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
    at[2] = out->len;
    buf_put_string(out, "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
    at[3] = out->len;
    buf_printf(out,
               "3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%s>>\n"
               "endobj\n",
               attributes);
    at[4] = out->len;
    buf_printf(out, "4 0 obj\n<</Length %zu>>stream\nBT /F 10 Tf ", strlen(content) + 17);
    buf_put_string(out, content);
    buf_put_string(out, " ET\n\n\nendstream\nendobj\n");
    at[5] = out->len;
    buf_put_string(out, "5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\nendobj\n");
    size_t table = out->len;
    buf_put_string(out, "xref\n0 6\n0000000000 65535 f \n");
    for (int i = 1; i < 6; i++) buf_printf(out, "%010zu 00000 n \n", at[i]);
    buf_printf(out, "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", table);
    assert_false(out->failed);
}

static inline PopplerDocument *open_pdf(const struct buf *pdf)
{
    GBytes *bytes = g_bytes_new_static(pdf->data, pdf->len);
    PopplerDocument *d = poppler_document_new_from_bytes(bytes, NULL, NULL);
    g_bytes_unref(bytes);
    assert_non_null(d);
    return d;
}

/* The first page at 72 dots an inch, on nothing. */
static inline cairo_surface_t *pixels_of(const struct buf *pdf, int w, int h)
{
    PopplerDocument *d = open_pdf(pdf);
    PopplerPage *page = poppler_document_get_page(d, 0);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
    cairo_t *cr = cairo_create(s);
    poppler_page_render(page, cr);
    cairo_destroy(cr);
    g_object_unref(page);
    g_object_unref(d);
    cairo_surface_flush(s);
    return s;
}

struct pixel {
    int a, r, g, b;
};

static inline struct pixel pixel_at(cairo_surface_t *s, int x, int y)
{
    uint32_t p;
    memcpy(&p, cairo_image_surface_get_data(s) + y * cairo_image_surface_get_stride(s) + x * 4, 4);
    return (struct pixel){(int)(p >> 24), (int)(p >> 16 & 255), (int)(p >> 8 & 255), (int)(p & 255)};
}
