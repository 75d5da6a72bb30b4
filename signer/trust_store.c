// SPDX-License-Identifier: Apache-2.0
#include "signer/trust_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "signer/output.h"
#include "signer/trust_files.h"

enum { HEX_DIGITS = STORE_FINGERPRINT_SIZE - 1, PREFIX_MIN = 8, LOCK_PAUSES_A_SECOND = 200 };

static const char suffix[] = ".anchor";

struct store {
    const char *path;
    int fd;
    struct dirent **names;
    int count;
};

static void store_clear(struct store *s)
{
    for (int i = 0; i < s->count; i++) mem_free(s->names[i]);
    mem_free(s->names);
    if (s->fd >= 0) close(s->fd);
    *s = (struct store){.fd = -1};
}

/* ---- the folder ---- */

static bool is_ours_alone(const struct stat *s)
{
    return (s->st_uid == geteuid() || s->st_uid == 0) && (s->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static status lock(const struct store *s, int how, struct err *e)
{
    const struct timespec pause = {.tv_nsec = 1000000000 / LOCK_PAUSES_A_SECOND};
    for (int i = 0; i < LIMIT_STORE_SECONDS * LOCK_PAUSES_A_SECOND; i++) {
        if (flock(s->fd, how | LOCK_NB) == 0) return OK;
        ENSURE(errno == EWOULDBLOCK || errno == EINTR, ERR_TRUST, "the trust store %s cannot be locked: %s",
               text_escape_string(s->path).s, strerror(errno));
        nanosleep(&pause, NULL);
    }
    FAIL(ERR_TRUST, "the trust store %s is busy: another command has held it for %d seconds",
         text_escape_string(s->path).s, LIMIT_STORE_SECONDS);
}

static bool is_hex(const char *s, size_t len)
{
    return strspn(s, "0123456789abcdef") >= len;
}

static bool is_entry_name(const char *name)
{
    return is_hex(name, HEX_DIGITS) && strcmp(name + HEX_DIGITS, suffix) == 0;
}

static int no_dots(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static status list(struct store *s, struct err *e)
{
    int n = scandirat(s->fd, ".", &s->names, no_dots, alphasort);
    ENSURE(n >= 0, ERR_TRUST, "the trust store %s cannot be read: %s", text_escape_string(s->path).s, strerror(errno));
    s->count = n;
    ENSURE(n <= LIMIT_ANCHORS, ERR_TRUST, "more than %d certificates to trust", LIMIT_ANCHORS);
    for (int i = 0; i < n; i++)
        ENSURE(is_entry_name(s->names[i]->d_name), ERR_TRUST,
               "%s/%s does not belong into a trust store; seal trust add puts certificates there",
               text_escape_string(s->path).s, text_escape_string(s->names[i]->d_name).s);
    return OK;
}

/* s->fd stays -1 where there is no folder. */
static status store_open(struct store *s, const char *path, int how, struct err *e)
{
    struct stat is;
    *s = (struct store){.path = path, .fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (s->fd < 0 && errno == ENOENT) return OK;
    ENSURE(s->fd >= 0 && fstat(s->fd, &is) == 0, ERR_TRUST, "the trust store %s cannot be read: %s",
           text_escape_string(path).s, strerror(errno));
    ENSURE(is_ours_alone(&is), ERR_TRUST,
           "others may write to the trust store %s; chmod go-w, and look at what is in it", text_escape_string(path).s);
    TRY(lock(s, how, e));
    return list(s, e);
}

/* ---- its files ---- */

static status read_entry(struct buf *out, const struct store *s, const char *name, struct err *e)
{
    struct stat is;
    int fd = openat(s->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    ENSURE(fd >= 0, ERR_TRUST, "cannot be opened: %s", strerror(errno));
    status r = FAILED;
    if (fstat(fd, &is) != 0 || !S_ISREG(is.st_mode))
        err_set(e, ERR_TRUST, "is not an ordinary file");
    else if (!is_ours_alone(&is))
        err_set(e, ERR_TRUST, "others may write to it");
    else
        r = file_read_descriptor(out, fd, e);
    close(fd);
    return r;
}

static void fingerprint_of(char out[static STORE_FINGERPRINT_SIZE], const char *name)
{
    memcpy(out, name, HEX_DIGITS);
    out[HEX_DIGITS] = '\0';
}

static status load_entry(struct trust *t, const struct store *s, const char *name, struct err *e)
{
    struct err why = {0};
    char fingerprint[STORE_FINGERPRINT_SIZE];
    AUTO_BUF entry = BUF_INIT(LIMIT_TRUST_ENTRY);
    fingerprint_of(fingerprint, name);
    if (read_entry(&entry, s, name, &why) == OK &&
        trust_add_entry(t, view_of(entry.data, entry.len), fingerprint, &why) == OK)
        return OK;
    err_set(e, ERR_TRUST, "%s/%s in the trust store is damaged", text_escape_string(s->path).s, name);
    err_because(e, &why);
    return FAILED;
}

static status load_all(struct trust *t, const struct store *s, struct err *e)
{
    for (int i = 0; i < s->count; i++) TRY(load_entry(t, s, s->names[i]->d_name, e));
    return OK;
}

status trust_store_load(struct trust *t, bool *found, const char *folder, struct err *e)
{
    AUTO_CLEAR(store_clear) struct store s = {.fd = -1};
    size_t before = trust_anchor_count(t);
    TRY(store_open(&s, folder, LOCK_SH, e));
    status r = load_all(t, &s, e);
    if (r == OK) *found = s.fd >= 0;
    if (r != OK) trust_drop_anchors(t, before);
    return r;
}

status trust_store_add(bool *added, const char *folder, const struct anchor_info *i, struct view certificate,
                       struct err *e)
{
    AUTO_CLEAR(store_clear) struct store s = {.fd = -1};
    AUTO_BUF entry = BUF_INIT(LIMIT_TRUST_ENTRY);
    char name[NAME_MAX + 1];
    struct stat is;
    TRY(anchor_entry_write(&entry, i, certificate, e));
    TRY(output_make_private_folders(folder, e));
    TRY(store_open(&s, folder, LOCK_EX, e));
    ENSURE(s.fd >= 0 && s.count < LIMIT_ANCHORS, ERR_TRUST, "more than %d certificates to trust", LIMIT_ANCHORS);
    snprintf(name, sizeof name, "%s%s", i->names.fingerprint_sha256, suffix);
    *added = fstatat(s.fd, name, &is, AT_SYMLINK_NOFOLLOW) != 0;
    return *added ? output_write_at(s.fd, name, 0644, view_of(entry.data, entry.len), e) : OK;
}

/* ---- taking one out ---- */

static void mark_by_fingerprint(bool *marked, const struct store *s, const char *which)
{
    size_t len = strlen(which);
    char lower[STORE_FINGERPRINT_SIZE];
    if (len < PREFIX_MIN || len > HEX_DIGITS) return;
    for (size_t k = 0; k <= len; k++) lower[k] = (char)(which[k] >= 'A' && which[k] <= 'F' ? which[k] + 32 : which[k]);
    if (!is_hex(lower, len)) return;
    for (int i = 0; i < s->count; i++) marked[i] |= strncmp(s->names[i]->d_name, lower, len) == 0;
}

/* The anchors of t stand in the order of the names. */
static void mark_by_name(bool *marked, const struct trust *t, const char *which)
{
    for (size_t i = 0; i < trust_anchor_count(t); i++) marked[i] |= strcmp(trust_anchor(t, i)->name, which) == 0;
}

static status find_marked(const char **out, const bool *marked, const struct store *s, const char *which, struct err *e)
{
    int found = 0;
    for (int i = 0; i < s->count; i++) {
        if (!marked[i]) continue;
        *out = s->names[i]->d_name;
        found++;
    }
    ENSURE(found > 0, ERR_MISSING,
           "no trust anchor is called \"%s\", or has a fingerprint that begins so (with %d digits or more)",
           text_escape_string(which).s, PREFIX_MIN);
    ENSURE(found == 1, ERR_REFUSED, "\"%s\" is not one trust anchor but %d; say more of the fingerprint",
           text_escape_string(which).s, found);
    return OK;
}

static status find_one(const char **out, const struct store *s, const char *which, struct err *e)
{
    bool marked[LIMIT_ANCHORS] = {false};
    struct err damage = {0};
    AUTO(trust_free)
    struct trust *t = trust_new();
    MEM_ENSURE(t);
    mark_by_fingerprint(marked, s, which);
    bool loaded = load_all(t, s, &damage) == OK;
    if (loaded) mark_by_name(marked, t, which);
    if (find_marked(out, marked, s, which, e) == OK) return OK;
    if (!loaded) *e = damage; /* the name may be among those that cannot be read */
    return FAILED;
}

status trust_store_remove(char out[static STORE_FINGERPRINT_SIZE], const char *folder, const char *which, struct err *e)
{
    AUTO_CLEAR(store_clear) struct store s = {.fd = -1};
    const char *name = "";
    TRY(store_open(&s, folder, LOCK_EX, e));
    TRY(find_one(&name, &s, which, e));
    ENSURE(unlinkat(s.fd, name, 0) == 0, ERR_OUTPUT, "the trust anchor cannot be taken out: %s", strerror(errno));
    ENSURE(fsync(s.fd) == 0 || errno == EINVAL, ERR_OUTPUT, "the trust anchor cannot be taken out: %s",
           strerror(errno));
    fingerprint_of(out, name);
    return OK;
}
