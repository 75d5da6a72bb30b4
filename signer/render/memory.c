// SPDX-License-Identifier: Apache-2.0
#include "signer/render/memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "signer/process.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_OWN_ALLOCATOR 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_OWN_ALLOCATOR 1
#endif
#endif

#ifdef HAS_OWN_ALLOCATOR

status memory_check(struct err *e)
{
    (void)e;
    return OK;
}

#else

/* glibc's, by the names under which it lets itself be wrapped. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static void *there_or_end(void *p, size_t size)
{
    if (p == NULL && size > 0 && size < PTRDIFF_MAX) _exit(PROCESS_NO_MEMORY);
    return p;
}

void *malloc(size_t size)
{
    return there_or_end(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size)
{
    size_t all;
    bool is_size = !__builtin_mul_overflow(count, size, &all);
    return there_or_end(__libc_calloc(count, size), is_size ? all : 0);
}

void *realloc(void *p, size_t size)
{
    return there_or_end(__libc_realloc(p, size), size);
}

void *memalign(size_t alignment, size_t size)
{
    return there_or_end(__libc_memalign(alignment, size), size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    bool is_power = alignment != 0 && (alignment & (alignment - 1)) == 0;
    if (!is_power || alignment % sizeof(void *) != 0) return EINVAL;
    *out = memalign(alignment, size);
    return *out == NULL && size > 0 ? ENOMEM : 0;
}

/* The dynamic linker gives every library the program's own, as long as nobody stands before it (LD_PRELOAD). */
status memory_check(struct err *e)
{
    void *found = dlsym(RTLD_DEFAULT, "malloc");
    ENSURE(found == (void *)(uintptr_t)malloc, ERR_INTERNAL, "another allocator than our own is in use");
    return OK;
}

#endif
