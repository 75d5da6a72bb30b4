// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_mutator.h - a custom mutator for targets that read whole PDFs: libFuzzer's own mutations, after which offsets,
 * stream lengths and byte ranges are set right again, so that a change deep inside arrives there; and further revisions
 * with changed objects. Every fourth input is left as libFuzzer made it.
 *
 * Knows cross-reference tables only; streams and linearized files keep what they say. Only libFuzzer calls it.
 */
#pragma once

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

enum { FIX_MAX = 1 << 17, FIX_OBJECTS = 256 };

struct fix {
    const uint8_t *in;
    size_t in_len, at; /* read so far */
    uint8_t out[FIX_MAX];
    size_t len;
    size_t object[FIX_OBJECTS]; /* where in `out` each was last; 0: nowhere */
    size_t section, before;     /* the newest cross-reference table, and the one before it */
};

static inline int fix_digit(const struct fix *x, size_t at)
{
    return at < x->in_len && x->in[at] >= '0' && x->in[at] <= '9';
}

static inline int fix_is(const struct fix *x, size_t at, const char *word)
{
    size_t n = strlen(word);
    return at + n <= x->in_len && memcmp(x->in + at, word, n) == 0;
}

static inline size_t fix_find(const struct fix *x, size_t from, size_t to, const char *word)
{
    for (size_t i = from; i < to && i < x->in_len; i++)
        if (fix_is(x, i, word)) return i;
    return SIZE_MAX;
}

static inline void fix_put(struct fix *x, const void *bytes, size_t n)
{
    if (x->len + n > FIX_MAX) n = FIX_MAX - x->len;
    memcpy(x->out + x->len, bytes, n);
    x->len += n;
}

__attribute__((format(printf, 2, 3))) static inline void fix_printf(struct fix *x, const char *format, ...)
{
    char text[128];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n > 0 && (size_t)n < sizeof text) fix_put(x, text, (size_t)n);
}

static inline void fix_copy(struct fix *x, size_t n)
{
    if (n > x->in_len - x->at) n = x->in_len - x->at;
    fix_put(x, x->in + x->at, n);
    x->at += n;
}

static inline size_t fix_read(struct fix *x)
{
    size_t value = 0;
    while (fix_digit(x, x->at) && value < 100000000) value = value * 10 + (size_t)(x->in[x->at++] - '0');
    return value;
}

/* After `word` and white space: this number instead of what is there. */
static inline void fix_value(struct fix *x, const char *word, size_t value)
{
    fix_copy(x, strlen(word));
    while (x->at < x->in_len && strchr(" \r\n", x->in[x->at]) != NULL && x->in[x->at] != 0) fix_copy(x, 1);
    if (!fix_digit(x, x->at)) return;
    (void)fix_read(x);
    fix_printf(x, "%zu", value);
}

static inline void fix_object(struct fix *x)
{
    size_t start = x->at, number = fix_read(x);
    if (fix_is(x, x->at, " 0 obj") && number < FIX_OBJECTS) x->object[number] = x->len;
    fix_put(x, x->in + start, x->at - start);
}

/* "0000000009 00000 n" at x->at, for this object. */
static inline int fix_entry(struct fix *x, size_t number)
{
    if (x->in_len - x->at < 20 || !fix_digit(x, x->at) || x->in[x->at + 10] != ' ') return 0;
    if (x->in[x->at + 17] == 'n' && number < FIX_OBJECTS && x->object[number] != 0) {
        fix_printf(x, "%010zu", x->object[number]);
        x->at += 10;
        fix_copy(x, 10);
    } else {
        fix_copy(x, 20);
    }
    return 1;
}

static inline void fix_table(struct fix *x)
{
    x->before = x->section;
    x->section = x->len;
    fix_copy(x, 5);
    while (fix_digit(x, x->at)) {
        size_t start = x->at, number = fix_read(x), count;
        if (x->at < x->in_len && x->in[x->at] == ' ') x->at++;
        count = fix_read(x);
        while (x->at < x->in_len && (x->in[x->at] == ' ' || x->in[x->at] == '\r')) x->at++;
        if (x->at < x->in_len && x->in[x->at] == '\n') x->at++;
        fix_put(x, x->in + start, x->at - start);
        while (count-- > 0 && fix_entry(x, number)) number++;
        if (x->at == start) return;
    }
}

/* The length that the stream after x->at has, where the dictionary says a number. */
static inline void fix_length(struct fix *x)
{
    size_t end = fix_find(x, x->at, x->at + 4096, "endobj"), stream, last;
    stream = end == SIZE_MAX ? end : fix_find(x, x->at, end, "stream\n");
    last = stream == SIZE_MAX ? stream : fix_find(x, stream + 7, x->in_len, "\nendstream");
    if (last != SIZE_MAX && fix_digit(x, x->at + 8) && !fix_is(x, x->at + 9, " 0 R"))
        fix_value(x, "/Length ", last - stream - 7);
    else
        fix_copy(x, 8);
}

static inline size_t fix_out_find(const struct fix *x, size_t from, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = from; i + n <= x->len; i++)
        if (memcmp(x->out + i, word, n) == 0) return i;
    return SIZE_MAX;
}

/* Each /ByteRange covers all but the /Contents behind it, up to the next %%EOF; in the room that it has. */
static inline void fix_ranges(struct fix *x)
{
    for (size_t at = 0; (at = fix_out_find(x, at, "/ByteRange [")) != SIZE_MAX; at += 12) {
        char text[80];
        size_t close = fix_out_find(x, at, "]"), gap = fix_out_find(x, at, "/Contents <");
        size_t after = gap == SIZE_MAX ? gap : fix_out_find(x, gap, ">"), end = fix_out_find(x, at, "%%EOF\n");
        if (close == SIZE_MAX || after == SIZE_MAX || end == SIZE_MAX || end < after) continue;
        int n = snprintf(text, sizeof text, "0 %zu %zu %zu", gap + 10, after + 1, end + 6 - after - 1);
        if (close < at + 12 + (size_t)n) continue;
        memset(x->out + at + 12, ' ', close - at - 12);
        memcpy(x->out + at + 12, text, (size_t)n);
    }
}

static inline void fix_all(struct fix *x)
{
    while (x->at < x->in_len && x->len < FIX_MAX) {
        int line = x->at == 0 || x->in[x->at - 1] == '\n';
        size_t before = x->at;
        if (line && fix_digit(x, x->at)) fix_object(x);
        if (line && fix_is(x, x->at, "xref\n")) fix_table(x);
        if (fix_is(x, x->at, "/Prev ") && x->before != 0) fix_value(x, "/Prev", x->before);
        if (fix_is(x, x->at, "startxref") && x->section != 0) fix_value(x, "startxref", x->section);
        if (fix_is(x, x->at, "/Length ")) fix_length(x);
        if (x->at == before) fix_copy(x, 1);
    }
    fix_ranges(x);
}

static inline unsigned fix_next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 8;
}

/* Some object of the file, changed, at the end of what is written so far: its number, or 0. */
static inline size_t fix_another(struct fix *x, unsigned *seed)
{
    static uint8_t body[2 * FIX_MAX];
    char head[32];
    size_t number = 1 + fix_next(seed) % 20, at = 0, end, len, body_at;
    int n = snprintf(head, sizeof head, "\n%zu 0 obj", number);
    for (size_t i = 0; (i = fix_find(x, i, x->in_len, head)) != SIZE_MAX; i++) at = i;
    end = at == 0 ? SIZE_MAX : fix_find(x, at, x->in_len, "endobj");
    if (end == SIZE_MAX || end - at > FIX_MAX / 4) return 0;
    body_at = at + (size_t)n;
    len = end - body_at;
    memcpy(body, x->in + body_at, len);
    if (fix_next(seed) % 8 != 0) len = LLVMFuzzerMutate(body, len, len + 128);
    x->object[number] = x->len;
    fix_put(x, head + 1, (size_t)n - 1);
    fix_put(x, body, len);
    fix_put(x, "endobj\n", 7);
    return number;
}

/* One revision more, with up to three changed objects. */
static inline void fix_revision(struct fix *x, unsigned *seed)
{
    size_t changed[3], count = 1 + fix_next(seed) % 3, previous = x->section;
    for (size_t i = 0; i < count; i++) changed[i] = fix_another(x, seed);
    x->section = x->len;
    fix_put(x, "xref\n0 1\n0000000000 65535 f \n", 29);
    for (size_t number = 1; number < 21; number++) {
        int listed = 0;
        for (size_t i = 0; i < count; i++) listed |= changed[i] == number;
        if (!listed) continue;
        fix_printf(x, "%zu 1\n", number);
        fix_printf(x, "%010zu 00000 n \n", x->object[number]);
    }
    fix_printf(x, "trailer\n<< /Size 21 /Root 1 0 R /Prev %zu >>\n", previous);
    fix_printf(x, "startxref\n%zu\n%%%%EOF\n", x->section);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    static struct fix x;
    unsigned chance = seed, kind;
    if (LLVMFuzzerMutate == NULL || size > FIX_MAX / 2) return size;
    kind = fix_next(&chance) % 8;
    if (kind < 6) size = LLVMFuzzerMutate(data, size, max_size);
    if (kind < 2) return size;
    memset(&x, 0, sizeof x);
    x.in = data;
    x.in_len = size;
    fix_all(&x);
    if (kind >= 5 && x.section != 0) fix_revision(&x, &chance);
    if (x.len > max_size) return size;
    memcpy(data, x.out, x.len);
    return x.len;
}
