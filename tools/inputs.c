// SPDX-License-Identifier: Apache-2.0
#include "tools/inputs.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/base/text.h"

enum { ROOM = 64 };

AUTO_DEFINE(FTS, fts_close)

static status add(struct inputs *in, const char *path, size_t below, bool is_found, struct err *e)
{
    ENSURE(in->count < LIMIT_FILES, ERR_USAGE, "more than %d files", LIMIT_FILES);
    if (in->count == in->room) {
        struct input *more = mem_resize_array(in->item, in->room, in->room + ROOM, sizeof *more);
        MEM_ENSURE(more);
        in->item = more;
        in->room += ROOM;
    }
    char *copy = mem_copy_string(path);
    MEM_ENSURE(copy);
    in->item[in->count++] = (struct input){copy, below, is_found};
    return OK;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Where the name below the folder begins, in the path of a file in it. */
static size_t below_folder(const char *folder, const char *path)
{
    size_t len = strlen(folder);
    while (len > 0 && folder[len - 1] == '/') len--;
    return len + strspn(path + len, "/");
}

static bool is_left_out(const struct inputs *in, const FTSENT *f)
{
    return in->leaves_out && f->fts_info == FTS_D && f->fts_level > 0 && f->fts_statp->st_dev == in->left_device &&
           f->fts_statp->st_ino == in->left_file;
}

static status add_folder(struct inputs *in, const char *folder, struct err *e)
{
    char *const roots[] = {(char *)(uintptr_t)folder, NULL};
    AUTO(fts_close)
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    MEM_ENSURE(walk);
    in->has_folder = true;
    errno = 0;
    for (FTSENT *f; (f = fts_read(walk)) != NULL; errno = 0) {
        bool failed = f->fts_info == FTS_DNR || f->fts_info == FTS_ERR || f->fts_info == FTS_NS;
        ENSURE(!failed, ERR_MISSING, "the folder %s cannot be read: %s", text_escape_string(f->fts_path).s,
               strerror(f->fts_errno));
        if (is_left_out(in, f)) (void)fts_set(walk, f, FTS_SKIP); /* fails for a wrong FTS_ only */
        if (f->fts_info == FTS_F && S_ISREG(f->fts_statp->st_mode))
            TRY(add(in, f->fts_path, below_folder(folder, f->fts_path), true, e));
    }
    ENSURE(errno == 0, ERR_MISSING, "the folder %s cannot be read: %s", text_escape_string(folder).s, strerror(errno));
    return OK;
}

status inputs_add(struct inputs *in, const char *path, struct err *e)
{
    struct stat s;
    const char *slash = strrchr(path, '/');
    if (stat(path, &s) == 0 && S_ISDIR(s.st_mode)) return add_folder(in, path, e);
    return add(in, path, slash == NULL ? 0 : (size_t)(slash + 1 - path), false, e);
}

bool inputs_go_into_folder(const struct inputs *in, const char *output)
{
    struct stat s;
    size_t len = strlen(output);
    bool is_folder = stat(output, &s) == 0 && S_ISDIR(s.st_mode);
    return is_folder || in->count > 1 || in->has_folder || (len > 0 && output[len - 1] == '/');
}

void inputs_leave_out(struct inputs *in, const char *folder)
{
    struct stat s;
    in->leaves_out = stat(folder, &s) == 0 && S_ISDIR(s.st_mode);
    if (!in->leaves_out) return;
    in->left_device = s.st_dev;
    in->left_file = s.st_ino;
}

void inputs_clear(struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++) mem_free(in->item[i].path);
    mem_free(in->item);
    *in = (struct inputs){0};
}
