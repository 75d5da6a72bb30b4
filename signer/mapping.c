// SPDX-License-Identifier: Apache-2.0
#include "signer/mapping.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

size_t mapping_shared(uint64_t base_size)
{
    return (size_t)(base_size - base_size % (uint64_t)sysconf(_SC_PAGESIZE));
}

static status size_of(size_t *out, int fd, struct err *e)
{
    struct stat s;
    ENSURE(fstat(fd, &s) == 0 && s.st_size > 0, ERR_INTERNAL, "the document is empty");
    *out = (size_t)s.st_size;
    return OK;
}

/* Over the place that is kept for it. */
static bool put_part(uint8_t *at, size_t len, int fd)
{
    return len == 0 || mmap(at, len, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) != MAP_FAILED;
}

status mapping_open(struct view *out, struct parts p, struct err *e)
{
    size_t shared, tail = 0;
    TRY(size_of(&shared, p.base, e));
    if (p.tail >= 0) {
        shared = mapping_shared(shared);
        TRY(size_of(&tail, p.tail, e));
    }
    size_t size = shared + tail;
    void *room = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    bool kept = room != MAP_FAILED;
    if (kept && put_part(room, shared, p.base) && put_part((uint8_t *)room + shared, tail, p.tail)) {
        *out = view_of(room, size);
        return OK;
    }
    int cause = errno;
    if (kept) munmap(room, size);
    FAIL(ERR_INTERNAL, "the document cannot be mapped: %s", strerror(cause));
}

void mapping_close(struct view v)
{
    if (v.data != NULL) munmap((void *)(uintptr_t)v.data, v.len);
}
