// SPDX-License-Identifier: Apache-2.0
#include "signer/password_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"

/* All that fits, with read(2) only, so that no library buffer keeps a copy. */
static void read_some(struct secret *s, int fd)
{
    for (size_t have = 0; have < SECRET_CAPACITY - 1;) {
        ssize_t n = read(fd, s->text + have, SECRET_CAPACITY - 1 - have);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        have += (size_t)n;
    }
}

/* What follows the line is wiped, too. */
static status keep_first_line(struct secret *s, struct err *e)
{
    size_t len = strcspn(s->text, "\r\n");
    explicit_bzero(s->text + len, SECRET_CAPACITY - len);
    ENSURE(len > 0, ERR_USAGE, "--password-file: the first line is empty");
    ENSURE(len <= LIMIT_PDF_PASSWORD, ERR_USAGE, "a password longer than %d bytes", LIMIT_PDF_PASSWORD);
    s->len = len;
    return OK;
}

status password_file_read(struct secret *out, const char *path, struct err *e)
{
    AUTO_SECRET password = {0};
    struct stat s;
    TRY(secret_new(&password, e));
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ENSURE(fd >= 0, ERR_MISSING, "cannot open the password file %s: %s", text_escape_string(path).s, strerror(errno));
    bool is_file = fstat(fd, &s) == 0 && S_ISREG(s.st_mode);
    if (is_file) read_some(&password, fd);
    close(fd);
    ENSURE(is_file, ERR_MISSING, "the password file %s is not a file", text_escape_string(path).s);
    TRY(keep_first_line(&password, e));
    *out = password;
    password = (struct secret){0};
    return OK;
}
