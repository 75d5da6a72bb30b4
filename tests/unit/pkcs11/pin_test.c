// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pkcs11/pin.h"

struct folder {
    char path[64], file[80];
};

static int make_folder(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    snprintf(f->path, sizeof f->path, "/tmp/pin-test-XXXXXX");
    *state = f;
    if (mkdtemp(f->path) == NULL) return -1;
    snprintf(f->file, sizeof f->file, "%s/pin", f->path);
    return 0;
}

static int remove_folder(void **state)
{
    struct folder *f = *state;
    unlink(f->file);
    rmdir(f->path);
    free(f);
    return 0;
}

static void write_file(const struct folder *f, const char *bytes, size_t len)
{
    FILE *out = fopen(f->file, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    fclose(out);
}

static void refuses_what_is_no_pin(void **state)
{
    const struct folder *f = *state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *part;
    } rows[] = {
        {"", 0, "empty"},
        {"\n123456\n", 8, "empty"},
        {"\r\n", 2, "empty"},
        {"\0"
         "123456",
         7, "empty"},
    };
    struct err e = {0};
    AUTO_SECRET pin = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        write_file(f, rows[i].bytes, rows[i].len);
        assert_refused(pin_read_file(&pin, f->file, &e), &e, ERR_TOKEN, rows[i].part);
        assert_null(pin.text);
    }
}

static void refuses_a_pin_that_is_too_long(void **state)
{
    const struct folder *f = *state;
    char long_pin[4096];
    struct err e = {0};
    AUTO_SECRET pin = {0};
    memset(long_pin, '1', sizeof long_pin);
    write_file(f, long_pin, LIMIT_PIN + 1);
    assert_refused(pin_read_file(&pin, f->file, &e), &e, ERR_TOKEN, "longer than");
    write_file(f, long_pin, sizeof long_pin);
    assert_refused(pin_read_file(&pin, f->file, &e), &e, ERR_TOKEN, "longer than");
    write_file(f, long_pin, LIMIT_PIN);
    assert_ok(pin_read_file(&pin, f->file, &e), &e);
    assert_int_equal(pin.len, LIMIT_PIN);
}

static void refuses_other_sources(void **state)
{
    const struct folder *f = *state;
    struct err e = {0};
    AUTO_SECRET pin = {0};
    assert_refused(pin_read_file(&pin, "|cat pin", &e), &e, ERR_TOKEN, "command");
    assert_refused(pin_read_file(&pin, f->path, &e), &e, ERR_TOKEN, "is not a file");
    assert_refused(pin_read_file(&pin, "/dev/zero", &e), &e, ERR_TOKEN, "is not a file");
    assert_refused(pin_read_file(&pin, f->file, &e), &e, ERR_TOKEN, "cannot open");
    assert_int_equal(mkfifo(f->file, 0600), 0);
    assert_refused(pin_read_file(&pin, f->file, &e), &e, ERR_TOKEN, "is not a file");
}

static void reads_the_first_line_of_each_spelling(void **state)
{
    const struct folder *f = *state;
    static const char *const contents[] = {"123456", "123456\n", "123456\r\nrest\n", "123456\n654321\n"};
    static const char *const prefixes[] = {"", "file:", "file://"};
    struct err e = {0};
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++)
        for (size_t j = 0; j < sizeof prefixes / sizeof prefixes[0]; j++) {
            char source[128];
            AUTO_SECRET pin = {0};
            write_file(f, contents[i], strlen(contents[i]));
            snprintf(source, sizeof source, "%s%s", prefixes[j], f->file);
            assert_ok(pin_read_file(&pin, source, &e), &e);
            assert_string_equal(pin.text, "123456");
            assert_int_equal(pin.len, 6);
            for (size_t k = 6; k < SECRET_CAPACITY; k++) assert_int_equal(pin.text[k], 0); /* wiped */
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_what_is_no_pin, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(refuses_a_pin_that_is_too_long, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(refuses_other_sources, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(reads_the_first_line_of_each_spelling, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
