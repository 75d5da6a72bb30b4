// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_text.h"

#include <string.h>

#include "formats/base/text.h"

enum { UNKNOWN = 0xfffd };

/* PDFDocEncoding where it is not Latin-1 (ISO 32000-1 annex D.2). */
static const uint16_t from_18[] = {0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc};
static const uint16_t from_80[] = {
    0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203a,  0x2212,
    0x2030, 0x201e, 0x201c, 0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02,  0x0141,
    0x0152, 0x0160, 0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, UNKNOWN, 0x20ac,
};

static uint32_t of_pdfdoc(uint8_t c)
{
    if (c >= 0x18 && c < 0x20) return from_18[c - 0x18];
    if (c >= 0x80 && c <= 0xa0) return from_80[c - 0x80];
    return c == 0x7f || c == 0xad ? UNKNOWN : c;
}

static void put_utf8(struct buf *out, uint32_t c)
{
    static const struct {
        uint32_t below;
        int shift;
        uint8_t lead;
    } forms[] = {{0x80, 0, 0x00}, {0x800, 6, 0xc0}, {0x10000, 12, 0xe0}, {0x110000, 18, 0xf0}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (c >= forms[i].below) continue;
        buf_put_byte(out, (uint8_t)(forms[i].lead | c >> forms[i].shift));
        for (int shift = forms[i].shift - 6; shift >= 0; shift -= 6)
            buf_put_byte(out, (uint8_t)(0x80 | (c >> shift & 0x3f)));
        return;
    }
}

static uint32_t unit_at(struct view v, size_t i)
{
    return i + 1 < v.len ? (uint32_t)v.data[i] << 8 | v.data[i + 1] : UNKNOWN;
}

static void decode_utf16(struct buf *out, struct view v)
{
    for (size_t i = 0; i < v.len; i += 2) {
        uint32_t c = unit_at(v, i);
        if (c >= 0xd800 && c < 0xe000) {
            uint32_t low = unit_at(v, i + 2);
            bool pair = c < 0xdc00 && low >= 0xdc00 && low < 0xe000;
            c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : UNKNOWN;
            if (pair) i += 2;
        }
        put_utf8(out, c);
    }
}

void pdf_text_decode(struct buf *out, struct view string)
{
    if (view_starts_with(string, "\xfe\xff")) {
        decode_utf16(out, view_part(string, 2, string.len - 2));
    } else if (view_starts_with(string, "\xef\xbb\xbf")) {
        struct view text = view_part(string, 3, string.len - 3);
        if (text_is_utf8(text))
            buf_put(out, text);
        else
            put_utf8(out, UNKNOWN);
    } else {
        for (size_t i = 0; i < string.len; i++) put_utf8(out, of_pdfdoc(string.data[i]));
    }
}

/* The code point at *at, which moves behind it. Valid UTF-8 only, as the header demands. */
static uint32_t next_of(const char **at)
{
    const uint8_t *p = (const uint8_t *)*at;
    int more = (*p >= 0xc0) + (*p >= 0xe0) + (*p >= 0xf0);
    uint32_t c = more == 0 ? *p : *p & (0x3fu >> more);
    for (p++; more > 0 && *p != 0; more--) c = c << 6 | (*p++ & 0x3f);
    *at = (const char *)p;
    return c;
}

static void put_utf16_hex(struct buf *out, const char *utf8)
{
    buf_put_string(out, "feff");
    while (*utf8 != '\0') {
        uint32_t c = next_of(&utf8);
        if (c < 0x10000)
            buf_printf(out, "%04x", c);
        else
            buf_printf(out, "%04x%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
    }
}

void pdf_text_write(struct buf *out, const char *utf8)
{
    bool ascii = true;
    for (const char *p = utf8; *p != '\0'; p++) ascii &= *p >= ' ' && *p < 0x7f;
    buf_put_byte(out, '<');
    if (ascii)
        text_put_hex(out, view_of_string(utf8));
    else
        put_utf16_hex(out, utf8);
    buf_put_byte(out, '>');
}

static bool find_pdfdoc(uint8_t *out, uint32_t c)
{
    for (unsigned byte = 0; byte <= UINT8_MAX; byte++) {
        *out = (uint8_t)byte;
        if (of_pdfdoc(*out) == c && c != UNKNOWN) return true;
    }
    return false;
}

bool pdf_text_to_pdfdoc(struct buf *out, struct view utf8)
{
    uint8_t byte;
    if (!text_is_utf8(utf8)) return false;
    for (size_t i = 0; i < utf8.len;) {
        char character[5] = {0};
        const char *at = character;
        size_t len = 1;
        while (i + len < utf8.len && (utf8.data[i + len] & 0xc0) == 0x80) len++;
        memcpy(character, utf8.data + i, len);
        if (!find_pdfdoc(&byte, next_of(&at))) return false;
        buf_put_byte(out, byte);
        i += len;
    }
    return true;
}
