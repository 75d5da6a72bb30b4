// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_decode.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST /* next_in is const */
#include <zlib.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "formats/pdf/pdf_crypt.h"
#include "formats/pdf/pdf_file_priv.h"
#include "formats/pdf/pdf_lex.h"

static status check_room(const struct buf *out, struct err *e)
{
    struct view written;
    return buf_done(&written, out, e);
}

/* After the end of the data only white space: producers count an end of line in. */
static status refuse_rest(struct view in, size_t at, struct err *e)
{
    while (at < in.len && pdf_is_space(in.data[at])) at++;
    ENSURE(at == in.len, ERR_SYNTAX, "a stream goes on after the end of its data");
    return OK;
}

/* ---- Flate ---- */

static void end_inflate(z_stream *z)
{
    inflateEnd(z);
}

static status inflate_all(struct buf *out, struct view in, struct err *e)
{
    AUTO_CLEAR(end_inflate) z_stream z = {0};
    uint8_t block[16384];
    int result = Z_OK;
    ENSURE(in.len <= LIMIT_DOCUMENT, ERR_LIMIT, "a stream is too long");
    ENSURE(inflateInit(&z) == Z_OK, ERR_INTERNAL, "out of memory");
    z.next_in = in.data;
    z.avail_in = (uInt)in.len;
    while (result == Z_OK) {
        z.next_out = block;
        z.avail_out = sizeof block;
        result = inflate(&z, Z_NO_FLUSH);
        buf_put(out, view_of(block, sizeof block - z.avail_out));
        TRY(check_room(out, e));
    }
    ENSURE(result == Z_STREAM_END, ERR_SYNTAX, "compressed data is damaged or ends early");
    return refuse_rest(in, in.len - z.avail_in, e);
}

struct row {
    size_t bytes, pixel; /* of a row; of a pixel, at least 1 */
};

static status measure_row(struct row *out, const struct pdf_predictor *p, struct err *e)
{
    enum { COLORS_MAX = 32, COLUMNS_MAX = 1 << 20 };
    bool bits = p->bits == 1 || p->bits == 2 || p->bits == 4 || p->bits == 8 || p->bits == 16;
    ENSURE(bits && p->colors >= 1 && p->colors <= COLORS_MAX && p->columns >= 1 && p->columns <= COLUMNS_MAX,
           ERR_SYNTAX, "unusable parameters of a predictor");
    size_t pixel = (size_t)p->colors * (size_t)p->bits;
    out->bytes = (pixel * (size_t)p->columns + 7) / 8;
    out->pixel = (pixel + 7) / 8;
    return OK;
}

static uint8_t paeth(uint8_t left, uint8_t up, uint8_t corner)
{
    int estimate = left + up - corner;
    int a = abs(estimate - left), b = abs(estimate - up), c = abs(estimate - corner);
    if (a <= b && a <= c) return left;
    return b <= c ? up : corner;
}

/* = PNG (ISO 15948) 9.2: types 0 to 4 */
static uint8_t png_guess(uint8_t type, uint8_t left, uint8_t up, uint8_t corner)
{
    const uint8_t guess[] = {0, left, up, (uint8_t)((left + up) / 2), paeth(left, up, corner)};
    return guess[type];
}

static status undo_png(struct buf *out, struct view in, struct row row, struct err *e)
{
    ENSURE(in.len % (row.bytes + 1) == 0, ERR_SYNTAX, "predicted data that is not whole rows");
    size_t rows = in.len / (row.bytes + 1);
    uint8_t *to = buf_extend(out, rows * row.bytes);
    TRY(check_room(out, e));
    const uint8_t *above = NULL;
    for (size_t k = 0; k < rows; k++, above = to, to += row.bytes) {
        const uint8_t *from = in.data + k * (row.bytes + 1);
        ENSURE(from[0] <= 4, ERR_SYNTAX, "a predictor that does not exist");
        for (size_t i = 0; i < row.bytes; i++) {
            uint8_t left = i >= row.pixel ? to[i - row.pixel] : 0, up = above != NULL ? above[i] : 0;
            uint8_t corner = i >= row.pixel && above != NULL ? above[i - row.pixel] : 0;
            to[i] = (uint8_t)(from[1 + i] + png_guess(from[0], left, up, corner));
        }
    }
    return OK;
}

/* Whole bytes a colour only: nothing that we must read has others. */
static status undo_tiff(struct buf *out, struct view in, const struct pdf_predictor *p, struct row row, struct err *e)
{
    ENSURE(p->bits == 8, ERR_REFUSED, "a TIFF predictor of %d bits is not supported", (int)p->bits);
    ENSURE(in.len % row.bytes == 0, ERR_SYNTAX, "predicted data that is not whole rows");
    uint8_t *to = buf_extend(out, in.len);
    TRY(check_room(out, e));
    for (size_t i = 0; i < in.len; i++)
        to[i] = (uint8_t)(in.data[i] + (i % row.bytes >= row.pixel ? to[i - row.pixel] : 0));
    return OK;
}

static status undo_predictor(struct buf *out, struct view in, const struct pdf_predictor *p, struct err *e)
{
    struct row row;
    TRY(measure_row(&row, p, e));
    if (p->predictor == 2) return undo_tiff(out, in, p, row, e);
    ENSURE(p->predictor >= 10 && p->predictor <= 15, ERR_SYNTAX, "a predictor that does not exist");
    return undo_png(out, in, row, e);
}

static status decode_flate(struct buf *out, const struct pdf_predictor *p, struct view in, struct err *e)
{
    if (p->predictor == 1) return inflate_all(out, in, e);
    AUTO_BUF predicted = BUF_INIT(LIMIT_PDF_STREAM_DECODED);
    struct view v;
    TRY(inflate_all(&predicted, in, e));
    TRY(buf_done(&v, &predicted, e));
    return undo_predictor(out, v, p, e);
}

/* ---- the others ---- */

static status decode_hex(struct buf *out, const struct pdf_predictor *p, struct view in, struct err *e)
{
    (void)p;
    AUTO_BUF digits = BUF_INIT(in.len + 1);
    struct view hex;
    size_t i = 0;
    for (; i < in.len && in.data[i] != '>'; i++)
        if (!pdf_is_space(in.data[i])) buf_put_byte(&digits, in.data[i]);
    ENSURE(i < in.len, ERR_SYNTAX, "hexadecimal data without its end");
    if (digits.len % 2 == 1) buf_put_byte(&digits, '0');
    TRY(buf_done(&hex, &digits, e));
    TRY(text_get_hex(out, hex, e));
    return refuse_rest(in, i + 1, e);
}

/* `count` of the five digits are there. */
static status put_group(struct buf *out, const uint8_t digit[static 5], size_t count, struct err *e)
{
    uint64_t value = 0;
    ENSURE(count != 1, ERR_SYNTAX, "base-85 data that ends within a group");
    for (size_t i = 0; i < 5; i++) value = value * 85 + (i < count ? digit[i] : 84);
    ENSURE(value <= UINT32_MAX, ERR_SYNTAX, "base-85 data with a group that is too large");
    for (size_t i = 0; i + 1 < count; i++) buf_put_byte(out, (uint8_t)(value >> (24 - 8 * i) & 0xff));
    return OK;
}

static status decode_85(struct buf *out, const struct pdf_predictor *p, struct view in, struct err *e)
{
    (void)p;
    uint8_t digit[5];
    size_t count = 0, i = 0;
    for (; i < in.len && in.data[i] != '~'; i++) {
        uint8_t byte = in.data[i];
        if (pdf_is_space(byte)) continue;
        if (byte == 'z' && count == 0) {
            buf_put(out, view_of("\0\0\0\0", 4));
            continue;
        }
        ENSURE(byte >= '!' && byte <= 'u', ERR_SYNTAX, "a byte that is no base-85 digit");
        digit[count++] = (uint8_t)(byte - '!');
        if (count < 5) continue;
        TRY(put_group(out, digit, 5, e));
        count = 0;
    }
    ENSURE(i + 1 < in.len && in.data[i + 1] == '>', ERR_SYNTAX, "base-85 data without its end");
    if (count > 0) TRY(put_group(out, digit, count, e));
    TRY(check_room(out, e));
    return refuse_rest(in, i + 2, e);
}

static status decode_run_length(struct buf *out, const struct pdf_predictor *p, struct view in, struct err *e)
{
    enum { END = 128 };
    (void)p;
    size_t i = 0;
    while (i < in.len && in.data[i] != END) {
        size_t n = in.data[i] < END ? (size_t)in.data[i] + 1 : 1;
        ENSURE(n < in.len - i, ERR_SYNTAX, "run-length data ends early");
        if (in.data[i] < END)
            buf_put(out, view_of(in.data + i + 1, n));
        else
            for (int k = in.data[i]; k < 257; k++) buf_put_byte(out, in.data[i + 1]);
        i += 1 + n;
        TRY(check_room(out, e));
    }
    ENSURE(i < in.len, ERR_SYNTAX, "run-length data without its end");
    return refuse_rest(in, i + 1, e);
}

/* ---- by name ---- */

static const struct {
    const char *name;
    status (*decode)(struct buf *out, const struct pdf_predictor *p, struct view in, struct err *e);
} filters[] = {
    {"FlateDecode", decode_flate},
    {"ASCIIHexDecode", decode_hex},
    {"ASCII85Decode", decode_85},
    {"RunLengthDecode", decode_run_length},
};

status pdf_decode_filter(struct buf *out, struct view name, const struct pdf_predictor *p, struct view in,
                         struct err *e)
{
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        if (view_equals_string(name, filters[i].name)) return filters[i].decode(out, p, in, e);
    FAIL(ERR_REFUSED, "the filter %s is not one that is decoded here", text_escape(name).s);
}

/* ---- of a stream ---- */

/* Item i of a value that is an array, or the value itself for 0; never NULL. */
static status pick(const struct pdf_object **out, struct pdf_file *f, const struct pdf_object *o, size_t i,
                   size_t revision, struct err *e)
{
    if (o->type == PDF_ARRAY)
        return pdf_file_resolve(out, f, i < o->array.count ? o->array.item[i] : NULL, revision, e);
    *out = i == 0 ? o : &pdf_null;
    return OK;
}

static status get_parameter(int64_t *value, struct pdf_file *f, const struct pdf_object *parms, const char *key,
                            size_t revision, struct err *e)
{
    const struct pdf_object *o;
    TRY(pdf_file_get(&o, f, parms, key, revision, e));
    ENSURE(o->type == PDF_NULL || o->type == PDF_INTEGER, ERR_SYNTAX, "unusable parameters of a predictor");
    if (o->type == PDF_INTEGER) *value = o->integer;
    return OK;
}

static status get_predictor(struct pdf_predictor *out, struct pdf_file *f, const struct pdf_object *parms,
                            size_t revision, struct err *e)
{
    *out = PDF_PREDICTOR_NONE;
    TRY(get_parameter(&out->predictor, f, parms, "Predictor", revision, e));
    TRY(get_parameter(&out->colors, f, parms, "Colors", revision, e));
    TRY(get_parameter(&out->bits, f, parms, "BitsPerComponent", revision, e));
    return get_parameter(&out->columns, f, parms, "Columns", revision, e);
}

static status decode_step(struct buf *data, struct pdf_file *f, const struct pdf_object *filter,
                          const struct pdf_object *parms, struct view in, size_t revision, struct err *e)
{
    AUTO_BUF next = BUF_INIT(LIMIT_PDF_STREAM_DECODED);
    struct pdf_predictor p;
    ENSURE(filter->type == PDF_NAME, ERR_SYNTAX, "a filter that is not a name");
    TRY(get_predictor(&p, f, parms, revision, e));
    TRY(pdf_decode_filter(&next, filter->name, &p, in, e));
    buf_move(data, &next);
    return OK;
}

/* Filters and their parameters, resolved; `first` is behind a crypt filter. */
struct chain {
    const struct pdf_object *filters, *parms;
    size_t first, count;
    struct view crypt_filter;
};

/* = 7.4.10: /Crypt comes first, and names a crypt filter, or none for Identity */
static status take_crypt_filter(struct chain *c, struct pdf_file *f, size_t revision, struct err *e)
{
    const struct pdf_object *filter, *parms, *name;
    TRY(pick(&filter, f, c->filters, 0, revision, e));
    if (f->crypt == NULL || !pdf_is_name(filter, "Crypt")) return OK;
    TRY(pick(&parms, f, c->parms, 0, revision, e));
    TRY(pdf_file_get(&name, f, parms, "Name", revision, e));
    ENSURE(name->type == PDF_NULL || name->type == PDF_NAME, ERR_SYNTAX, "a filter that is not a name");
    c->crypt_filter = name->type == PDF_NAME ? name->name : view_of_string("Identity");
    c->first = 1;
    return OK;
}

static status get_chain(struct chain *out, struct pdf_file *f, const struct pdf_object *stream, size_t revision,
                        struct err *e)
{
    struct chain c = {0};
    TRY(pdf_file_get(&c.filters, f, stream, "Filter", revision, e));
    TRY(pdf_file_get(&c.parms, f, stream, "DecodeParms", revision, e));
    c.count = c.filters->type == PDF_ARRAY ? c.filters->array.count : c.filters->type != PDF_NULL;
    ENSURE(c.count <= LIMIT_PDF_FILTERS, ERR_LIMIT, "a stream with more than %d filters", LIMIT_PDF_FILTERS);
    TRY(take_crypt_filter(&c, f, revision, e));
    *out = c;
    return OK;
}

static status stream_bytes(struct view *out, struct buf *room, struct pdf_file *f, const struct pdf_object *stream,
                           const struct chain *c, struct err *e)
{
    *out = stream->stream.encoded;
    if (f->crypt == NULL) return OK;
    TRY(pdf_crypt_stream(room, f->crypt, stream, c->first > 0 ? &c->crypt_filter : NULL, e));
    return buf_done(out, room, e);
}

status pdf_file_stream_bytes(struct view *out, struct buf *room, struct pdf_file *f, const struct pdf_object *stream,
                             size_t revision, struct err *e)
{
    struct chain chain;
    *out = stream->stream.encoded;
    if (f->crypt == NULL) return OK;
    TRY(get_chain(&chain, f, stream, revision, e));
    return stream_bytes(out, room, f, stream, &chain, e);
}

status pdf_file_decode(struct buf *out, struct pdf_file *f, const struct pdf_object *stream, size_t revision,
                       struct err *e)
{
    struct chain c;
    struct view bytes;
    ENSURE(pdf_is(stream, PDF_STREAM), ERR_SYNTAX, "a stream was expected here");
    ENSURE(!f->locked, ERR_REFUSED, "the document is encrypted");
    ENSURE(pdf_get(stream, "F") == NULL, ERR_REFUSED, "PDF-82: a stream whose data is in another file");
    AUTO_BUF room = BUF_INIT(stream->stream.encoded.len), data = BUF_INIT(LIMIT_PDF_STREAM_DECODED);
    TRY(get_chain(&c, f, stream, revision, e));
    TRY(stream_bytes(&bytes, &room, f, stream, &c, e));
    for (size_t i = c.first; i < c.count; i++) {
        const struct pdf_object *filter, *parms;
        TRY(pick(&filter, f, c.filters, i, revision, e));
        TRY(pick(&parms, f, c.parms, i, revision, e));
        TRY(decode_step(&data, f, filter, parms, bytes, revision, e));
        bytes = view_of(data.data, data.len);
    }
    return buf_copy(out, bytes, e);
}
