// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "policies/profile_text.h"

/* 2026-11-24 18:20:30 in UTC: the next day in Vietnam */
static const int64_t EVENING = 1795544430;

static void refuses_templates(void **state)
{
    (void)state;
    char long_text[LIMIT_PROFILE_TEXT + 1];
    memset(long_text, 'a', LIMIT_PROFILE_TEXT);
    long_text[LIMIT_PROFILE_TEXT] = '\0';
    const struct {
        const char *lines, *why;
    } cases[] = {
        {"{", "a { without its }"},
        {"Số {number", "a { without its }"},
        {"{}", "text has {}, which nothing fills"},
        {"{Number}", "{Number}, which nothing fills; there are: number, symbol"},
        {"{number }", "which nothing fills"},
        {"{{{boss}", "{boss}, which nothing fills"},
        {"a\tb", "no control characters"},
        {"a\xe2\x80\xae"
         "b",
         "no control characters"},
        {"a\xc3", "no control characters"},
        {long_text, "less than 256 bytes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct profile_text t = {.lines = "kept"};
        assert_refused(profile_text_set_lines(&t, cases[i].lines, &e), &e, ERR_USAGE, cases[i].why);
        assert_string_equal(t.lines, "kept");
    }
}

/* A time in another zone than the one that is shown would be a lie. */
static void refuses_forms_of_time(void **state)
{
    (void)state;
    static const char *const offsets[] = {"HH:mm:ss +00:00", "HH:mm:ss +0800", "HH:mmZ", "HH:mm +7"};
    static const char *const none[] = {"", "now", "d/M/yy", "dd\n"};
    for (size_t i = 0; i < 4; i++) {
        struct err e = {0};
        struct profile_text t = {.time = "kept"};
        assert_refused(profile_text_set_time(&t, offsets[i], &e), &e, ERR_USAGE, "the offset +07:00 or none");
        assert_refused(profile_text_set_time(&t, none[i], &e), &e, ERR_USAGE, "time ");
        assert_string_equal(t.time, "kept");
    }
}

static void refuses_values(void **state)
{
    (void)state;
    char long_text[LIMIT_TEXT + 1];
    memset(long_text, 'a', LIMIT_TEXT);
    long_text[LIMIT_TEXT] = '\0';
    const struct {
        const char *lines;
        struct profile_values v;
        const char *why;
    } cases[] = {
        {"{number}", {0}, "shows {number}, and there is none: --number gives it"},
        {"{symbol}", {0}, "--number gives it"},
        {"{organisation}", {.organisation = ""}, "--organisation gives it"},
        {"{copy_form}", {0}, "--copy-form gives it"},
        {"{title}", {0}, "--title gives it"},
        {"{signer}", {.signer = "a\nb"}, "not clean UTF-8"},
        {"{signer}", {.signer = "a\x1b[31m"}, "not clean UTF-8"},
        {"{organisation}",
         {.organisation = "a\xe2\x80\xae"
                          "b"},
         "not clean UTF-8"},
        {"{organisation}", {.organisation = "\xff"}, "not clean UTF-8"},
        {"{organisation}", {.organisation = long_text}, "longer than 255 bytes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct profile_text t = {0};
        AUTO_BUF out = BUF_INIT(1024);
        assert_ok(profile_text_set_lines(&t, cases[i].lines, &e), &e);
        assert_refused(profile_text_fill(&out, &t, &cases[i].v, &e), &e, ERR_USAGE, cases[i].why);
    }
}

/* What a value says is text, whatever it looks like. */
static void fills_every_place_once(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *expected;
    } cases[] = {
        {"", ""},
        {"Số: {number}; {time}", "Số: 05/QĐ-SXD; 25/11/2026 01:20:30 +07:00"},
        {"{copy_form}; {organisation}; {time}", "SAO LỤC; Sở {number}; 25/11/2026 01:20:30 +07:00"},
        {"{symbol}|{signer}|{title}|{date}", "QĐ-SXD|Nguyễn Văn A|GIÁM ĐỐC|25/11/2026"},
        {"{{number}} {{{number}", "{number}} {05/QĐ-SXD"},
        {"a\nb", "a\nb"},
    };
    const struct profile_values v = {"05/QĐ-SXD", "SAO LỤC", "Sở {number}", "Nguyễn Văn A", "GIÁM ĐỐC", EVENING};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct profile_text t = {.time = "dd/MM/yyyy HH:mm:ss +07:00"};
        AUTO_BUF out = BUF_INIT(1024);
        assert_ok(profile_text_set_lines(&t, cases[i].lines, &e), &e);
        assert_ok(profile_text_fill(&out, &t, &v, &e), &e);
        buf_put_byte(&out, 0);
        assert_string_equal((const char *)out.data, cases[i].expected);
    }
}

/* Vietnam's time whatever the machine thinks. */
static void writes_time_in_vietnam(void **state)
{
    (void)state;
    static const char *const zones[] = {"UTC", "America/New_York", "Asia/Tokyo"};
    for (size_t i = 0; i < 3; i++) {
        AUTO_BUF out = BUF_INIT(128);
        setenv("TZ", zones[i], 1);
        profile_time(&out, "HH giờ mm, ngày dd tháng MM năm yyyy, yyyy-MM-ddTHH:mm:ss+0700", EVENING);
        buf_put_byte(&out, 0);
        assert_string_equal((const char *)out.data, "01 giờ 20, ngày 25 tháng 11 năm 2026, 2026-11-25T01:20:30+0700");
    }
    unsetenv("TZ");
}

static void finds_places(void **state)
{
    (void)state;
    struct err e = {0};
    struct profile_text t = {0};
    assert_ok(profile_text_set_lines(&t, "{{symbol} {number}", &e), &e);
    assert_true(profile_text_has(&t, "number"));
    assert_false(profile_text_has(&t, "symbol"));
    assert_false(profile_text_has(&t, "time"));
}

static void refuses_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *given, *why;
    } cases[] = {
        {"", "a number and the symbol"},
        {"15", "a number and the symbol"},
        {"/QĐ-SXD", "a number and the symbol"},
        {"0/QĐ-SXD", "a number and the symbol"},
        {"00/QĐ-SXD", "a number and the symbol"},
        {"-5/QĐ-SXD", "a number and the symbol"},
        {"a5/QĐ-SXD", "a number and the symbol"},
        {"123456789012/QĐ", "a number and the symbol"},
        {"015/QĐ-SXD", "those below 10 alone"},
        {"005/QĐ-SXD", "those below 10 alone"},
        {"15/", "1 to 30 characters, and no blanks"},
        {"15/QĐ SXD", "1 to 30 characters, and no blanks"},
        {"15/QĐ\n", "1 to 30 characters, and no blanks"},
        {"15/\xff", "1 to 30 characters, and no blanks"},
        {"15/QĐ-ĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐ", "1 to 30 characters, and no blanks"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        char out[LIMIT_TEXT] = "kept";
        assert_refused(profile_number(out, cases[i].given, &e), &e, ERR_USAGE, cases[i].why);
        assert_string_equal(out, "kept");
    }
}

static void writes_numbers_as_the_decree_does(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"5/QĐ-SXD", "05/QĐ-SXD"},
                                           {"05/QĐ-SXD", "05/QĐ-SXD"},
                                           {"10/QĐ-SXD", "10/QĐ-SXD"},
                                           {"12345678901/QĐ", "12345678901/QĐ"},
                                           {"15/2026/QĐ-UBND", "15/2026/QĐ-UBND"},
                                           {"15/ĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐ", "15/ĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐ"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        char out[LIMIT_TEXT];
        assert_ok(profile_number(out, cases[i][0], &e), &e);
        assert_string_equal(out, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_templates),      cmocka_unit_test(refuses_forms_of_time),
        cmocka_unit_test(refuses_values),         cmocka_unit_test(fills_every_place_once),
        cmocka_unit_test(writes_time_in_vietnam), cmocka_unit_test(finds_places),
        cmocka_unit_test(refuses_numbers),        cmocka_unit_test(writes_numbers_as_the_decree_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
