// SPDX-License-Identifier: Apache-2.0
#include "signer/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "signer/document.h"

enum { ATTEMPTS = 16 };

enum replacing { MAY_REPLACE = 1, MUST_BE_NEW };

void output_folder_of(char out[static PATH_MAX], const char *path)
{
    snprintf(out, PATH_MAX, "%s", path);
    char *slash = strrchr(out, '/');
    if (slash == NULL)
        snprintf(out, PATH_MAX, ".");
    else if (slash == out)
        out[1] = '\0';
    else
        *slash = '\0';
}

/* What the file will hold. */
struct content {
    struct view bytes;
    int base; /* a descriptor that holds the first `shared` of them, too; the file system may know how to share them */
    size_t shared;
};

static struct content plain(struct view bytes)
{
    return (struct content){bytes, -1, 0};
}

static status write_all(int fd, struct view v, struct err *e)
{
    while (v.len > 0) {
        ssize_t n = write(fd, v.data, v.len);
        if (n < 0 && errno == EINTR) continue;
        ENSURE(n > 0, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
        v = view_of(v.data + n, v.len - (size_t)n);
    }
    return OK;
}

/* How much the kernel could copy by itself; the rest is written. */
static size_t copy_shared(int fd, const struct content *c)
{
    size_t done = 0;
    while (done < c->shared) {
        off_t at = (off_t)done;
        ssize_t n = copy_file_range(c->base, &at, fd, NULL, c->shared - done, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        done += (size_t)n;
    }
    return done;
}

static status write_and_flush(int fd, const struct content *c, struct err *e)
{
    size_t done = copy_shared(fd, c);
    TRY(write_all(fd, view_part(c->bytes, done, c->bytes.len - done), e));
    ENSURE(fsync(fd) == 0, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    return OK;
}

/*
 * Where nothing stands, a nameless file gets its name at once. Else it gets a name of its own first: linkat never
 * replaces, rename does.
 */
static status give_name(int fd, int folder, const char *name, struct err *e)
{
    char self[64], temporary[NAME_MAX + 1];
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    if (linkat(AT_FDCWD, self, folder, name, AT_SYMLINK_FOLLOW) == 0) return OK;
    for (int i = 0; i < ATTEMPTS; i++) {
        uint64_t random = 0;
        ENSURE(getrandom(&random, sizeof random, 0) == sizeof random, ERR_OUTPUT, "cannot be written: %s",
               strerror(errno));
        snprintf(temporary, sizeof temporary, ".seal-%016llx", (unsigned long long)random);
        if (linkat(AT_FDCWD, self, folder, temporary, AT_SYMLINK_FOLLOW) == 0) {
            if (renameat(folder, temporary, folder, name) == 0) return OK;
            int cause = errno;
            unlinkat(folder, temporary, 0);
            FAIL(ERR_OUTPUT, "cannot be written: %s", strerror(cause));
        }
        if (errno != EEXIST) break;
    }
    FAIL(ERR_OUTPUT, "cannot be written: %s", strerror(errno));
}

static status give_new_name(int fd, int folder, const char *name, struct err *e)
{
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    if (linkat(AT_FDCWD, self, folder, name, AT_SYMLINK_FOLLOW) == 0) return OK;
    ENSURE(errno != EEXIST, ERR_OUTPUT, "%s is there already, and is not replaced", text_escape_string(name).s);
    FAIL(ERR_OUTPUT, "cannot be written: %s", strerror(errno));
}

/* ---- the file of a large document becomes the output ---- */

/* Has the file what the document has there? Behind the pages that they share that is less than a page. */
static bool holds_beginning(const struct content *c, size_t size)
{
    enum { PAGE_MAX = 64 << 10 };
    size_t len = size - c->shared;
    if (size < c->shared || len > PAGE_MAX || size > c->bytes.len) return false;
    uint8_t *last = mem_new(PAGE_MAX);
    bool same = last != NULL && pread(c->base, last, len, (off_t)c->shared) == (ssize_t)len &&
                view_equal(view_of(last, len), view_part(c->bytes, c->shared, len));
    mem_free(last);
    return same;
}

/* A writer for it, unless it has a name already, or is not on the disk of the folder. */
static int reopen(const struct content *c, int folder, size_t *size)
{
    struct stat base, there;
    char self[64];
    if (c->base < 0 || fstat(c->base, &base) != 0 || fstat(folder, &there) != 0) return -1;
    *size = (size_t)base.st_size;
    if (base.st_nlink != 0 || base.st_dev != there.st_dev || !holds_beginning(c, *size)) return -1;
    snprintf(self, sizeof self, "/proc/self/fd/%d", c->base);
    return open(self, O_WRONLY | O_APPEND | O_CLOEXEC);
}

/* A copy that was kept elsewhere on the same disk is its owner's alone; a new file of the folder is what the umask, or
 * an ACL of the folder, says. */
static bool is_as_a_new_one(int fd, int folder, mode_t mode)
{
    struct stat kept, usual;
    int other = openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
    if (other < 0) return false;
    bool same = fstat(other, &usual) == 0 && fstat(fd, &kept) == 0 && kept.st_mode == usual.st_mode &&
                kept.st_gid == usual.st_gid;
    close(other);
    return same;
}

/* False: nothing happened. */
static bool adopt(int folder, const char *name, mode_t mode, const struct content *c, enum replacing how)
{
    struct err ignored = {0};
    size_t size;
    int fd = reopen(c, folder, &size);
    if (fd >= 0 && !is_as_a_new_one(fd, folder, mode)) {
        close(fd);
        return false;
    }
    if (fd < 0) return false;
    struct content rest = plain(view_part(c->bytes, size, c->bytes.len - size));
    status r = write_and_flush(fd, &rest, &ignored);
    if (r == OK)
        r = how == MAY_REPLACE ? give_name(fd, folder, name, &ignored) : give_new_name(fd, folder, name, &ignored);
    if (r != OK && ftruncate(fd, (off_t)size) != 0) r = FAILED; /* it has no name, and goes with its descriptors */
    close(fd);
    return r == OK;
}

/* ---- writing ---- */

/* Not every network file system knows the flag, but those know links. */
static bool rename_to_new(int folder, const char *from, const char *to)
{
    if (renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0) return true;
    return errno == EINVAL && linkat(folder, from, folder, to, 0) == 0 && unlinkat(folder, from, 0) == 0;
}

static status rename_to(int folder, const char *from, const char *to, enum replacing how, struct err *e)
{
    if (how == MAY_REPLACE ? renameat(folder, from, folder, to) == 0 : rename_to_new(folder, from, to)) return OK;
    ENSURE(how == MAY_REPLACE || errno != EEXIST, ERR_OUTPUT, "%s is there already, and is not replaced",
           text_escape_string(to).s);
    FAIL(ERR_OUTPUT, "cannot be written: %s", strerror(errno));
}

/* FAT and many a network file system know no nameless files: there it has a name of its own until it is whole. */
static status write_named_file(int folder, const char *name, mode_t mode, const struct content *c, enum replacing how,
                               struct err *e)
{
    char temporary[NAME_MAX + 1];
    uint64_t random = 0;
    ENSURE(getrandom(&random, sizeof random, 0) == sizeof random, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    snprintf(temporary, sizeof temporary, ".seal-%016llx", (unsigned long long)random);
    int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    ENSURE(fd >= 0, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    status r = write_and_flush(fd, c, e);
    close(fd);
    if (r == OK) r = rename_to(folder, temporary, name, how, e);
    if (r != OK) unlinkat(folder, temporary, 0);
    return r;
}

static status write_new_file(int folder, const char *name, mode_t mode, const struct content *c, enum replacing how,
                             struct err *e)
{
    int fd = openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) return write_named_file(folder, name, mode, c, how, e);
    ENSURE(fd >= 0, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    status r = write_and_flush(fd, c, e);
    if (r == OK) r = how == MAY_REPLACE ? give_name(fd, folder, name, e) : give_new_name(fd, folder, name, e);
    close(fd);
    return r;
}

static status write_into(int folder, const char *name, mode_t mode, const struct content *c, enum replacing how,
                         struct err *e)
{
    if (!adopt(folder, name, mode, c, how)) TRY(write_new_file(folder, name, mode, c, how, e));
    ENSURE(fsync(folder) == 0 || errno == EINVAL, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    return OK;
}

status output_write_at(int folder, const char *name, mode_t mode, struct view bytes, struct err *e)
{
    struct content c = plain(bytes);
    return write_into(folder, name, mode, &c, MAY_REPLACE, e);
}

static status write_at(const char *path, const struct content *c, enum replacing how, struct err *e)
{
    char folder_path[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    struct stat s;
    ENSURE(name[0] != '\0' && strlen(path) < PATH_MAX, ERR_OUTPUT, "is not the name of a file");
    ENSURE(stat(path, &s) != 0 || S_ISREG(s.st_mode), ERR_OUTPUT, "exists and is not an ordinary file");
    output_folder_of(folder_path, path);
    int folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ENSURE(folder >= 0, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    status r = write_into(folder, name, 0666, c, how, e);
    close(folder);
    return r;
}

status output_write(const char *path, struct view bytes, struct err *e)
{
    struct content c = plain(bytes);
    return write_at(path, &c, MAY_REPLACE, e);
}

static struct content of_document(const struct document *d)
{
    struct content c = plain(d->bytes);
    if (d->base_size > LIMIT_DOCUMENT_MEMFD) {
        c.base = d->parts.base;
        c.shared = document_shared(d);
    }
    return c;
}

status output_write_document(const char *path, const struct document *d, struct err *e)
{
    struct content c = of_document(d);
    return write_at(path, &c, MAY_REPLACE, e);
}

status output_write_new_document(const char *path, const struct document *d, struct err *e)
{
    struct content c = of_document(d);
    return write_at(path, &c, MUST_BE_NEW, e);
}

status output_write_new(const char *path, struct view bytes, struct err *e)
{
    struct content c = plain(bytes);
    return write_at(path, &c, MUST_BE_NEW, e);
}

status output_make_folder(const char *path, struct err *e)
{
    struct stat s;
    if (mkdir(path, 0777) == 0) return OK;
    int cause = errno;
    ENSURE(cause == EEXIST, ERR_OUTPUT, "the folder %s cannot be made: %s", text_escape_string(path).s,
           strerror(cause));
    ENSURE(stat(path, &s) == 0 && S_ISDIR(s.st_mode), ERR_OUTPUT, "%s is not a folder", text_escape_string(path).s);
    return OK;
}

status output_make_folders(const char *folder, const char *path, struct err *e)
{
    ENSURE(strlen(path) < PATH_MAX && strlen(folder) <= strlen(path), ERR_OUTPUT, "is not the name of a file");
    char part[PATH_MAX];
    size_t from = strlen(folder);
    while (from > 1 && folder[from - 1] == '/') from--;
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + from, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        TRY(output_make_folder(part, e));
        *slash = '/';
    }
    return OK;
}

status output_make_private_folders(const char *path, struct err *e)
{
    char part[PATH_MAX];
    ENSURE(path[0] != '\0' && strlen(path) < sizeof part, ERR_OUTPUT, "the folder %s cannot be made: %s",
           text_escape_string(path).s, strerror(ENAMETOOLONG));
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(part, 0700); /* there already, or the last one tells */
        *slash = '/';
    }
    ENSURE(mkdir(part, 0700) == 0 || errno == EEXIST, ERR_OUTPUT, "the folder %s cannot be made: %s",
           text_escape_string(path).s, strerror(errno));
    return OK;
}
