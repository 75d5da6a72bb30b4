// SPDX-License-Identifier: Apache-2.0
#include "formats/base/arena.h"

#include <stdalign.h>
#include <string.h>

enum { CHUNK = 64 * 1024 };

struct chunk {
    struct chunk *next;
    size_t used, size;
    alignas(max_align_t) uint8_t data[];
};

struct arena {
    struct chunk *chunks;
    size_t taken, cap;
};

struct arena *arena_new(size_t cap)
{
    struct arena *a = mem_new(sizeof *a);
    if (a != NULL) a->cap = cap;
    return a;
}

void arena_free(struct arena *a)
{
    if (a == NULL) return;
    while (a->chunks != NULL) {
        struct chunk *next = a->chunks->next;
        mem_free(a->chunks);
        a->chunks = next;
    }
    mem_free(a);
}

static struct chunk *chunk_with_room(struct arena *a, size_t size)
{
    struct chunk *c = a->chunks;
    if (c != NULL && c->size - c->used >= size) return c;
    size_t room = size > CHUNK ? size : CHUNK;
    c = mem_new(sizeof *c + room);
    if (c == NULL) return NULL;
    c->size = room;
    c->next = a->chunks;
    a->chunks = c;
    return c;
}

status arena_take(void **out, struct arena *a, size_t count, size_t size, struct err *e)
{
    size_t total;
    ENSURE(!__builtin_mul_overflow(count, size, &total) && total <= a->cap - a->taken, ERR_LIMIT,
           "the document needs more than %zu bytes of memory", a->cap);
    size_t rounded = (total + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    struct chunk *c = chunk_with_room(a, rounded);
    MEM_ENSURE(c);
    *out = c->data + c->used;
    c->used += rounded;
    a->taken += total;
    return OK;
}

status arena_copy(struct view *out, struct arena *a, struct view v, struct err *e)
{
    void *copy;
    TRY(arena_take(&copy, a, v.len, 1, e));
    if (v.len > 0) memcpy(copy, v.data, v.len);
    *out = view_of(copy, v.len);
    return OK;
}
