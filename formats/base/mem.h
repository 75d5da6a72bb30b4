// SPDX-License-Identifier: Apache-2.0
/*
 * mem.h - the only way to the heap, and how locals free themselves.
 *
 * Every size is checked against overflow. A NULL from mem_* means "out of memory"; callers turn it into
 * ERR_INTERNAL (MEM_ENSURE). Memory comes zeroed.
 */
#pragma once

#include <stddef.h>

#include "formats/base/err.h"

void *mem_new(size_t size) MUST;
void *mem_new_array(size_t count, size_t size) MUST;
/* Grows or shrinks; the new part is zeroed. On failure the old block is untouched. */
void *mem_resize_array(void *p, size_t old_count, size_t count, size_t size) MUST;
void mem_free(void *p);
char *mem_copy_string(const char *s) MUST;

/* Zeroed memory that this process shares with the children that it forks; NULL when there is none. */
void *mem_new_shared(size_t size) MUST;
void mem_free_shared(void *p, size_t size);

/* AUTO(X509_free) X509 *c = NULL;  frees c when it leaves its scope. AUTO_DEFINE once per type. */
#define AUTO_DEFINE(type, free_function)              \
    static inline void auto_##free_function(type **p) \
    {                                                 \
        if (*p != NULL) free_function(*p);            \
    }
#define AUTO(free_function) __attribute__((cleanup(auto_##free_function)))
/* For structs held in place: AUTO_CLEAR(buf_clear) struct buf b = ...; */
#define AUTO_CLEAR(clear_function) __attribute__((cleanup(clear_function)))

static inline void auto_mem_free(void *p)
{
    mem_free(*(void **)p);
}

/* Gives a pointer away: the local that held it is NULL afterwards. */
#define TAKE(p)                     \
    __extension__({                 \
        __typeof__(p) taken_ = (p); \
        (p) = NULL;                 \
        taken_;                     \
    })

#define MEM_ENSURE(p) ENSURE((p) != NULL, ERR_INTERNAL, "out of memory")
