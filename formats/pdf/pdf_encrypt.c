// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_encrypt.h"

#include <stdio.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf_parse.h"
#include "formats/pdf/pdf_write.h"

/* --- strings --- */

struct spelling {
    struct pdf_crypt *crypt;
    struct pdf_ref ref;
    uint32_t nth;
    struct buf room;
    struct err failure; /* the first */
};

static void spelling_clear(struct spelling *s)
{
    buf_clear(&s->room);
}

static void spell(void *context, struct buf *out, struct view value)
{
    struct spelling *s = context;
    struct err why = {0};
    buf_clear(&s->room);
    if (pdf_crypt_put_string(&s->room, s->crypt, s->ref, ++s->nth, value, &why) == OK)
        pdf_write_string(out, view_of(s->room.data, s->room.len));
    else if (s->failure.code == ERR_NONE)
        s->failure = why;
}

static status put_object(struct buf *out, struct pdf_crypt *c, struct pdf_ref ref, const struct pdf_object *o,
                         struct pdf_edit *edits, size_t count, struct err *e)
{
    AUTO_CLEAR(spelling_clear) struct spelling s = {.crypt = c, .ref = ref, .room = BUF_INIT(LIMIT_PDF_UPDATE)};
    pdf_write_spelled(out, o, edits, count, spell, &s);
    if (s.failure.code == ERR_NONE) return OK;
    *e = s.failure;
    return FAILED;
}

/* --- streams --- */

/* What follows a stream's dictionary, as pdf_write_stream_data writes it. */
static status find_data(struct view *out, struct pdf_lex *x, const struct pdf_object *dictionary, struct err *e)
{
    const struct pdf_object *length = pdf_get(dictionary, "Length");
    bool usable = pdf_lex_bytes(x, "\n") && pdf_is(length, PDF_INTEGER) && length->integer >= 0 &&
                  (uint64_t)length->integer <= x->source.len - x->at;
    ENSURE(usable, ERR_INTERNAL, "an object of the update that cannot be encrypted");
    *out = view_part(x->source, x->at, (size_t)length->integer);
    x->at += out->len;
    ENSURE(pdf_lex_bytes(x, "\nendstream"), ERR_INTERNAL, "an object of the update that cannot be encrypted");
    return OK;
}

/* Of streams of ours: /Crypt comes first, with its parameters (7.4.10). */
static const struct view *crypt_filter(const struct pdf_object *dictionary, struct view *room)
{
    const struct pdf_object *filter = pdf_get(dictionary, "Filter"), *parms = pdf_get(dictionary, "DecodeParms");
    if (pdf_is(filter, PDF_ARRAY) && filter->array.count > 0) filter = filter->array.item[0];
    if (!pdf_is_name(filter, "Crypt")) return NULL;
    if (pdf_is(parms, PDF_ARRAY) && parms->array.count > 0) parms = parms->array.item[0];
    const struct pdf_object *name = pdf_get(parms, "Name");
    *room = pdf_is(name, PDF_NAME) ? name->name : view_of_string("Identity");
    return room;
}

static status put_stream(struct buf *out, struct pdf_crypt *c, struct pdf_ref ref, const struct pdf_object *dictionary,
                         struct view data, struct err *e)
{
    const struct pdf_object stream = {
        .type = PDF_STREAM, .source = dictionary->source, .stream = {dictionary, data, ref}};
    AUTO_BUF encrypted = BUF_INIT(LIMIT_PDF_UPDATE);
    struct view bytes, room;
    char length[24];
    TRY(pdf_crypt_put_stream(&encrypted, c, &stream, crypt_filter(dictionary, &room), e));
    TRY(buf_done(&bytes, &encrypted, e));
    snprintf(length, sizeof length, "%zu", bytes.len);
    struct pdf_edit edit = pdf_edit_set(dictionary, "Length", length);
    TRY(put_object(out, c, ref, dictionary, &edit, 1, e));
    pdf_write_stream_data(out, bytes);
    return OK;
}

/* --- both --- */

static status put_any(struct buf *out, struct pdf_crypt *c, struct pdf_ref ref, struct pdf_lex *x, struct err *e)
{
    const struct pdf_object *o;
    struct view data;
    TRY(pdf_parse(&o, x, e));
    size_t end = x->at;
    pdf_lex_skip(x);
    bool is_stream = o->type == PDF_DICTIONARY && pdf_lex_bytes(x, "stream");
    if (is_stream) TRY(find_data(&data, x, o, e));
    pdf_lex_skip(x);
    ENSURE(x->at == x->source.len, ERR_INTERNAL, "an object of the update that cannot be encrypted");
    if (is_stream && pdf_is_name(pdf_get(o, "Type"), "XRef")) {
        buf_put(out, x->source); /* = 7.5.8.2 */
        return OK;
    }
    if (is_stream) return put_stream(out, c, ref, o, data, e);
    TRY(put_object(out, c, ref, o, NULL, 0, e));
    buf_put(out, view_part(x->source, end, x->source.len - end));
    return OK;
}

status pdf_encrypt_object(struct buf *out, struct pdf_crypt *c, struct pdf_ref ref, struct view text, struct err *e)
{
    AUTO(arena_free)
    struct arena *arena = arena_new(LIMIT_PDF_ARENA);
    AUTO_LEX x = {.source = text, .arena = arena};
    struct err why = {0};
    MEM_ENSURE(arena);
    if (put_any(out, c, ref, &x, &why) == OK) return OK;
    ENSURE(why.code != ERR_SYNTAX, ERR_INTERNAL, "an object of the update that cannot be encrypted");
    *e = why;
    return FAILED;
}
