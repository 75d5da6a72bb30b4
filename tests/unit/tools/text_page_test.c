// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "tools/text_page.h"

/* What page_line writes on a page of this width. The caller frees. */
static char *line_of(unsigned width, bool colour, unsigned indent, const char *label, unsigned label_columns,
                     enum tone tone, const char *text)
{
    char *out = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&out, &len);
    assert_non_null(to);
    const struct text_page p = {.to = to, .colour = colour, .width = width};
    page_line(&p, indent, label, label_columns, tone, text);
    fclose(to);
    return out;
}

static void expect(const char *expected, char *got)
{
    assert_string_equal(got, expected);
    free(got);
}

/* Can a text from a document do anything but be read? */
static void test_text_is_cleaned(void **state)
{
    (void)state;
    expect("a\\x1b[2J\\x0ab\n", line_of(0, false, 0, "", 0, TONE_PLAIN, "a\033[2J\nb"));
    expect("a\\xe2\\x80\\xaeb\n", line_of(0, false, 0, "", 0, TONE_PLAIN,
                                          "a\xe2\x80\xae"
                                          "b"));
    expect("\\xff\n", line_of(0, false, 0, "", 0, TONE_PLAIN, "\xff"));
    expect("\033[1;32ma\\x1b[0m\033[0m\n", line_of(0, true, 0, "", 0, TONE_GOOD, "a\033[0m"));
}

/* Where do label and text stand, in letters of more than a byte? */
static void test_columns(void **state)
{
    (void)state;
    expect("  Ai ký:   x\n", line_of(0, false, 2, "Ai ký:", 9, TONE_PLAIN, "x"));
    expect("  e\xcc\x81:  x\n", line_of(0, false, 2, "e\xcc\x81:", 4, TONE_PLAIN, "x")); /* a combining accent */
    expect("longer than its place: x\n", line_of(0, false, 0, "longer than its place:", 4, TONE_PLAIN, "x"));
    expect("title\n", line_of(0, false, 0, "title", 9, TONE_PLAIN, ""));
}

/* Is a line broken between words, under its text, and never lost? */
static void test_breaking(void **state)
{
    (void)state;
    expect("L:  một hai ba bốn năm sáu bảy tám\n    chín\n",
           line_of(34, false, 0, "L:", 4, TONE_PLAIN, "một hai ba bốn năm sáu bảy tám chín"));
    expect("L:  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n    b\n",
           line_of(34, false, 0, "L:", 4, TONE_PLAIN, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b"));
    expect("L:  one two three four five six seven eight nine ten\n",
           line_of(0, false, 0, "L:", 4, TONE_PLAIN, "one two three four five six seven eight nine ten"));
    expect("L:  one two three four five six seven eight nine ten\n", /* too narrow to be of use */
           line_of(20, false, 0, "L:", 4, TONE_PLAIN, "one two three four five six seven eight nine ten"));
}

/* Is colour there only when asked for, and ended on its line? */
static void test_colour(void **state)
{
    (void)state;
    expect("L: \033[1;31mNO\033[0m\n", line_of(0, true, 0, "L:", 3, TONE_BAD, "NO"));
    expect("L: NO\n", line_of(0, false, 0, "L:", 3, TONE_BAD, "NO"));
    expect("L: NO\n", line_of(0, true, 0, "L:", 3, TONE_PLAIN, "NO"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_cleaned),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_breaking),
        cmocka_unit_test(test_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
