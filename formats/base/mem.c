// SPDX-License-Identifier: Apache-2.0
#include "formats/base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void *mem_new(size_t size)
{
    return calloc(1, size == 0 ? 1 : size);
}

void *mem_new_array(size_t count, size_t size)
{
    if (count == 0 || size == 0) return calloc(1, 1);
    return calloc(count, size);
}

void *mem_resize_array(void *p, size_t old_count, size_t count, size_t size)
{
    uint8_t *q = reallocarray(p, count == 0 ? 1 : count, size);
    if (q != NULL && count > old_count) memset(q + old_count * size, 0, (count - old_count) * size);
    return q;
}

void mem_free(void *p)
{
    free(p);
}

char *mem_copy_string(const char *s)
{
    size_t n = strlen(s) + 1;
    char *copy = mem_new(n);
    if (copy != NULL) memcpy(copy, s, n);
    return copy;
}

void *mem_new_shared(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void mem_free_shared(void *p, size_t size)
{
    if (p != NULL) (void)munmap(p, size);
}
