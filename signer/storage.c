// SPDX-License-Identifier: Apache-2.0
#include "signer/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"

static bool is_memory(const char *folder)
{
    struct statfs s;
    return statfs(folder, &s) == 0 && (s.f_type == TMPFS_MAGIC || s.f_type == RAMFS_MAGIC);
}

static const char *folder_of_files(void)
{
    const char *wanted = getenv("TMPDIR");
    return wanted != NULL && wanted[0] == '/' && !is_memory(wanted) ? wanted : "/var/tmp";
}

/* A file system that cannot do without a name gets one for a moment. */
static int open_nameless(const char *folder)
{
    char path[4096];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return fd;
    int len = snprintf(path, sizeof path, "%s/seal-XXXXXX", folder);
    if (len < 0 || (size_t)len >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) unlink(path);
    return fd;
}

/* Not every file system can say beforehand; then the writing tells. */
static bool has_room(int fd, uint64_t size)
{
    return fallocate(fd, 0, 0, (off_t)size) == 0 || errno == EOPNOTSUPP || errno == ENOSYS || errno == EINTR;
}

static status new_file(int *out, uint64_t size, struct err *e)
{
    const char *folder = folder_of_files();
    int fd = open_nameless(folder);
    if (fd >= 0 && has_room(fd, size)) {
        *out = fd;
        return OK;
    }
    int cause = errno;
    if (fd >= 0) close(fd);
    FAIL(ERR_INTERNAL, "cannot keep a copy of the document in %s: %s", text_escape_string(folder).s, strerror(cause));
}

static status new_memory(int *out, struct err *e)
{
    int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    ENSURE(fd >= 0, ERR_INTERNAL, "cannot keep a copy of the document: %s", strerror(errno));
    *out = fd;
    return OK;
}

status storage_new(int *out, uint64_t size, struct err *e)
{
    return size > LIMIT_DOCUMENT_MEMFD ? new_file(out, size, e) : new_memory(out, e);
}

/* With the mode of an output. */
status storage_new_in(int *out, uint64_t size, const char *folder, struct err *e)
{
    if (size <= LIMIT_DOCUMENT_MEMFD || is_memory(folder)) return storage_new(out, size, e);
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    if (fd < 0) return storage_new(out, size, e);
    if (has_room(fd, size)) {
        *out = fd;
        return OK;
    }
    int cause = errno;
    close(fd);
    FAIL(ERR_OUTPUT, "cannot be written: %s", strerror(cause));
}

bool storage_clone(int fd, int from, uint64_t size)
{
    struct stat s;
    if (size <= LIMIT_DOCUMENT_MEMFD || ioctl(fd, FICLONE, from) != 0) return false;
    return fstat(fd, &s) == 0 && (uint64_t)s.st_size == size;
}

status storage_write(int fd, struct view v, struct err *e)
{
    while (v.len > 0) {
        ssize_t n = write(fd, v.data, v.len);
        if (n < 0 && errno == EINTR) continue;
        ENSURE(n > 0, ERR_INTERNAL, "cannot keep a copy of the document: %s", strerror(errno));
        v = view_of(v.data + n, v.len - (size_t)n);
    }
    return OK;
}

void storage_begin_flush(int fd, uint64_t from, uint64_t to)
{
    (void)sync_file_range(fd, (off_t)from, (off_t)(to - from), SYNC_FILE_RANGE_WRITE);
}

status storage_freeze(int *fd, uint64_t size, struct err *e)
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
