// SPDX-License-Identifier: Apache-2.0
#include "signer/trust_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/text.h"

status file_read_descriptor(struct buf *out, int fd, struct err *e)
{
    uint8_t chunk[16 * 1024];
    struct view done;
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR) continue;
        ENSURE(n >= 0, ERR_MISSING, "cannot be read: %s", strerror(errno));
        if (n == 0) break;
        buf_put(out, view_of(chunk, (size_t)n));
        TRY(buf_done(&done, out, e));
    }
    return OK;
}

status file_read(struct buf *out, const char *path, struct err *e)
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ENSURE(fd >= 0, ERR_MISSING, "cannot be opened: %s", strerror(errno));
    AUTO_BUF content = BUF_INIT(out->max);
    status r = OK;
    if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        err_set(e, ERR_MISSING, "is not an ordinary file");
        r = FAILED;
    }
    if (r == OK) r = file_read_descriptor(&content, fd, e);
    close(fd);
    TRY(r);
    buf_move(out, &content);
    return OK;
}

static status add_file(struct trust *t, enum trust_file_kind kind, const char *path, struct err *e)
{
    struct err why = {0};
    AUTO_BUF bytes = BUF_INIT(LIMIT_CRL);
    if (file_read(&bytes, path, &why) != OK) {
        err_set(e, ERR_TRUST, "%s cannot be used", text_escape_string(path).s);
        err_because(e, &why);
        return FAILED;
    }
    struct view v = view_of(bytes.data, bytes.len);
    switch (kind) {
    case TRUST_FILE_ANCHORS:
        return trust_add_anchors(t, v, path, e);
    case TRUST_FILE_CRLS:
        return trust_add_crls(t, v, path, e);
    case TRUST_FILE_OCSP:
        return trust_add_ocsp(t, v, path, e);
    }
    FAIL(ERR_INTERNAL, "no such kind of trust file");
}

static int no_dots(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static status add_names(struct trust *t, enum trust_file_kind kind, const char *folder, struct dirent **names,
                        int count, struct err *e)
{
    char path[PATH_MAX];
    struct stat s;
    for (int i = 0; i < count; i++) {
        int n = snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        if (n < 0 || (size_t)n >= sizeof path || stat(path, &s) != 0 || !S_ISREG(s.st_mode)) continue;
        TRY(add_file(t, kind, path, e));
    }
    return OK;
}

static status add_folder(struct trust *t, enum trust_file_kind kind, const char *folder, struct err *e)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, no_dots, alphasort);
    ENSURE(count >= 0, ERR_TRUST, "%s: cannot be opened: %s", text_escape_string(folder).s, strerror(errno));
    status r = add_names(t, kind, folder, names, count, e);
    for (int i = 0; i < count; i++) mem_free(names[i]);
    mem_free(names);
    return r;
}

status trust_files_add(struct trust *t, enum trust_file_kind kind, const char *path, struct err *e)
{
    struct stat s;
    ENSURE(stat(path, &s) == 0, ERR_TRUST, "%s: cannot be opened: %s", text_escape_string(path).s, strerror(errno));
    return S_ISDIR(s.st_mode) ? add_folder(t, kind, path, e) : add_file(t, kind, path, e);
}
