// SPDX-License-Identifier: Apache-2.0
#include "formats/base/wire.h"

#include <string.h>

#include "formats/base/text.h"

static void put_number(struct buf *b, uint64_t v, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) buf_put_byte(b, (uint8_t)(v >> shift));
}

void wire_put_u8(struct buf *b, uint8_t v)
{
    buf_put_byte(b, v);
}

void wire_put_u32(struct buf *b, uint32_t v)
{
    put_number(b, v, 4);
}

void wire_put_u64(struct buf *b, uint64_t v)
{
    put_number(b, v, 8);
}

void wire_put_bytes(struct buf *b, struct view v)
{
    if (v.len > UINT32_MAX) {
        b->failed = true;
        return;
    }
    wire_put_u32(b, (uint32_t)v.len);
    buf_put(b, v);
}

void wire_put_string(struct buf *b, const char *s)
{
    wire_put_bytes(b, view_of_string(s));
}

void wire_put_err(struct buf *b, const struct err *from)
{
    wire_put_u32(b, from->code);
    for (int lang = 0; lang < LANG_COUNT; lang++) wire_put_string(b, from->text[lang]);
}

static status get_number(uint64_t *out, struct view *in, size_t bytes, struct err *e)
{
    ENSURE(in->len >= bytes, ERR_INTERNAL, "a message between processes is cut short");
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++) v = v << 8 | in->data[i];
    *out = v;
    *in = view_of(in->data + bytes, in->len - bytes);
    return OK;
}

status wire_get_u8(uint8_t *out, struct view *in, struct err *e)
{
    uint64_t v;
    TRY(get_number(&v, in, 1, e));
    *out = (uint8_t)v;
    return OK;
}

status wire_get_bool(bool *out, struct view *in, struct err *e)
{
    uint32_t v;
    struct view rest = *in;
    uint8_t byte;
    TRY(wire_get_u8(&byte, &rest, e));
    v = byte;
    ENSURE(v < 2, ERR_INTERNAL, "a message between processes holds %u where %u is the limit", v, 1u);
    *out = v == 1;
    *in = rest;
    return OK;
}

status wire_get_u32(uint32_t *out, struct view *in, struct err *e)
{
    uint64_t v;
    TRY(get_number(&v, in, 4, e));
    *out = (uint32_t)v;
    return OK;
}

status wire_get_u64(uint64_t *out, struct view *in, struct err *e)
{
    return get_number(out, in, 8, e);
}

status wire_get_below(uint32_t *out, struct view *in, uint32_t below, struct err *e)
{
    uint32_t v;
    struct view rest = *in;
    TRY(wire_get_u32(&v, &rest, e));
    ENSURE(v < below, ERR_INTERNAL, "a message between processes holds %u where %u is the limit", v, below - 1);
    *out = v;
    *in = rest;
    return OK;
}

status wire_get_bytes(struct view *out, struct view *in, size_t max, struct err *e)
{
    uint32_t len;
    struct view rest = *in;
    TRY(wire_get_u32(&len, &rest, e));
    ENSURE(len <= max, ERR_INTERNAL, "a message between processes holds %u bytes where %zu is the limit", len, max);
    ENSURE(len <= rest.len, ERR_INTERNAL, "a message between processes is cut short");
    *out = view_of(rest.data, len);
    *in = view_of(rest.data + len, rest.len - len);
    return OK;
}

status wire_get_string(char *out, size_t size, struct view *in, struct err *e)
{
    struct view rest = *in, text;
    TRY(wire_get_bytes(&text, &rest, size - 1, e));
    ENSURE(text_is_clean(text), ERR_INTERNAL, "a message between processes holds text that is not clean UTF-8");
    if (text.len > 0) memcpy(out, text.data, text.len);
    out[text.len] = '\0';
    *in = rest;
    return OK;
}

status wire_get_err(struct err *out, struct view *in, struct err *e)
{
    struct view rest = *in;
    struct err got = {0};
    uint32_t code;
    TRY(wire_get_below(&code, &rest, ERR_CODE_COUNT, e));
    got.code = (enum err_code)code;
    for (int lang = 0; lang < LANG_COUNT; lang++) TRY(wire_get_string(got.text[lang], ERR_TEXT_MAX, &rest, e));
    *out = got;
    *in = rest;
    return OK;
}

status wire_end(struct view in, struct err *e)
{
    ENSURE(in.len == 0, ERR_INTERNAL, "a message between processes has %zu bytes too many", in.len);
    return OK;
}
