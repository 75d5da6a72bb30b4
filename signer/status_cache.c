// SPDX-License-Identifier: Apache-2.0
#include "signer/status_cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "formats/cms/digest.h"
#include "signer/trust_files.h"

enum { NAME_LEN = 64, FOLDER_MODE = 0700 };

/* ---- names ---- */

static bool put_key(struct buf *out, X509 *c)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    uint8_t *der = NULL;
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(c), &der);
    bool hashed = len > 0 && EVP_Digest(der, (size_t)len, digest, NULL, EVP_sha256(), NULL) == 1;
    OPENSSL_free(der);
    if (hashed) buf_put(out, view_of(digest, 32));
    return hashed;
}

/* A list is the same for all certificates of its issuer; an OCSP answer is about one, an issuer belongs to one. */
static bool name_of(char name[static NAME_LEN + 1], const struct wanted *w)
{
    struct err e = {0};
    uint8_t whose[EVP_MAX_MD_SIZE];
    struct view done, hex;
    AUTO_BUF key = BUF_INIT(LIMIT_URI + 256);
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF text = BUF_INIT(NAME_LEN);
    if (w->issuer == NULL || !put_key(&key, w->issuer)) return false;
    wire_put_u32(&key, w->kind);
    if (X509_digest(w->certificate, EVP_sha256(), whose, NULL) != 1) return false;
    if (w->kind != WANTED_CRL) buf_put(&key, view_of(whose, 32));
    buf_put_string(&key, w->url);
    if (buf_done(&done, &key, &e) != OK || digest_bytes(&digest, DIGEST_SHA256, done, &e) != OK) return false;
    text_put_hex(&text, view_of(digest.data, digest.len));
    if (buf_done(&hex, &text, &e) != OK || hex.len != NAME_LEN) return false;
    memcpy(name, hex.data, NAME_LEN);
    name[NAME_LEN] = '\0';
    return true;
}

static bool path_of(char path[static PATH_MAX], const char *folder, const struct wanted *w)
{
    char name[NAME_LEN + 1];
    if (folder == NULL || !name_of(name, w)) return false;
    int n = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return n > 0 && n < PATH_MAX;
}

bool status_cache_get(struct buf *out, const char *folder, const struct wanted *w, int64_t now)
{
    char path[PATH_MAX];
    struct stat s;
    struct err e = {0};
    if (!path_of(path, folder, w) || lstat(path, &s) != 0 || !S_ISREG(s.st_mode)) return false;
    return s.st_uid == geteuid() && (int64_t)s.st_mtim.tv_sec >= now && file_read(out, path, &e) == OK;
}

/* ---- writing ---- */

/* Each part of the path that is missing, for the owner alone. */
static bool make_folder(const char *folder)
{
    char part[PATH_MAX];
    size_t len = strlen(folder);
    if (len == 0 || len >= sizeof part) return false;
    memcpy(part, folder, len + 1);
    for (char *at = strchr(part + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(part, FOLDER_MODE);
        *at = '/';
    }
    return mkdir(part, FOLDER_MODE) == 0 || errno == EEXIST;
}

static bool is_a_name(const char *s)
{
    return strlen(s) >= NAME_LEN && strspn(s, "0123456789abcdef") >= NAME_LEN;
}

static void remove_what_is_over(const char *folder, int64_t now)
{
    DIR *d = opendir(folder);
    if (d == NULL) return;
    for (const struct dirent *one; (one = readdir(d)) != NULL;) {
        struct stat s;
        if (!is_a_name(one->d_name)) continue;
        bool over = fstatat(dirfd(d), one->d_name, &s, AT_SYMLINK_NOFOLLOW) == 0 && (int64_t)s.st_mtim.tv_sec < now;
        if (over) (void)unlinkat(dirfd(d), one->d_name, 0);
    }
    closedir(d);
}

static bool write_all(int fd, struct view v)
{
    while (v.len > 0) {
        ssize_t n = write(fd, v.data, v.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        v = view_of(v.data + n, v.len - (size_t)n);
    }
    return true;
}

void status_cache_put(const char *folder, const struct wanted *w, struct view answer, int64_t until, int64_t now)
{
    char path[PATH_MAX], draft[PATH_MAX + 32];
    if (until <= now || !path_of(path, folder, w) || !make_folder(folder)) return;
    remove_what_is_over(folder, now);
    snprintf(draft, sizeof draft, "%s.%ld", path, (long)getpid());
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return;
    const struct timespec times[2] = {{.tv_sec = (time_t)until}, {.tv_sec = (time_t)until}};
    bool written = write_all(fd, answer) && futimens(fd, times) == 0;
    written = close(fd) == 0 && written;
    if (!written || rename(draft, path) != 0) (void)unlink(draft);
}
