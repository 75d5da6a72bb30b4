// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_objstm.h"

#include "formats/pdf/pdf_parse.h"

static status get_count(size_t *out, struct pdf_file *f, const struct pdf_object *stream, const char *key, size_t max,
                        size_t revision, struct err *e)
{
    const struct pdf_object *o;
    TRY(pdf_file_get(&o, f, stream, key, revision, e));
    ENSURE(pdf_is(o, PDF_INTEGER) && o->integer >= 0 && (uint64_t)o->integer <= max, ERR_SYNTAX,
           "PDF-16: an object stream without a usable /%s", key);
    *out = (size_t)o->integer;
    return OK;
}

static bool read_pair(uint64_t *number, uint64_t *offset, struct pdf_lex *x, size_t room)
{
    pdf_lex_skip(x);
    if (!pdf_lex_unsigned(number, x, LIMIT_PDF_NUMBER)) return false;
    pdf_lex_skip(x);
    return pdf_lex_unsigned(offset, x, room);
}

/* The pairs before /First. Each object ends where the next one begins, so that no byte is read twice. */
static status read_items(struct pdf_stream_item *item, struct view body, size_t count, size_t first, struct err *e)
{
    struct pdf_lex x = {.source = view_part(body, 0, first)};
    for (size_t i = 0; i < count; i++) {
        uint64_t number, offset;
        ENSURE(read_pair(&number, &offset, &x, body.len - first) && number > 0, ERR_SYNTAX,
               "PDF-16: an object stream without the place of its object %zu", i);
        item[i] = (struct pdf_stream_item){(uint32_t)number, first + (size_t)offset, body.len};
        if (i == 0) continue;
        ENSURE(item[i].start > item[i - 1].start, ERR_SYNTAX, "PDF-16: an object stream whose offsets do not increase");
        item[i - 1].end = item[i].start;
    }
    return OK;
}

status pdf_objstm_open(struct pdf_object_stream *out, struct buf *body, struct pdf_file *f, struct arena *arena,
                       const struct pdf_object *stream, size_t revision, struct err *e)
{
    struct pdf_object_stream got = {0};
    size_t first;
    void *item;
    ENSURE(!f->locked, ERR_REFUSED, "the document is encrypted");
    ENSURE(pdf_is(stream, PDF_STREAM) && pdf_is_name(pdf_get(stream, "Type"), "ObjStm"), ERR_SYNTAX,
           "PDF-16: an object is said to be in what is not an object stream");
    TRY(pdf_file_decode(body, f, stream, revision, e));
    TRY(buf_done(&got.body, body, e));
    TRY(get_count(&first, f, stream, "First", got.body.len, revision, e));
    TRY(get_count(&got.count, f, stream, "N", first, revision, e)); /* each takes four bytes of the header */
    TRY(arena_take(&item, arena, got.count, sizeof *got.item, e));
    TRY(read_items(item, got.body, got.count, first, e));
    got.item = item;
    *out = got;
    return OK;
}

status pdf_objstm_get(const struct pdf_object **out, const struct pdf_object_stream *s, struct arena *arena,
                      size_t index, struct err *e)
{
    ENSURE(index < s->count, ERR_SYNTAX, "PDF-16: an object stream has no object %zu", index);
    const struct pdf_stream_item *item = &s->item[index];
    AUTO_LEX x = {.source = view_part(s->body, 0, item->end), .at = item->start, .arena = arena};
    const struct pdf_object *o;
    TRY(pdf_parse(&o, &x, e));
    pdf_lex_skip(&x);
    ENSURE(x.at == item->end, ERR_SYNTAX, "PDF-16: object %u of an object stream is followed by something else",
           item->number);
    *out = o;
    return OK;
}
