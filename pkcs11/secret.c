// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/secret.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

status secret_new(struct secret *out, struct err *e)
{
    void *page = mmap(NULL, SECRET_CAPACITY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ENSURE(page != MAP_FAILED, ERR_INTERNAL, "out of memory");
    if (mlock(page, SECRET_CAPACITY) != 0) {
        int cause = errno;
        munmap(page, SECRET_CAPACITY);
        FAIL(ERR_INTERNAL, "cannot lock memory for a PIN: %s", strerror(cause));
    }
    madvise(page, SECRET_CAPACITY, MADV_DONTDUMP);
    *out = (struct secret){.text = page};
    return OK;
}

void secret_clear(struct secret *s)
{
    if (s->text == NULL) return;
    explicit_bzero(s->text, SECRET_CAPACITY);
    munlock(s->text, SECRET_CAPACITY);
    munmap(s->text, SECRET_CAPACITY);
    *s = (struct secret){0};
}
