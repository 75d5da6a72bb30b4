// SPDX-License-Identifier: Apache-2.0
/*
 * made_pdf.h - PDFs made in memory, right where the test does not say otherwise: made_object and made_raw add bytes,
 * made_table ends a revision that lists the objects added since the last one.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "formats/pdf/pdf_file.h"

enum { MADE_MAX = 64 };

struct made {
    struct buf bytes;
    size_t offset[MADE_MAX]; /* of the revision being made; 0: not in it */
    size_t startxref;        /* of the last revision */
    unsigned size;
};

static inline void made_raw(struct made *m, const char *text)
{
    buf_put_string(&m->bytes, text);
}

static inline void made_begin(struct made *m)
{
    *m = (struct made){.bytes = BUF_INIT(1 << 24)};
    made_raw(m, "%PDF-1.7\n");
}

static inline void made_object(struct made *m, unsigned number, const char *text)
{
    m->offset[number] = m->bytes.len;
    if (number >= m->size) m->size = number + 1;
    buf_printf(&m->bytes, "%u 0 obj\n", number);
    made_raw(m, text);
    made_raw(m, "\nendobj\n");
}

static inline void made_document(struct made *m)
{
    made_begin(m);
    made_object(m, 1, "<< /Type /Catalog /Pages 2 0 R >>");
    made_object(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 200] >>");
    made_object(m, 3, "<< /Type /Page /Parent 2 0 R /Rotate 90 >>");
}

static inline void made_footer(struct made *m)
{
    buf_printf(&m->bytes, "startxref\n%zu\n%%%%EOF\n", m->startxref);
    memset(m->offset, 0, sizeof m->offset);
}

/* `more` goes into the trailer. */
static inline void made_table(struct made *m, const char *more)
{
    size_t prev = m->startxref;
    m->startxref = m->bytes.len;
    made_raw(m, "xref\n0 1\n0000000000 65535 f \n");
    for (unsigned i = 1; i < MADE_MAX; i++)
        if (m->offset[i] != 0) buf_printf(&m->bytes, "%u 1\n%010zu 00000 n \n", i, m->offset[i]);
    buf_printf(&m->bytes, "trailer\n<< /Size %u /Root 1 0 R", m->size);
    if (prev != 0) buf_printf(&m->bytes, " /Prev %zu", prev);
    made_raw(m, more);
    made_raw(m, " >>\n");
    made_footer(m);
}

/* One entry of a cross-reference stream with /W [1 4 2]. */
struct made_entry {
    unsigned number, type;
    size_t second;
    unsigned third;
};

/* An unfiltered cross-reference stream as object `number`, with these entries (not itself). */
static inline void made_stream_section(struct made *m, unsigned number, const struct made_entry *entry, size_t count,
                                       const char *more)
{
    m->offset[number] = m->bytes.len;
    buf_printf(&m->bytes, "%u 0 obj\n<< /Type /XRef /W [1 4 2] /Root 1 0 R /Length %zu /Index [", number, 7 * count);
    for (size_t i = 0; i < count; i++) buf_printf(&m->bytes, " %u 1", entry[i].number);
    buf_printf(&m->bytes, "] /Size %u%s >>\nstream\n", m->size > number ? m->size : number + 1, more);
    for (size_t i = 0; i < count; i++) {
        uint8_t b[7] = {(uint8_t)entry[i].type,           (uint8_t)(entry[i].second >> 24),
                        (uint8_t)(entry[i].second >> 16), (uint8_t)(entry[i].second >> 8),
                        (uint8_t)entry[i].second,         (uint8_t)(entry[i].third >> 8),
                        (uint8_t)entry[i].third};
        buf_put(&m->bytes, view_of(b, sizeof b));
    }
    made_raw(m, "\nendstream\nendobj\n");
}

static inline struct view made_view(const struct made *m)
{
    assert_false(m->bytes.failed);
    return view_of(m->bytes.data, m->bytes.len);
}

static inline void made_clear(struct made *m)
{
    buf_clear(&m->bytes);
}

/* Replaces the first occurrence of `from` by `to`, which has the same length. */
static inline void made_replace(struct made *m, const char *from, const char *to)
{
    size_t at = view_find(made_view(m), 0, view_of_string(from));
    if (at == SIZE_MAX || strlen(from) != strlen(to)) fail_msg("cannot replace \"%s\"", from);
    memcpy(m->bytes.data + at, to, strlen(to));
}

static inline void read_fixture(struct buf *out, const char *name)
{
    char path[256];
    uint8_t block[65536];
    size_t n;
    snprintf(path, sizeof path, "tests/fixtures/%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s is missing", path);
    while ((n = fread(block, 1, sizeof block, file)) > 0) buf_put(out, view_of(block, n));
    fclose(file);
    assert_false(out->failed);
}
