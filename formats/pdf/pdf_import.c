// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_import.h"

#include <math.h>

#include "formats/base/limits.h"

/* Old numbers in the order met; their new ones; those below `written` are in the update. */
struct import {
    struct pdf_file *from;
    struct pdf_update *to;
    struct pdf_ref old_ref[LIMIT_PDF_PICTURE_OBJECTS], new_ref[LIMIT_PDF_PICTURE_OBJECTS];
    size_t count, written;
    bool is_full;
    bool is_opaque;
};

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

static uint32_t renumber(void *context, struct pdf_ref ref)
{
    struct import *m = context;
    for (size_t i = 0; i < m->count; i++)
        if (m->old_ref[i].number == ref.number && m->old_ref[i].generation == ref.generation)
            return m->new_ref[i].number;
    if (m->count == LIMIT_PDF_PICTURE_OBJECTS) {
        m->is_full = true;
        return 0;
    }
    m->old_ref[m->count] = ref;
    m->new_ref[m->count] = pdf_update_new_ref(m->to);
    return m->new_ref[m->count++].number;
}

/* A soft mask, of an image or in a graphics state, a group, or alpha that is not 1 (ISO 19005-1 6.4). */
static bool says_transparent(const struct pdf_object *dictionary)
{
    static const char *const alphas[] = {"ca", "CA"};
    const struct pdf_object *mask = pdf_get(dictionary, "SMask"), *blend = pdf_get(dictionary, "BM");
    bool does = (mask != NULL && !pdf_is_name(mask, "None")) || pdf_get(dictionary, "Group") != NULL ||
                (blend != NULL && !pdf_is_name(blend, "Normal"));
    for (size_t i = 0; i < sizeof alphas / sizeof alphas[0]; i++) {
        const struct pdf_object *alpha = pdf_get(dictionary, alphas[i]);
        double value = 1;
        does |= alpha != NULL && (!pdf_number(&value, alpha) || value != 1);
    }
    return does;
}

/* The object and all that stands within it; the parser has bounded how deep that is. References are another matter. */
static bool is_transparent(const struct pdf_object *o)
{
    if (o == NULL) return false;
    if (o->type == PDF_STREAM) return is_transparent(o->stream.dictionary);
    if (o->type == PDF_DICTIONARY && says_transparent(o)) return true;
    bool does = false;
    for (size_t i = 0; o->type == PDF_DICTIONARY && i < o->dictionary.count && !does; i++)
        does = is_transparent(o->dictionary.entry[i].value);
    for (size_t i = 0; o->type == PDF_ARRAY && i < o->array.count && !does; i++)
        does = is_transparent(o->array.item[i]);
    return does;
}

static status check_opaque(const struct import *m, const struct pdf_object *o, struct err *e)
{
    ENSURE(!m->is_opaque || !is_transparent(o), ERR_REFUSED,
           "ISO 19005-1 6.4: the picture has transparency, which a PDF/A-1 may not have");
    return OK;
}

/* Writing one object may meet others, which then wait for their turn. */
static status write_reached(struct import *m, struct err *e)
{
    for (; m->written < m->count; m->written++) {
        const struct pdf_object *o;
        TRY(pdf_file_load(&o, m->from, m->old_ref[m->written], newest_of(m->from), e));
        TRY(check_opaque(m, o, e));
        pdf_update_begin(m->to, m->new_ref[m->written]);
        pdf_write_object(&m->to->body, o, renumber, m);
        pdf_update_end(m->to);
    }
    ENSURE(!m->is_full, ERR_LIMIT, "the picture has more than %d objects", LIMIT_PDF_PICTURE_OBJECTS);
    return OK;
}

static void put_entry(struct import *m, const char *key, const struct pdf_object *value)
{
    if (value == NULL) return;
    buf_printf(&m->to->body, " /%s ", key);
    pdf_write_object(&m->to->body, value, renumber, m);
}

/* The picture is turned against the page; readers then fit its box to the widget's (ISO 32000-1 12.5.5). */
static const char *matrix_of(int rotate)
{
    if (rotate == 90) return " /Matrix [0 1 -1 0 0 0]";
    if (rotate == 180) return " /Matrix [-1 0 0 -1 0 0]";
    if (rotate == 270) return " /Matrix [0 -1 1 0 0 0]";
    return "";
}

/* Readers stretch the form's box to the widget's (ISO 32000-1 12.5.5): it is made so that this keeps the shape. */
static struct pdf_box framed(struct pdf_box picture, const struct pdf_place *frame)
{
    double w = picture.x1 - picture.x0, h = picture.y1 - picture.y0;
    double larger = fmax(1, fmax(w / frame->w, h / frame->h)); /* than what it stands in */
    double dx = (frame->w * larger - w) / 2, dy = (frame->h * larger - h) / 2;
    return (struct pdf_box){picture.x0 - dx, picture.y0 - dy, picture.x1 + dx, picture.y1 + dy};
}

static status put_box(struct import *m, const struct pdf_page *page, const struct pdf_place *frame, struct err *e)
{
    struct pdf_box box;
    if (frame == NULL) {
        put_entry(m, "BBox", page->media_box);
        return OK;
    }
    TRY(pdf_box_of(&box, page->media_box, e));
    ENSURE(box.x1 > box.x0 && box.y1 > box.y0, ERR_REFUSED, "the picture is no page with one content stream and a box");
    pdf_write_box(&m->to->body, "BBox", framed(box, frame));
    return OK;
}

static status put_form(struct import *m, const struct pdf_page *page, const struct pdf_object *content, int rotate,
                       const struct pdf_place *frame, struct err *e)
{
    struct buf *out = &m->to->body;
    buf_printf(out, "<< /Type /XObject /Subtype /Form%s /Length %zu", matrix_of(rotate), content->stream.encoded.len);
    TRY(put_box(m, page, frame, e));
    put_entry(m, "Resources", page->resources);
    if (!m->is_opaque) put_entry(m, "Group", pdf_get(page->dictionary, "Group"));
    put_entry(m, "Filter", pdf_get(content, "Filter"));
    put_entry(m, "DecodeParms", pdf_get(content, "DecodeParms"));
    buf_put_string(out, " >>");
    pdf_write_stream_data(out, content->stream.encoded);
    return OK;
}

static status check_picture(struct pdf_file *from, struct err *e)
{
    size_t count;
    ENSURE(!pdf_file_is_encrypted(from), ERR_REFUSED, "the picture is an encrypted PDF");
    TRY(pdf_file_page_count(&count, from, newest_of(from), e));
    ENSURE(count == 1, ERR_REFUSED, "the picture has %zu pages instead of one", count);
    return OK;
}

static status import_page(struct pdf_ref *out, struct import *m, int rotate, const struct pdf_place *frame,
                          struct err *e)
{
    struct pdf_page page;
    const struct pdf_object *content;
    TRY(check_picture(m->from, e));
    TRY(pdf_file_page(&page, m->from, 0, newest_of(m->from), e));
    TRY(pdf_file_get(&content, m->from, page.dictionary, "Contents", newest_of(m->from), e));
    ENSURE(content->type == PDF_STREAM && page.media_box != NULL, ERR_REFUSED,
           "the picture is no page with one content stream and a box");
    TRY(check_opaque(m, page.resources, e));
    struct pdf_ref form = pdf_update_new_ref(m->to);
    pdf_update_begin(m->to, form);
    TRY(put_form(m, &page, content, rotate, frame, e));
    pdf_update_end(m->to);
    TRY(write_reached(m, e));
    *out = form;
    return OK;
}

status pdf_import_form(struct pdf_ref *out, struct pdf_update *u, const struct pdf_picture *picture, struct err *e)
{
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    AUTO(mem_free)
    struct import *m = mem_new(sizeof *m);
    MEM_ENSURE(ignored);
    MEM_ENSURE(m);
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    TRY(pdf_file_open(&file, picture->pdf, ignored, e));
    m->from = file;
    m->to = u;
    m->is_opaque = picture->is_opaque;
    return import_page(out, m, picture->rotate, picture->frame, e);
}
