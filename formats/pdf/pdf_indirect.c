// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_indirect.h"

#include "formats/pdf/pdf_parse.h"

static bool read_header(struct pdf_ref *out, struct pdf_lex *x)
{
    uint64_t number, generation;
    if (!pdf_lex_unsigned(&number, x, LIMIT_PDF_NUMBER)) return false;
    pdf_lex_skip(x);
    if (!pdf_lex_unsigned(&generation, x, UINT16_MAX)) return false;
    pdf_lex_skip(x);
    *out = (struct pdf_ref){(uint32_t)number, (uint32_t)generation};
    return pdf_lex_word(x, "obj");
}

status pdf_indirect_expect(const struct pdf_file *f, size_t offset, struct pdf_ref ref, struct err *e)
{
    enum { HEADER_MAX = 64 };
    struct pdf_lex x = {.source = f->bytes, .at = offset};
    struct pdf_ref found;
    /* white space without end in it would make this slow */
    if (offset < x.source.len && x.source.len - offset > HEADER_MAX) x.source.len = offset + HEADER_MAX;
    ENSURE(read_header(&found, &x) && found.number == ref.number && found.generation == ref.generation, ERR_SYNTAX,
           "PDF-13: byte %zu: \"%u %u obj\" must stand here", offset, ref.number, ref.generation);
    return OK;
}

static status length_of(size_t *out, struct pdf_file *f, const struct pdf_object *dictionary, size_t revision,
                        size_t at, struct err *e)
{
    const struct pdf_object *length;
    TRY(pdf_file_get(&length, f, dictionary, "Length", revision, e));
    ENSURE(pdf_is(length, PDF_INTEGER) && length->integer >= 0 && (uint64_t)length->integer <= f->bytes.len, ERR_SYNTAX,
           "PDF-18: the stream at byte %zu has no usable /Length", at);
    *out = (size_t)length->integer;
    return OK;
}

/* After "stream". */
static status read_stream(struct pdf_object *o, struct pdf_file *f, struct pdf_lex *x, size_t revision, struct err *e)
{
    size_t length, start = x->at;
    ENSURE(pdf_lex_bytes(x, "\r\n") || pdf_lex_bytes(x, "\n"), ERR_SYNTAX,
           "byte %zu: \"stream\" without its end of line", x->at);
    TRY(length_of(&length, f, o->stream.dictionary, revision, start, e));
    ENSURE(length <= x->source.len - x->at, ERR_SYNTAX, "PDF-18: the stream at byte %zu is longer than the file",
           start);
    o->stream.encoded = view_part(x->source, x->at, length);
    x->at += length;
    pdf_lex_skip_eol(x);
    ENSURE(pdf_lex_word(x, "endstream"), ERR_SYNTAX, "PDF-18: byte %zu: \"endstream\" must stand here", x->at);
    return OK;
}

static status read_body(struct pdf_indirect *out, struct pdf_file *f, struct pdf_lex *x, size_t revision, struct err *e)
{
    TRY(pdf_parse(&out->object, x, e));
    pdf_lex_skip(x);
    if (pdf_is(out->object, PDF_DICTIONARY) && pdf_lex_word(x, "stream")) {
        void *taken;
        TRY(arena_take(&taken, x->arena, 1, sizeof(struct pdf_object), e));
        struct pdf_object *stream = taken;
        *stream = (struct pdf_object){.type = PDF_STREAM, .source = out->object->source};
        stream->stream.dictionary = out->object;
        stream->stream.owner = out->ref;
        TRY(read_stream(stream, f, x, revision, e));
        out->object = stream;
        pdf_lex_skip(x);
    }
    ENSURE(pdf_lex_word(x, "endobj"), ERR_SYNTAX, "byte %zu: \"endobj\" must stand here", x->at);
    out->end = x->at;
    return OK;
}

status pdf_indirect_read(struct pdf_indirect *out, struct pdf_file *f, struct arena *arena, size_t offset,
                         size_t revision, struct err *e)
{
    AUTO_LEX x = {.source = f->bytes, .at = offset, .arena = arena};
    struct pdf_indirect got = {0};
    ENSURE(offset < x.source.len && read_header(&got.ref, &x), ERR_SYNTAX, "byte %zu: an object must begin here",
           offset);
    status result = read_body(&got, f, &x, revision, e);
    size_t skipped = result == OK && got.object->type == PDF_STREAM ? got.object->stream.encoded.len : 0;
    TRY(pdf_file_count_work(f, x.at - offset - skipped, e));
    TRY(result);
    *out = got;
    return OK;
}
