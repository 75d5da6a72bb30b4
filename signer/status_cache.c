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
#include "signer/output.h"
#include "signer/trust_files.h"

enum { NAME_LEN = 64 };

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

/* Until when it counts is the time of the file. */
static void write_until(int folder, const char *name, struct view answer, int64_t until)
{
    struct err ignored = {0};
    const struct timespec times[2] = {{.tv_sec = (time_t)until}, {.tv_sec = (time_t)until}};
    if (output_write_at(folder, name, 0600, answer, &ignored) != OK) return;
    if (utimensat(folder, name, times, AT_SYMLINK_NOFOLLOW) != 0) (void)unlinkat(folder, name, 0);
}

void status_cache_put(const char *folder, const struct wanted *w, struct view answer, int64_t until, int64_t now)
{
    struct err ignored = {0};
    char name[NAME_LEN + 1];
    if (folder == NULL || until <= now || !name_of(name, w)) return;
    if (output_make_private_folders(folder, &ignored) != OK) return;
    remove_what_is_over(folder, now);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    write_until(fd, name, answer, until);
    close(fd);
}
