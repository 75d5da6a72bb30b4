// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/cm.h"

#include "tools/inputs.h"

static void touch(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

/* A folder of its own, and the way back: names in it are short then. */
struct place {
    char before[4096], here[64];
};

static int enter(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    strcpy(p->here, "/tmp/inputs_test.XXXXXX");
    assert_non_null(getcwd(p->before, sizeof p->before));
    assert_non_null(mkdtemp(p->here));
    assert_int_equal(chdir(p->here), 0);
    assert_int_equal(mkdir("f", 0700), 0);
    assert_int_equal(mkdir("f/b", 0700), 0);
    assert_int_equal(mkdir("f/b/deep", 0700), 0);
    static const char *const files[] = {"f/c", "f/a", "f/b/2", "f/b/10", "f/b/deep/x", "f/.hidden"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) touch(files[i]);
    assert_int_equal(symlink("..", "f/b/loop"), 0);
    assert_int_equal(symlink("c", "f/link"), 0);
    assert_int_equal(mkfifo("f/pipe", 0600), 0);
    *state = p;
    return 0;
}

static int leave(void **state)
{
    struct place *p = *state;
    static const char *const names[] = {"f/pipe", "f/link", "f/b/loop", "f/.hidden", "f/b/deep/x", "f/b/10",
                                        "f/b/2",  "f/a",    "f/c",      "f/b/deep",  "f/b",        "f"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) assert_int_equal(remove(names[i]), 0);
    assert_int_equal(chdir(p->before), 0);
    assert_int_equal(rmdir(p->here), 0);
    free(p);
    return 0;
}

static void expect(const struct inputs *in, size_t from, const char *const *paths, size_t count, bool is_found)
{
    assert_int_equal(in->count, from + count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(in->item[from + i].path, paths[i]);
        assert_int_equal(in->item[from + i].is_found, is_found);
    }
}

/* Are all ordinary files there, once each, in order, and nothing that a link leads to? */
static void test_folder(void **state)
{
    (void)state;
    static const char *const paths[] = {"f/.hidden", "f/a", "f/b/10", "f/b/2", "f/b/deep/x", "f/c"};
    struct err e = {0};
    AUTO_CLEAR(inputs_clear) struct inputs in = {0};
    assert_ok(inputs_add(&in, "f", &e), &e);
    expect(&in, 0, paths, 6, true);
    assert_true(in.has_folder);
    assert_ok(inputs_add(&in, "f/b/loop/b", &e), &e); /* a link on the way there is the caller's */
    assert_int_equal(in.count, 9);
}

/* Is a name a file, whatever is there? */
static void test_named(void **state)
{
    (void)state;
    static const char *const names[] = {"f/c", "f/link", "nothing", "f/pipe", "f/c"};
    struct err e = {0};
    AUTO_CLEAR(inputs_clear) struct inputs in = {0};
    for (size_t i = 0; i < 5; i++) assert_ok(inputs_add(&in, names[i], &e), &e);
    expect(&in, 0, names, 5, false);
    assert_false(in.has_folder);
}

/* Is what cannot be read, or is too much, an error and not a part? */
static void test_refused(void **state)
{
    (void)state;
    struct err e = {0};
    struct inputs full = {.count = LIMIT_FILES, .room = LIMIT_FILES};
    assert_refused(inputs_add(&full, "f", &e), &e, ERR_USAGE, "more than 100000 files");
    assert_refused(inputs_add(&full, "f/c", &e), &e, ERR_USAGE, "more than 100000 files");
}

static void test_closed_folder(void **state)
{
    (void)state;
    struct err e = {0};
    if (geteuid() == 0) skip(); /* to root nothing is closed */
    AUTO_CLEAR(inputs_clear) struct inputs in = {0};
    assert_int_equal(chmod("f/b/deep", 0), 0);
    assert_refused(inputs_add(&in, "f", &e), &e, ERR_MISSING, "the folder f/b/deep cannot be read");
    assert_int_equal(chmod("f/b/deep", 0700), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_named),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_closed_folder),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
