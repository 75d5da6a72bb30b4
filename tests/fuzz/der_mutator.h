// SPDX-License-Identifier: Apache-2.0
/*
 * der_mutator.h - a custom mutator for targets that read DER: changes the content of one value, repeats it, takes it
 * out or puts another in its place, and sets the lengths of everything around it right, so that a change deep inside
 * arrives there. Every fourth input is left to libFuzzer's own mutations.
 *
 * Only libFuzzer calls it; replay.c does not link it in.
 */
#pragma once

#include <stdint.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

enum { DER_DEPTH = 24, DER_NODES = 4096, DER_LENGTH_MAX = 5, DER_VALUE_MAX = 1 << 16 };

struct der_node {
    size_t at, content, end; /* its tag, its content, one past it */
    size_t parent;           /* SIZE_MAX: none */
};

struct der_tree {
    struct der_node node[DER_NODES];
    size_t count;
};

/* False where no definite-length TLV with one-octet tag stands at `at` before `end`. */
static inline int der_header(struct der_node *n, const uint8_t *d, size_t at, size_t end)
{
    if (end - at < 2 || (d[at] & 0x1f) == 0x1f) return 0;
    size_t more = d[at + 1] < 0x80 ? 0 : d[at + 1] & 0x7f;
    size_t len = d[at + 1];
    if (d[at + 1] == 0x80 || more > 4 || end - at - 2 < more) return 0;
    if (more > 0) len = 0;
    for (size_t i = 0; i < more; i++) len = len << 8 | d[at + 2 + i];
    n->at = at;
    n->content = at + 2 + more;
    n->end = n->content + len;
    return n->end <= end;
}

/* An OCTET STRING or BIT STRING may hold DER, too: whatever divides into values without rest is taken apart. */
static inline int der_divides(const uint8_t *d, const struct der_node *n)
{
    struct der_node inner;
    size_t at = n->content;
    if ((d[n->at] & 0x20) != 0) return 1;
    if (d[n->at] != 0x04 || n->end - n->content < 2 || (d[n->content] != 0x30 && d[n->content] != 0x03)) return 0;
    while (at < n->end && der_header(&inner, d, at, n->end)) at = inner.end;
    return at == n->end;
}

static inline void der_walk(struct der_tree *t, const uint8_t *d, size_t at, size_t end, size_t parent, int depth)
{
    struct der_node n;
    while (at < end && t->count < DER_NODES && der_header(&n, d, at, end)) {
        size_t mine = t->count++;
        n.parent = parent;
        t->node[mine] = n;
        if (depth < DER_DEPTH && der_divides(d, &n)) der_walk(t, d, n.content, n.end, mine, depth + 1);
        at = n.end;
    }
}

static inline size_t der_put_length(uint8_t *out, size_t len)
{
    if (len < 0x80) return out[0] = (uint8_t)len, 1;
    size_t bytes = len < 0x100 ? 1 : len < 0x10000 ? 2 : len < 0x1000000 ? 3 : 4;
    out[0] = (uint8_t)(0x80 | bytes);
    for (size_t i = 0; i < bytes; i++) out[1 + i] = (uint8_t)(len >> 8 * (bytes - 1 - i));
    return 1 + bytes;
}

/* data[from, to) becomes `with`; *size follows. False where there is no room. */
static inline int der_replace(uint8_t *d, size_t *size, size_t max, size_t from, size_t to, const uint8_t *with,
                              size_t len)
{
    if (*size - (to - from) + len > max) return 0;
    memmove(d + from + len, d + to, *size - to);
    if (len > 0) memcpy(d + from, with, len);
    *size = *size - (to - from) + len;
    return 1;
}

/* What is around data[from, to) is told that it became `len` bytes: from the inside to the outside. */
static inline int der_edit(uint8_t *d, size_t *size, size_t max, const struct der_tree *t, size_t parent, size_t from,
                           size_t to, const uint8_t *with, size_t len)
{
    uint8_t header[DER_LENGTH_MAX];
    size_t grown = len - (to - from); /* modulo 2^64: may be less than nothing */
    if (!der_replace(d, size, max, from, to, with, len)) return 0;
    for (; parent != SIZE_MAX; parent = t->node[parent].parent) {
        const struct der_node *n = &t->node[parent];
        size_t old = n->content - n->at - 1;
        size_t now = der_put_length(header, n->end - n->content + grown);
        if (!der_replace(d, size, max, n->at + 1, n->content, header, now)) return 0;
        grown += now - old;
    }
    return 1;
}

static inline unsigned der_chance(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 8;
}

/* A value's own new content, as libFuzzer changes it, with its own header in front. */
static inline size_t der_changed(uint8_t *out, const uint8_t *d, const struct der_node *n)
{
    uint8_t content[2 * DER_VALUE_MAX];
    size_t len = n->end - n->content;
    memcpy(content, d + n->content, len);
    len = LLVMFuzzerMutate(content, len, len + 64);
    out[0] = d[n->at];
    size_t header = 1 + der_put_length(out + 1, len);
    memcpy(out + header, content, len);
    return header + len;
}

enum der_change { DER_CONTENT, DER_TAG, DER_REMOVE, DER_REPEAT, DER_COPY_OF_OTHER, DER_EMPTY, DER_CHANGE_COUNT };

/* Makes `out` what stands in n's place from now on. */
static inline size_t der_make(uint8_t *out, const uint8_t *d, const struct der_tree *t, const struct der_node *n,
                              unsigned *seed)
{
    static const uint8_t tags[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x17, 0x18,
                                   0x30, 0x31, 0x80, 0x81, 0x82, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0x24};
    const struct der_node *other = &t->node[der_chance(seed) % t->count];
    size_t len = n->end - n->at, other_len = other->end - other->at;
    if (len > DER_VALUE_MAX || other_len > DER_VALUE_MAX) return 0;
    memcpy(out, d + n->at, len);
    switch ((enum der_change)(der_chance(seed) % DER_CHANGE_COUNT)) {
    case DER_CONTENT:
        return der_changed(out, d, n);
    case DER_TAG:
        out[0] = tags[der_chance(seed) % sizeof tags];
        return len;
    case DER_REPEAT:
        memcpy(out + len, d + n->at, len);
        return 2 * len;
    case DER_COPY_OF_OTHER:
        memcpy(out, d + other->at, other_len);
        return other_len;
    case DER_EMPTY:
        out[1] = 0;
        return 2;
    case DER_REMOVE:
    case DER_CHANGE_COUNT:
        break;
    }
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    static struct der_tree t;
    static uint8_t made[2 * DER_VALUE_MAX + 128];
    if (LLVMFuzzerMutate == NULL) return size;
    unsigned chance = seed;
    t.count = 0;
    der_walk(&t, data, 0, size, SIZE_MAX, 0);
    if (t.count == 0 || der_chance(&chance) % 4 == 0) return LLVMFuzzerMutate(data, size, max_size);
    const struct der_node *n = &t.node[der_chance(&chance) % t.count];
    size_t len = der_make(made, data, &t, n, &chance), before = size;
    if (!der_edit(data, &size, max_size, &t, n->parent, n->at, n->end, made, len))
        return LLVMFuzzerMutate(data, before, max_size);
    return size;
}
