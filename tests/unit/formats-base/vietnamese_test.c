// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "formats/base/finding.h"
#include "formats/base/text.h"
#include "formats/base/vietnamese.h"

/* The next conversion of a printf format at or after *at, as its text; empty at the end. */
static struct view next_conversion(const char *format, size_t *at)
{
    while (format[*at] != '\0') {
        size_t from = strcspn(format + *at, "%") + *at;
        if (format[from] == '\0') break;
        if (format[from + 1] == '%') {
            *at = from + 2;
            continue;
        }
        size_t len = 1 + strcspn(format + from + 1, "diouxXeEfFgGaAcsp") + 1;
        *at = from + len;
        return view_of(format + from, len);
    }
    return view_of("", 0);
}

static bool has_same_conversions(const char *a, const char *b)
{
    size_t at_a = 0, at_b = 0;
    for (;;) {
        struct view ca = next_conversion(a, &at_a), cb = next_conversion(b, &at_b);
        if (!view_equal(ca, cb)) return false;
        if (ca.len == 0) return true;
    }
}

/* Would a translation make printf read other arguments than the English text does? */
static void test_conversions_agree(void **state)
{
    (void)state;
    assert_false(has_same_conversions("%s and %d", "%d và %s"));
    assert_true(has_same_conversions("100%% of %zu", "%zu là 100%%"));
    const char *translation, *english;
    unsigned rows = 0;
    for (; (english = vietnamese_row(rows, &translation)) != NULL; rows++) {
        if (!has_same_conversions(english, translation)) fail_msg("\"%s\" / \"%s\"", english, translation);
        assert_true(text_is_utf8(view_of_string(translation)));
    }
    assert_true(rows > 100);
}

/* Is each text there once, so that no row is dead? */
static void test_rows_are_unique(void **state)
{
    (void)state;
    const char *english, *translation;
    for (unsigned i = 0; (english = vietnamese_row(i, &translation)) != NULL; i++)
        if (strcmp(vietnamese(english), translation) != 0) fail_msg("twice: \"%s\"", english);
}

/* Do both languages of an error and of a finding carry the same facts? */
static void test_both_languages(void **state)
{
    (void)state;
    struct err e = {0};
    struct findings f = {0};
    err_set(&e, ERR_MISSING, "cannot be opened: %s", "X");
    assert_string_equal(e.text[LANG_EN], "cannot be opened: X");
    assert_string_equal(e.text[LANG_VI], "không mở được: X");
    err_set(&e, ERR_INTERNAL, "out of memory");
    assert_int_equal(e.code, ERR_MISSING); /* the first cause stays */
    finding_add(&f, "R-1", "cannot be opened: %s", "X");
    finding_add(&f, "R-1", "cannot be opened: %s", "X");
    assert_int_equal(f.count, 1);
    assert_string_equal(f.item[0].text[LANG_VI], "không mở được: X");
    for (int i = 0; i < LIMIT_FINDINGS; i++) finding_add(&f, "R-2", "n %d", i);
    assert_true(f.overflow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conversions_agree),
        cmocka_unit_test(test_rows_are_unique),
        cmocka_unit_test(test_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
