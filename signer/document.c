// SPDX-License-Identifier: Apache-2.0
#include "signer/document.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/cms/digest.h"

enum { HEAD = 1024, COPY = 1 << 20 };

const char *document_format_name(enum document_format f)
{
    return f == DOCUMENT_PDF ? "pdf" : f == DOCUMENT_XML ? "xml" : "unknown";
}

/* By content only. XML: an optional byte order mark and white space, then markup. */
static enum document_format format_of(struct view head)
{
    if (view_starts_with(head, "%PDF-")) return DOCUMENT_PDF;
    size_t i = view_starts_with(head, "\xef\xbb\xbf") ? 3 : 0;
    while (i < head.len && strchr(" \t\r\n", head.data[i]) != NULL && head.data[i] != '\0') i++;
    if (i + 1 >= head.len || head.data[i] != '<') return DOCUMENT_UNKNOWN;
    uint8_t c = head.data[i + 1];
    bool starts_markup =
        c == '?' || c == '!' || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
    return starts_markup ? DOCUMENT_XML : DOCUMENT_UNKNOWN;
}

static status write_all(int fd, struct view v, struct err *e)
{
    while (v.len > 0) {
        ssize_t n = write(fd, v.data, v.len);
        if (n < 0 && errno == EINTR) continue;
        ENSURE(n > 0, ERR_INTERNAL, "cannot keep a copy of the document: %s", strerror(errno));
        v = view_of(v.data + n, v.len - (size_t)n);
    }
    return OK;
}

static status new_storage(int *out, uint64_t size, struct err *e)
{
    int fd = size <= LIMIT_DOCUMENT_MEMFD ? memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING)
                                          : open("/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    ENSURE(fd >= 0, ERR_INTERNAL, "cannot keep a copy of the document: %s", strerror(errno));
    *out = fd;
    return OK;
}

/* No writer is left: a memfd is sealed, a file is opened again for reading. */
static status close_to_writers(int *fd, uint64_t size, struct err *e)
{
    if (size <= LIMIT_DOCUMENT_MEMFD) {
        int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
        ENSURE(fcntl(*fd, F_ADD_SEALS, seals) == 0, ERR_INTERNAL, "cannot seal the copy: %s", strerror(errno));
        return OK;
    }
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", *fd);
    int reader = open(path, O_RDONLY | O_CLOEXEC);
    ENSURE(reader >= 0, ERR_INTERNAL, "cannot seal the copy: %s", strerror(errno));
    close(*fd);
    *fd = reader;
    return OK;
}

/* Maps what storage holds, digests it, and gives it to out. Takes fd, also when it fails. */
static status finish(struct document *out, int fd, uint64_t size, struct err *e)
{
    struct document d = {.fd = fd};
    if (close_to_writers(&d.fd, size, e) != OK) {
        document_clear(&d);
        return FAILED;
    }
    void *map = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, d.fd, 0);
    if (map != MAP_FAILED) d.bytes = view_of(map, (size_t)size);
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    if (map == MAP_FAILED || digest_bytes(&digest, DIGEST_SHA256, d.bytes, e) != OK) {
        document_clear(&d);
        FAIL(ERR_INTERNAL, "cannot read the copy of the document: %s", strerror(errno));
    }
    memcpy(d.sha256, digest.data, sizeof d.sha256);
    d.format = format_of(view_part(d.bytes, 0, size < HEAD ? (size_t)size : HEAD));
    *out = d;
    return OK;
}

static status copy_from(int to, int from, uint64_t size, struct err *e)
{
    uint64_t done = 0;
    AUTO(mem_free)
    uint8_t *chunk = mem_new(COPY);
    MEM_ENSURE(chunk);
    for (;;) {
        ssize_t n = read(from, chunk, COPY);
        if (n < 0 && errno == EINTR) continue;
        ENSURE(n >= 0, ERR_MISSING, "cannot be read: %s", strerror(errno));
        if (n == 0) break;
        done += (uint64_t)n;
        ENSURE(done <= size, ERR_MISSING, "the file changed while it was read");
        TRY(write_all(to, view_of(chunk, (size_t)n), e));
    }
    ENSURE(done == size, ERR_MISSING, "the file changed while it was read");
    return OK;
}

static status check_kind(uint64_t *size, int fd, struct err *e)
{
    struct stat s;
    uint8_t head[HEAD];
    ENSURE(fstat(fd, &s) == 0, ERR_MISSING, "cannot be read: %s", strerror(errno));
    ENSURE(!S_ISDIR(s.st_mode), ERR_MISSING, "is a folder, not a file");
    ENSURE(S_ISREG(s.st_mode), ERR_MISSING, "is not an ordinary file");
    ENSURE(s.st_size > 0, ERR_SYNTAX, "the file is empty");
    ssize_t n = pread(fd, head, sizeof head, 0);
    ENSURE(n > 0, ERR_MISSING, "cannot be read: %s", strerror(errno));
    ENSURE(format_of(view_of(head, (size_t)n)) != DOCUMENT_UNKNOWN, ERR_SYNTAX, "the file is neither PDF nor XML");
    ENSURE((uint64_t)s.st_size <= LIMIT_DOCUMENT, ERR_LIMIT, "the file is larger than %llu bytes",
           (unsigned long long)LIMIT_DOCUMENT);
    *size = (uint64_t)s.st_size;
    return OK;
}

static status open_and_copy(struct document *out, int from, struct err *e)
{
    uint64_t size;
    int storage;
    TRY(check_kind(&size, from, e));
    TRY(new_storage(&storage, size, e));
    if (copy_from(storage, from, size, e) != OK) {
        close(storage);
        return FAILED;
    }
    return finish(out, storage, size, e);
}

status document_open(struct document *out, const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a FIFO must not hang us */
    ENSURE(fd >= 0, ERR_MISSING, errno == ENOENT ? "no such file" : "cannot be opened: %s", strerror(errno));
    status r = open_and_copy(out, fd, e);
    close(fd);
    return r;
}

status document_join(struct document *out, const struct view *parts, size_t count, struct err *e)
{
    uint64_t size = 0;
    int storage;
    for (size_t i = 0; i < count; i++) size += parts[i].len;
    ENSURE(size > 0 && size <= LIMIT_DOCUMENT, ERR_LIMIT, "the file would be larger than %llu bytes",
           (unsigned long long)LIMIT_DOCUMENT);
    TRY(new_storage(&storage, size, e));
    for (size_t i = 0; i < count; i++) {
        if (write_all(storage, parts[i], e) == OK) continue;
        close(storage);
        return FAILED;
    }
    return finish(out, storage, size, e);
}

void document_clear(struct document *d)
{
    if (d->bytes.data != NULL) munmap((void *)(uintptr_t)d->bytes.data, d->bytes.len);
    if (d->fd >= 0) close(d->fd);
    *d = DOCUMENT_NONE;
}
