// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_import.h"

#include "formats/base/limits.h"
#include "formats/pdf/pdf_write.h"

enum { IMPORT_OBJECTS = 512 };

/* Old numbers in the order met; their new ones; those below `written` are in the update. */
struct import {
    struct pdf_file *from;
    struct pdf_update *to;
    struct pdf_ref old_ref[IMPORT_OBJECTS], new_ref[IMPORT_OBJECTS];
    size_t count, written;
    bool full;
};

static uint32_t renumber(void *context, struct pdf_ref ref)
{
    struct import *m = context;
    for (size_t i = 0; i < m->count; i++)
        if (m->old_ref[i].number == ref.number) return m->new_ref[i].number;
    if (m->count == IMPORT_OBJECTS) {
        m->full = true;
        return 0;
    }
    m->old_ref[m->count] = ref;
    m->new_ref[m->count] = pdf_update_new_ref(m->to);
    return m->new_ref[m->count++].number;
}

static void put_stream_data(struct buf *out, const struct pdf_object *stream)
{
    buf_put_string(out, "\nstream\n");
    buf_put(out, stream->stream.encoded);
    buf_put_string(out, "\nendstream");
}

/* /Length of a copied stream may be a reference; the copy then has the number as it came. */
static status write_one(struct import *m, size_t i, struct err *e)
{
    const struct pdf_object *o;
    TRY(pdf_file_load(&o, m->from, m->old_ref[i], pdf_file_revision_count(m->from) - 1, e));
    pdf_update_begin(m->to, m->new_ref[i]);
    pdf_write_object(&m->to->body, o, renumber, m);
    if (o->type == PDF_STREAM) put_stream_data(&m->to->body, o);
    pdf_update_end(m->to);
    return OK;
}

static status write_reached(struct import *m, struct err *e)
{
    while (m->written < m->count) TRY(write_one(m, m->written++, e));
    ENSURE(!m->full, ERR_LIMIT, "the picture has more than %d objects", (int)IMPORT_OBJECTS);
    return OK;
}

static const char *matrix_of(int rotate)
{
    if (rotate == 90) return "[0 1 -1 0 0 0]";
    if (rotate == 180) return "[-1 0 0 -1 0 0]";
    return rotate == 270 ? "[0 -1 1 0 0 0]" : "[1 0 0 1 0 0]";
}

static void put_entry(struct import *m, const char *key, const struct pdf_object *value)
{
    if (value == NULL) return;
    buf_printf(&m->to->body, " /%s ", key);
    pdf_write_object(&m->to->body, value, renumber, m);
}

static void put_form(struct import *m, const struct pdf_page *page, const struct pdf_object *content, int rotate)
{
    struct buf *out = &m->to->body;
    buf_printf(out, "<< /Type /XObject /Subtype /Form /FormType 1 /Matrix %s /Length %zu", matrix_of(rotate),
               content->stream.encoded.len);
    put_entry(m, "BBox", page->media_box);
    put_entry(m, "Resources", page->resources);
    put_entry(m, "Group", pdf_get(page->dictionary, "Group"));
    put_entry(m, "Filter", pdf_get(content, "Filter"));
    put_entry(m, "DecodeParms", pdf_get(content, "DecodeParms"));
    buf_put_string(out, " >>");
    put_stream_data(out, content);
}

static status import_page(struct pdf_ref *out, struct import *m, int rotate, struct err *e)
{
    size_t newest = pdf_file_revision_count(m->from) - 1;
    struct pdf_page page;
    const struct pdf_object *content;
    TRY(pdf_file_page(&page, m->from, 0, newest, e));
    TRY(pdf_file_get(&content, m->from, page.dictionary, "Contents", newest, e));
    ENSURE(content->type == PDF_STREAM && page.media_box != NULL, ERR_INTERNAL,
           "the picture is not a page with one content stream");
    *out = pdf_update_new_ref(m->to);
    pdf_update_begin(m->to, *out);
    put_form(m, &page, content, rotate);
    pdf_update_end(m->to);
    return write_reached(m, e);
}

status pdf_import_form(struct pdf_ref *out, struct pdf_update *u, struct view picture, int rotate, struct err *e)
{
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    AUTO(mem_free)
    struct import *m = mem_new(sizeof *m);
    MEM_ENSURE(ignored);
    MEM_ENSURE(m);
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    TRY(pdf_file_open(&file, picture, ignored, e));
    m->from = file;
    m->to = u;
    return import_page(out, m, rotate, e);
}
