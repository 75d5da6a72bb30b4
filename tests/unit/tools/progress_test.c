// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "tools/progress.h"

static size_t columns_of(const char *s)
{
    size_t n = 0;
    for (; *s != '\0'; s++) n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

static void expect(const struct progress_state *s, enum lang lang, size_t columns, const char *expected)
{
    char line[PROGRESS_TEXT];
    progress_line(line, s, lang, columns);
    assert_string_equal(line, expected);
}

static void test_lines(void **state)
{
    (void)state;
    const struct progress_state some = {1234, 10000, 2, 31.24, 281}, all = {40, 40, 0, 120, 0}, none = {0, 5, 0, 0, -1};
    expect(&some, LANG_EN, 79, "[###...........................] 1234/10000  2 failed  31.2 a second  4:41 left");
    expect(&some, LANG_VI, 79, "[####..............................] 1234/10000  2 lỗi  31,2 tệp/giây  còn 4:41");
    expect(&all, LANG_EN, 60, "[######################################] 40/40  120 a second");
    expect(&none, LANG_EN, 20, "[..............] 0/5");
    const struct progress_state hours = {1, 99999, 0, 0.5, 199996};
    expect(&hours, LANG_EN, 45, "[......] 1/99999  0.5 a second  55:33:16 left");
}

/* Whatever the terminal, never wider, and nothing but printing characters. */
static void test_widths(void **state)
{
    (void)state;
    const struct progress_state s = {99999, 100000, 5678, 12345.6, 100};
    for (int lang = 0; lang < LANG_COUNT; lang++)
        for (size_t columns = 1; columns <= 300; columns++) {
            char line[PROGRESS_TEXT];
            progress_line(line, &s, (enum lang)lang, columns);
            assert_true(columns_of(line) <= columns);
            for (const char *c = line; *c != '\0'; c++) assert_true((unsigned char)*c >= ' ' && *c != 0x7f);
        }
}

/* The rate is that of lately, not of the whole run. */
static void test_rate(void **state)
{
    (void)state;
    struct progress p;
    progress_begin(&p, LANG_EN, NULL, 100);
    assert_int_equal(progress_state(&p, p.mark[0].at + 1000).seconds_left, -1);
    for (int i = 0; i < 10; i++) progress_count(&p, i == 3);
    struct progress_state s = progress_state(&p, p.mark[0].at + 2000);
    assert_int_equal(s.done, 10);
    assert_int_equal(s.failed, 1);
    assert_true(s.rate > 4.9 && s.rate < 5.1);
    assert_int_equal(s.seconds_left, 18);
    p.mark[0].at += 1000;
    p.mark[0].done = 8;
    assert_int_equal(progress_state(&p, p.mark[0].at + 1000).seconds_left, 45);
    progress_show(&p);
    progress_hide(&p);
    progress_end(&p);
}

/* Elsewhere than on a terminal: no line before it is time for one, and no escapes ever. */
static void test_no_terminal(void **state)
{
    (void)state;
    char *out = NULL;
    size_t len = 0;
    struct progress p;
    FILE *file = tmpfile();
    assert_non_null(file);
    progress_begin(&p, LANG_EN, file, 3);
    progress_count(&p, false);
    progress_hide(&p);
    progress_show(&p);
    assert_int_equal(ftell(file), 0);
    p.shown -= PROGRESS_SECONDS * 1000;
    progress_count(&p, false);
    progress_end(&p);
    rewind(file);
    assert_true(getline(&out, &len, file) > 0);
    assert_non_null(strstr(out, "] 2/3"));
    assert_null(strpbrk(out, "\r\033"));
    assert_true(getline(&out, &len, file) < 0);
    free(out);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_no_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
