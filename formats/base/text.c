// SPDX-License-Identifier: Apache-2.0
#include "formats/base/text.h"

#include <stdio.h>
#include <string.h>

/* Length of the UTF-8 sequence at p (RFC 3629 clause 4), 0 if there is none; *c is its code point. */
static size_t utf8_next(uint32_t *c, const uint8_t *p, size_t len)
{
    static const struct {
        uint8_t lead_from, lead_to, second_from, second_to;
        uint8_t length, mask;
    } forms[] = {
        {0x00, 0x7f, 0, 0, 1, 0x7f},       {0xc2, 0xdf, 0x80, 0xbf, 2, 0x1f}, {0xe0, 0xe0, 0xa0, 0xbf, 3, 0x0f},
        {0xe1, 0xec, 0x80, 0xbf, 3, 0x0f}, {0xed, 0xed, 0x80, 0x9f, 3, 0x0f}, {0xee, 0xef, 0x80, 0xbf, 3, 0x0f},
        {0xf0, 0xf0, 0x90, 0xbf, 4, 0x07}, {0xf1, 0xf3, 0x80, 0xbf, 4, 0x07}, {0xf4, 0xf4, 0x80, 0x8f, 4, 0x07},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (p[0] < forms[i].lead_from || p[0] > forms[i].lead_to) continue;
        if (len < forms[i].length) return 0;
        *c = p[0] & forms[i].mask;
        for (size_t k = 1; k < forms[i].length; k++) {
            uint8_t from = k == 1 ? forms[i].second_from : 0x80, to = k == 1 ? forms[i].second_to : 0xbf;
            if (p[k] < from || p[k] > to) return 0;
            *c = *c << 6 | (p[k] & 0x3f);
        }
        return forms[i].length;
    }
    return 0;
}

/* Controls, and what is not seen or turns what is: two names that look alike must not be told apart by it only. */
static bool is_unclean(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } unclean[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x061c, 0x061c}, {0x180e, 0x180e},   {0x200b, 0x200f},
        {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
    };
    for (size_t i = 0; i < sizeof unclean / sizeof unclean[0]; i++)
        if (c >= unclean[i].from && c <= unclean[i].to) return true;
    return false;
}

bool text_is_utf8(struct view v)
{
    uint32_t c;
    for (size_t i = 0, n; i < v.len; i += n)
        if ((n = utf8_next(&c, v.data + i, v.len - i)) == 0) return false;
    return true;
}

bool text_is_clean(struct view v)
{
    uint32_t c;
    for (size_t i = 0, n; i < v.len; i += n)
        if ((n = utf8_next(&c, v.data + i, v.len - i)) == 0 || is_unclean(c)) return false;
    return true;
}

/* One character of v at i, cleaned, into out; returns how many bytes of v it took. */
static size_t clean_one(char out[static 16], struct view v, size_t i)
{
    uint32_t c;
    size_t n = utf8_next(&c, v.data + i, v.len - i);
    if (n == 0 || is_unclean(c)) {
        size_t bad = n == 0 ? 1 : n;
        for (size_t k = 0; k < bad; k++) snprintf(out + 4 * k, 5, "\\x%02x", v.data[i + k]);
        return bad;
    }
    memcpy(out, v.data + i, n);
    out[n] = '\0';
    return n;
}

struct escaped text_escape(struct view v)
{
    struct escaped r = {{0}};
    size_t used = 0;
    char piece[17];
    for (size_t i = 0, n; i < v.len; i += n) {
        n = clean_one(piece, v, i);
        size_t len = strlen(piece);
        if (used + len + 4 > sizeof r.s) {
            memcpy(r.s + used, "...", 4);
            break;
        }
        memcpy(r.s + used, piece, len + 1);
        used += len;
    }
    return r;
}

struct escaped text_escape_string(const char *s)
{
    return text_escape(view_of_string(s));
}

void text_put_clean(struct buf *out, struct view v)
{
    char piece[17];
    for (size_t i = 0, n; i < v.len; i += n) {
        n = clean_one(piece, v, i);
        buf_put_string(out, piece);
    }
}

size_t text_cut(struct view v, size_t max)
{
    size_t n = v.len < max ? v.len : max;
    while (n > 0 && n < v.len && (v.data[n] & 0xc0) == 0x80) n--;
    return n;
}

void text_copy_clean(char *out, size_t size, struct view v)
{
    AUTO_BUF clean = BUF_INIT(1 << 16);
    text_put_clean(&clean, v);
    size_t n = text_cut(view_of(clean.data, clean.len), size - 1);
    if (n > 0) memcpy(out, clean.data, n);
    out[n] = '\0';
}

void text_trim_cut(char *s)
{
    uint32_t c;
    size_t len = strlen(s), lead = len;
    const uint8_t *bytes = (const uint8_t *)s;
    while (lead > 0 && len - lead < 3 && (bytes[lead - 1] & 0xc0) == 0x80) lead--;
    if (lead > 0 && bytes[lead - 1] >= 0xc0 && utf8_next(&c, bytes + lead - 1, len - lead + 1) == 0) s[lead - 1] = '\0';
}

void text_put_hex(struct buf *out, struct view v)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t *at = buf_extend(out, v.len * 2);
    if (at == NULL) return;
    for (size_t i = 0; i < v.len; i++) {
        at[2 * i] = (uint8_t)digits[v.data[i] >> 4];
        at[2 * i + 1] = (uint8_t)digits[v.data[i] & 15];
    }
}

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

status text_get_hex(struct buf *out, struct view hex, struct err *e)
{
    ENSURE(hex.len % 2 == 0, ERR_SYNTAX, "an odd number of hex digits");
    AUTO_BUF b = BUF_INIT(out->max);
    for (size_t i = 0; i < hex.len; i += 2) {
        int high = hex_value(hex.data[i]), low = hex_value(hex.data[i + 1]);
        ENSURE(high >= 0 && low >= 0, ERR_SYNTAX, "byte %02x where a hex digit belongs",
               hex.data[high < 0 ? i : i + 1]);
        buf_put_byte(&b, (uint8_t)(high << 4 | low));
    }
    struct view done;
    TRY(buf_done(&done, &b, e));
    buf_move(out, &b);
    return OK;
}

static const char base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void text_put_base64(struct buf *out, struct view v)
{
    for (size_t i = 0; i < v.len; i += 3) {
        size_t n = v.len - i < 3 ? v.len - i : 3;
        uint32_t group = (uint32_t)v.data[i] << 16;
        if (n > 1) group |= (uint32_t)v.data[i + 1] << 8;
        if (n > 2) group |= v.data[i + 2];
        for (size_t k = 0; k < 4; k++)
            buf_put_byte(out, k <= n ? (uint8_t)base64_alphabet[group >> (18 - 6 * k) & 63] : '=');
    }
}

static int base64_value(uint8_t c)
{
    const char *at = c == '\0' ? NULL : strchr(base64_alphabet, c);
    return at == NULL ? -1 : (int)(at - base64_alphabet);
}

status text_get_base64(struct buf *out, struct view base64, struct err *e)
{
    AUTO_BUF b = BUF_INIT(out->max);
    uint32_t group = 0;
    size_t digits = 0, padding = 0;
    for (size_t i = 0; i < base64.len; i++) {
        uint8_t c = base64.data[i];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        int value = c == '=' ? 0 : base64_value(c);
        ENSURE(value >= 0, ERR_SYNTAX, "byte %02x where a base64 character belongs", c);
        ENSURE(c == '=' ? digits % 4 >= 2 : padding == 0, ERR_SYNTAX, "base64 padding where it does not belong");
        padding += c == '=';
        group = group << 6 | (uint32_t)value;
        if (++digits % 4 != 0) continue;
        /* RFC 4648 3.5: bits that no byte takes are zero, so that one value has one spelling */
        ENSURE((group & ((1u << 8 * padding) - 1)) == 0, ERR_SYNTAX, "base64 with stray bits in its last character");
        for (size_t k = 0; k < 3 - padding; k++) buf_put_byte(&b, (uint8_t)(group >> (16 - 8 * k)));
        group = 0;
    }
    ENSURE(digits % 4 == 0 && padding <= 2, ERR_SYNTAX, "base64 that is cut short");
    struct view done;
    TRY(buf_done(&done, &b, e));
    buf_move(out, &b);
    return OK;
}
