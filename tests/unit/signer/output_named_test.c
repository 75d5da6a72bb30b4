// SPDX-License-Identifier: Apache-2.0
/* As output_test.c, on a file system that knows no nameless files: openat says so here. */
#undef _FORTIFY_SOURCE /* it would have openat inline */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <signal.h>

#include "tests/unit/cm.h"

#include "signer/output.h"

int openat(int folder, const char *path, int flags, ...)
{
    va_list a;
    va_start(a, flags);
    unsigned mode = (flags & O_CREAT) != 0 ? va_arg(a, unsigned) : 0;
    va_end(a);
    if ((flags & O_TMPFILE) != O_TMPFILE) return (int)syscall(SYS_openat, folder, path, flags, mode);
    errno = EOPNOTSUPP;
    return -1;
}

struct place {
    char folder[64], file[96];
};

static struct place new_place(void)
{
    struct place p;
    snprintf(p.folder, sizeof p.folder, "/tmp/seal-output-XXXXXX");
    assert_non_null(mkdtemp(p.folder));
    snprintf(p.file, sizeof p.file, "%s/out", p.folder);
    return p;
}

static int files_in(const char *folder)
{
    int n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) n += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    closedir(d);
    return n;
}

static void assert_holds(const char *path, const char *content)
{
    char got[32] = "";
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_true(read(fd, got, sizeof got - 1) >= 0);
    close(fd);
    assert_string_equal(got, content);
}

static void remove_place(const struct place *p)
{
    unlink(p->file);
    rmdir(p->folder);
}

/* Does the file appear, replace an older one or nothing at all, as it was asked, and leave no other name behind? */
static void test_writes(void **state)
{
    (void)state;
    struct err e = {0};
    struct place p = new_place();
    assert_ok(output_write_new(p.file, view_of_string("first one"), &e), &e);
    assert_holds(p.file, "first one");
    assert_refused(output_write_new(p.file, view_of_string("second"), &e), &e, ERR_OUTPUT,
                   "out is there already, and is not replaced");
    assert_holds(p.file, "first one");
    assert_ok(output_write(p.file, view_of_string("third"), &e), &e);
    assert_holds(p.file, "third");
    assert_int_equal(files_in(p.folder), 1);
    remove_place(&p);
}

/* Is nothing left of a file that did not fit, and the older one as it was? */
static void test_leaves_nothing(void **state)
{
    (void)state;
    struct err e = {0};
    struct place p = new_place();
    struct rlimit all, little;
    AUTO_BUF large = BUF_INIT(100000);
    assert_non_null(buf_extend(&large, large.max));
    assert_ok(output_write(p.file, view_of_string("old"), &e), &e);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
    little = (struct rlimit){50000, all.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    status r = output_write(p.file, view_of(large.data, large.len), &e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
    assert_refused(r, &e, ERR_OUTPUT, "File too large");
    assert_holds(p.file, "old");
    assert_int_equal(files_in(p.folder), 1);
    remove_place(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_writes), cmocka_unit_test(test_leaves_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
