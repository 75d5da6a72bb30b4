// SPDX-License-Identifier: Apache-2.0
#include "signer/document.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/cms/digest.h"
#include "signer/storage.h"

enum { HEAD = 1024, COPY = 256 << 10, FLUSH = 32 << 20 };

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

/* ---- making one ---- */

/* Maps what was filled in, and keeps what its bytes hash to. */
static status finish(struct document *d, struct err *e)
{
    AUTO(digester_free)
    struct digester *copy = NULL;
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    TRY(mapping_open(&d->bytes, d->parts, e));
    if (d->parts.tail < 0) d->base_size = d->bytes.len;
    TRY(digester_copy(&copy, d->seen, e));
    TRY(digester_finish(&digest, copy, e));
    memcpy(d->sha256, digest.data, sizeof d->sha256);
    d->format = format_of(view_part(d->bytes, 0, d->bytes.len < HEAD ? d->bytes.len : HEAD));
    return OK;
}

/* Hashed while it is in the processor's cache anyway. */
static status add_bytes(struct document *d, int storage, struct view v, struct err *e)
{
    TRY(digester_update(d->seen, v, e));
    return storage_write(storage, v, e);
}

static void give(struct document *out, struct document *made)
{
    *out = *made;
    *made = DOCUMENT_NONE;
}

/* ---- from a file ---- */

enum taking { TAKE_HASH = 1, TAKE_COPY, TAKE_OUTPUT };

static status take_from(struct document *d, int from, uint64_t size, enum taking how, struct err *e)
{
    uint64_t done = 0, flushed = 0;
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
        TRY(how == TAKE_HASH ? digester_update(d->seen, view_of(chunk, (size_t)n), e)
                             : add_bytes(d, d->parts.base, view_of(chunk, (size_t)n), e));
        if (how != TAKE_OUTPUT || done - flushed < FLUSH) continue;
        storage_begin_flush(d->parts.base, flushed, done);
        flushed = done;
    }
    ENSURE(done == size, ERR_MISSING, "the file changed while it was read");
    return OK;
}

/* A clone costs nothing, and is hashed where it lies. */
static status fill(struct document *d, int from, uint64_t size, bool is_output, struct err *e)
{
    bool is_large = size > LIMIT_DOCUMENT_MEMFD;
    if (storage_clone(d->parts.base, from, size)) return take_from(d, d->parts.base, size, TAKE_HASH, e);
    return take_from(d, from, size, is_output && is_large ? TAKE_OUTPUT : TAKE_COPY, e);
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

static status open_and_copy(struct document *out, int from, const char *folder, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document made = DOCUMENT_NONE;
    uint64_t size;
    TRY(check_kind(&size, from, e));
    TRY(digester_new(&made.seen, DIGEST_SHA256, e));
    TRY(folder == NULL ? storage_new(&made.parts.base, size, e) : storage_new_in(&made.parts.base, size, folder, e));
    TRY(fill(&made, from, size, folder != NULL, e));
    TRY(storage_freeze(&made.parts.base, size, e));
    TRY(finish(&made, e));
    give(out, &made);
    return OK;
}

static status open_file(int *out, const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a FIFO must not hang us */
    ENSURE(fd >= 0, ERR_MISSING, errno == ENOENT ? "no such file" : "cannot be opened: %s", strerror(errno));
    *out = fd;
    return OK;
}

status document_open_for(struct document *out, const char *path, const char *folder, struct err *e)
{
    int fd;
    TRY(open_file(&fd, path, e));
    status r = open_and_copy(out, fd, folder, e);
    close(fd);
    return r;
}

status document_open(struct document *out, const char *path, struct err *e)
{
    return document_open_for(out, path, NULL, e);
}

status document_probe(const char *path, struct err *e)
{
    int fd;
    uint64_t size;
    TRY(open_file(&fd, path, e));
    status r = check_kind(&size, fd, e);
    close(fd);
    return r;
}

/* ---- from bytes ---- */

static status check_size(uint64_t size, struct err *e)
{
    ENSURE(size > 0 && size <= LIMIT_DOCUMENT, ERR_LIMIT, "the file would be larger than %llu bytes",
           (unsigned long long)LIMIT_DOCUMENT);
    return OK;
}

status document_join(struct document *out, const struct view *parts, size_t count, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document made = DOCUMENT_NONE;
    uint64_t size = 0;
    for (size_t i = 0; i < count; i++) size += parts[i].len;
    TRY(check_size(size, e));
    TRY(digester_new(&made.seen, DIGEST_SHA256, e));
    TRY(storage_new(&made.parts.base, size, e));
    for (size_t i = 0; i < count; i++) TRY(add_bytes(&made, made.parts.base, parts[i], e));
    TRY(storage_freeze(&made.parts.base, size, e));
    TRY(finish(&made, e));
    give(out, &made);
    return OK;
}

/* Another descriptor of the same base. */
static status share_base(struct document *to, const struct document *d, struct err *e)
{
    to->parts.base = fcntl(d->parts.base, F_DUPFD_CLOEXEC, 0);
    to->base_size = d->base_size;
    ENSURE(to->parts.base >= 0, ERR_INTERNAL, "cannot keep a copy of the document: %s", strerror(errno));
    return OK;
}

status document_extend(struct document *out, const struct document *d, struct view added, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document made = DOCUMENT_NONE;
    size_t shared = mapping_shared(d->base_size);
    TRY(check_size((uint64_t)d->bytes.len + added.len, e));
    TRY(digester_copy(&made.seen, d->seen, e));
    TRY(share_base(&made, d, e));
    struct view rest = view_part(d->bytes, shared, d->bytes.len - shared);
    uint64_t size = (uint64_t)rest.len + added.len;
    TRY(storage_new(&made.parts.tail, size, e));
    TRY(storage_write(made.parts.tail, rest, e));
    TRY(add_bytes(&made, made.parts.tail, added, e));
    TRY(storage_freeze(&made.parts.tail, size, e));
    TRY(finish(&made, e));
    made.password = d->password;
    give(out, &made);
    return OK;
}

/* ---- the rest ---- */

status document_digester(struct digester **out, const struct document *d, enum digest_algorithm a, struct err *e)
{
    AUTO(digester_free)
    struct digester *made = NULL;
    if (a == DIGEST_SHA256) return digester_copy(out, d->seen, e);
    TRY(digester_new(&made, a, e));
    TRY(digester_update(made, d->bytes, e));
    *out = TAKE(made);
    return OK;
}

size_t document_shared(const struct document *d)
{
    return d->parts.tail < 0 ? d->bytes.len : mapping_shared(d->base_size);
}

void document_clear(struct document *d)
{
    mapping_close(d->bytes);
    if (d->parts.base >= 0) close(d->parts.base);
    if (d->parts.tail >= 0) close(d->parts.tail);
    digester_free(d->seen);
    *d = DOCUMENT_NONE;
}
