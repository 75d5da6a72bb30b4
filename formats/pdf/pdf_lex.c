// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_lex.h"

#include <string.h>

#include "formats/base/limits.h"

enum { REGULAR = 0, SPACE, DELIMITER };

/* = ISO 32000-1 7.2.2, tables 1 and 2 */
static const uint8_t class_of[256] = {
    [0] = SPACE,       ['\t'] = SPACE,    ['\n'] = SPACE,    ['\f'] = SPACE,    ['\r'] = SPACE,    [' '] = SPACE,
    ['('] = DELIMITER, [')'] = DELIMITER, ['<'] = DELIMITER, ['>'] = DELIMITER, ['['] = DELIMITER, [']'] = DELIMITER,
    ['{'] = DELIMITER, ['}'] = DELIMITER, ['/'] = DELIMITER, ['%'] = DELIMITER,
};

void pdf_lex_clear(struct pdf_lex *x)
{
    mem_free(x->pending);
    x->pending = NULL;
    x->pending_count = x->pending_room = 0;
}

bool pdf_is_space(uint8_t byte)
{
    return class_of[byte] == SPACE;
}

static bool is_regular(uint8_t byte)
{
    return class_of[byte] == REGULAR;
}

static bool more(const struct pdf_lex *x)
{
    return x->at < x->source.len;
}

static uint8_t here(const struct pdf_lex *x)
{
    return x->source.data[x->at];
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static int hex_value(uint8_t byte)
{
    if (is_digit(byte)) return byte - '0';
    uint8_t lower = byte | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static void skip_comment(struct pdf_lex *x)
{
    while (more(x) && here(x) != '\r' && here(x) != '\n') x->at++;
}

void pdf_lex_skip(struct pdf_lex *x)
{
    while (more(x)) {
        if (here(x) == '%')
            skip_comment(x);
        else if (pdf_is_space(here(x)))
            x->at++;
        else
            return;
    }
}

bool pdf_lex_skip_eol(struct pdf_lex *x)
{
    return pdf_lex_bytes(x, "\r\n") || pdf_lex_bytes(x, "\n") || pdf_lex_bytes(x, "\r");
}

bool pdf_lex_bytes(struct pdf_lex *x, const char *bytes)
{
    size_t n = strlen(bytes);
    if (!view_equals_string(view_part(x->source, x->at, n), bytes)) return false;
    x->at += n;
    return true;
}

bool pdf_lex_word(struct pdf_lex *x, const char *word)
{
    size_t start = x->at;
    if (pdf_lex_bytes(x, word) && (!more(x) || !is_regular(here(x)))) return true;
    x->at = start;
    return false;
}

bool pdf_lex_unsigned(uint64_t *out, struct pdf_lex *x, uint64_t max)
{
    size_t at = x->at;
    uint64_t value = 0;
    for (; at < x->source.len && is_digit(x->source.data[at]); at++) {
        uint64_t digit = (uint64_t)(x->source.data[at] - '0');
        if (digit > max || value > (max - digit) / 10) return false;
        value = value * 10 + digit;
    }
    if (at == x->at) return false;
    x->at = at;
    *out = value;
    return true;
}

/* ---- numbers ---- */

static status get_integer(int64_t *out, struct view digits, bool negative, size_t at, struct err *e)
{
    int64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        int digit = digits.data[i] - '0';
        ENSURE(!__builtin_mul_overflow(value, 10, &value) &&
                   !__builtin_add_overflow(value, negative ? -digit : digit, &value),
               ERR_SYNTAX, "the number at byte %zu is too large", at);
    }
    *out = value;
    return OK;
}

static double get_real(struct view digits, size_t point)
{
    double value = 0, scale = 1;
    for (size_t i = 0; i < digits.len; i++) {
        if (i == point) continue;
        value = value * 10 + (digits.data[i] - '0');
        if (i > point) scale *= 10;
    }
    return value / scale;
}

/* Digits with at most one point among them; *point is SIZE_MAX when there is none. */
static bool is_number(struct view v, size_t *point)
{
    size_t digits = 0;
    *point = SIZE_MAX;
    for (size_t i = 0; i < v.len; i++) {
        if (is_digit(v.data[i]))
            digits++;
        else if (v.data[i] == '.' && *point == SIZE_MAX)
            *point = i;
        else
            return false;
    }
    return digits > 0;
}

enum { REAL_DIGITS = 300 }; /* so that a double holds it */

status pdf_lex_number(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    size_t start = x->at, point;
    bool negative = pdf_lex_bytes(x, "-");
    if (!negative) pdf_lex_bytes(x, "+");
    size_t from = x->at;
    while (more(x) && is_regular(here(x))) x->at++;
    struct view token = view_part(x->source, from, x->at - from);
    ENSURE(token.len <= REAL_DIGITS && is_number(token, &point), ERR_SYNTAX, "byte %zu: this is not a number", start);
    if (point == SIZE_MAX) {
        o->type = PDF_INTEGER;
        return get_integer(&o->integer, token, negative, start, e);
    }
    o->type = PDF_REAL;
    o->real = get_real(token, point);
    if (negative) o->real = -o->real;
    return OK;
}

/* ---- names ---- */

static status decode_name(struct view *name, struct arena *arena, size_t at, struct err *e)
{
    uint8_t out[LIMIT_PDF_NAME];
    size_t len = 0;
    for (size_t i = 0; i < name->len; i++) {
        uint8_t byte = name->data[i];
        if (byte == '#') {
            int high = i + 2 < name->len ? hex_value(name->data[i + 1]) : -1;
            int low = high >= 0 ? hex_value(name->data[i + 2]) : -1;
            ENSURE(low >= 0 && high * 16 + low != 0, ERR_SYNTAX, "byte %zu: a # in a name without its two digits", at);
            byte = (uint8_t)(high * 16 + low);
            i += 2;
        }
        ENSURE(len < sizeof out, ERR_LIMIT, "byte %zu: a name longer than %d bytes", at, LIMIT_PDF_NAME);
        out[len++] = byte;
    }
    return arena_copy(name, arena, view_of(out, len), e);
}

status pdf_lex_name(struct view *out, struct pdf_lex *x, struct err *e)
{
    size_t start = x->at++;
    while (more(x) && is_regular(here(x))) x->at++;
    struct view name = view_part(x->source, start + 1, x->at - start - 1);
    if (name.len > 0 && memchr(name.data, '#', name.len) != NULL) TRY(decode_name(&name, x->arena, start, e));
    ENSURE(name.len <= LIMIT_PDF_NAME, ERR_LIMIT, "byte %zu: a name longer than %d bytes", start, LIMIT_PDF_NAME);
    *out = name;
    return OK;
}

/* ---- strings ---- */

/* Moves from "(" past its ")"; *plain when the bytes between are the string. */
static status find_end_of_literal(bool *plain, struct pdf_lex *x, struct err *e)
{
    size_t start = x->at++, open = 1;
    for (*plain = true; more(x); x->at++) {
        uint8_t byte = here(x);
        if (byte == '\\' || byte == '\r') *plain = false;
        if (byte == '\\') x->at++;
        if (byte == '(') open++;
        if (byte == ')' && --open == 0) {
            x->at++;
            return OK;
        }
        ENSURE(x->at - start <= LIMIT_PDF_STRING, ERR_LIMIT, "byte %zu: a string longer than %d bytes", start,
               LIMIT_PDF_STRING);
    }
    x->at = x->source.len;
    FAIL(ERR_SYNTAX, "byte %zu: a string without its end", start);
}

/* One to three octal digits at v[*i]; high-order overflow is ignored (7.3.4.2). */
static uint8_t octal(struct view v, size_t *i)
{
    unsigned value = 0;
    for (size_t n = 0; n < 3 && *i < v.len && v.data[*i] >= '0' && v.data[*i] <= '7'; n++, (*i)++)
        value = value * 8 + (unsigned)(v.data[*i] - '0');
    return (uint8_t)(value & 0xff);
}

static void skip_eol_in(struct view v, size_t *i)
{
    *i += v.data[*i] == '\r' && *i + 1 < v.len && v.data[*i + 1] == '\n' ? 2 : 1;
}

/* = ISO 32000-1 table 3; others stand for themselves, and an end of line for nothing */
static const uint8_t escape_of[256] = {['n'] = '\n', ['r'] = '\r', ['t'] = '\t', ['b'] = '\b', ['f'] = '\f'};

/* What follows a backslash at v[*i]; bytes written to out. */
static size_t decode_escape(uint8_t *out, struct view v, size_t *i)
{
    if (*i >= v.len) return 0;
    uint8_t byte = v.data[*i];
    if (byte == '\r' || byte == '\n') {
        skip_eol_in(v, i);
        return 0;
    }
    if (byte >= '0' && byte <= '7') {
        *out = octal(v, i);
        return 1;
    }
    *out = escape_of[byte] != 0 ? escape_of[byte] : byte;
    ++*i;
    return 1;
}

static size_t decode_literal(uint8_t *out, struct view v)
{
    size_t len = 0;
    for (size_t i = 0; i < v.len;) {
        uint8_t byte = v.data[i];
        if (byte == '\\') {
            i++;
            len += decode_escape(out + len, v, &i);
        } else if (byte == '\r') {
            skip_eol_in(v, &i);
            out[len++] = '\n';
        } else {
            out[len++] = byte;
            i++;
        }
    }
    return len;
}

status pdf_lex_literal(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    size_t start = x->at;
    bool plain;
    TRY(find_end_of_literal(&plain, x, e));
    o->type = PDF_STRING;
    o->string = view_part(x->source, start + 1, x->at - start - 2);
    if (plain) return OK;
    void *out;
    TRY(arena_take(&out, x->arena, o->string.len, 1, e));
    o->string = view_of(out, decode_literal(out, o->string));
    return OK;
}

static size_t decode_hex(uint8_t *out, struct view v)
{
    size_t digits = 0;
    for (size_t i = 0; i < v.len; i++) {
        int value = hex_value(v.data[i]);
        if (value < 0) continue;
        out[digits / 2] = (uint8_t)(digits % 2 == 0 ? value << 4 : out[digits / 2] | value);
        digits++;
    }
    return (digits + 1) / 2; /* a missing last digit is 0 (7.3.4.3) */
}

status pdf_lex_hex(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    size_t start = x->at++, digits = 0;
    for (; more(x) && here(x) != '>'; x->at++) {
        bool digit = hex_value(here(x)) >= 0;
        ENSURE(digit || pdf_is_space(here(x)), ERR_SYNTAX, "byte %zu: this is not a hexadecimal digit", x->at);
        ENSURE(x->at - start <= 2 * LIMIT_CMS, ERR_LIMIT, "byte %zu: a string longer than %d bytes", start, LIMIT_CMS);
        digits += digit;
    }
    ENSURE(more(x), ERR_SYNTAX, "byte %zu: a string without its end", start);
    struct view inner = view_part(x->source, start + 1, x->at - start - 1);
    x->at++;
    void *out;
    TRY(arena_take(&out, x->arena, (digits + 1) / 2, 1, e));
    o->type = PDF_STRING;
    o->string = view_of(out, decode_hex(out, inner));
    return OK;
}
