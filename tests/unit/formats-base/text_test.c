// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "formats/base/finding.h"
#include "formats/base/text.h"

/* Which spellings of bytes are refused as base64, and why? */
static void test_base64_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *in, *why;
    } cases[] = {
        {"A", "cut short"},  {"AA=", "cut short"},         {"A===", "does not belong"}, {"AA==AA==", "does not belong"},
        {"A*AA", "byte 2a"}, {"AA==A", "does not belong"}, {"AB==", "stray bits"},      {"AAB=", "stray bits"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF out = BUF_INIT(100);
        assert_refused(text_get_base64(&out, view_of_string(cases[i].in), &e), &e, ERR_SYNTAX, cases[i].why);
    }
}

/* Does every length come back as it went in? */
static void test_base64_and_hex_round_trip(void **state)
{
    (void)state;
    uint8_t bytes[70];
    for (size_t n = 0; n < sizeof bytes; n++) {
        struct err e = {0};
        struct view coded;
        bytes[n] = (uint8_t)(n * 37 + 11);
        AUTO_BUF base64 = BUF_INIT(200);
        AUTO_BUF hex = BUF_INIT(200);
        AUTO_BUF back = BUF_INIT(200);
        text_put_base64(&base64, view_of(bytes, n));
        assert_ok(buf_done(&coded, &base64, &e), &e);
        assert_ok(text_get_base64(&back, coded, &e), &e);
        assert_true(view_equal(view_of(back.data, back.len), view_of(bytes, n)));
        text_put_hex(&hex, view_of(bytes, n));
        assert_ok(buf_done(&coded, &hex, &e), &e);
        assert_ok(text_get_hex(&back, coded, &e), &e);
        assert_true(view_equal(view_of(back.data, back.len), view_of(bytes, n)));
    }
}

/* Is text from outside harmless on a terminal and in JSON? */
/* refuses X5-10, accepts X5-10 */
static void test_escape(void **state)
{
    (void)state;
    assert_string_equal(text_escape_string("Nguyễn Văn A").s, "Nguyễn Văn A");
    assert_string_equal(text_escape_string("a\033[31mb").s, "a\\x1b[31mb");
    assert_string_equal(text_escape_string("a\xe2\x80\xae"
                                           "b")
                            .s,
                        "a\\xe2\\x80\\xae"
                        "b");                                            /* right-to-left override */
    assert_string_equal(text_escape_string("\xc0\xaf").s, "\\xc0\\xaf"); /* overlong */
    static const char *const unseen[] = {"\xc2\xad",     "\xe2\x80\x8b", "\xe2\x80\x8d",
                                         "\xe2\x81\xa0", "\xef\xbb\xbf", "\xf3\xa0\x81\x81"};
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
        assert_int_equal(text_escape_string(unseen[i]).s[0], '\\');
    char lengthy[1000];
    memset(lengthy, 'x', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    struct escaped cut = text_escape_string(lengthy);
    assert_true(strlen(cut.s) < TEXT_ESCAPED_MAX);
    assert_string_equal(cut.s + strlen(cut.s) - 3, "...");
}

/* Is a text that is too long for its room cut between characters, whatever stands there? */
static void test_cut(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "\xc3\xa9", "\xe1\xbb\x85", "\xf0\x9f\x98\x80"};
    for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
        for (size_t before = 0; before < 4; before++) {
            char text[ERR_TEXT_MAX * 2] = "";
            struct err e = {0};
            struct findings f = {0};
            memset(text, 'x', before);
            while (strlen(text) + 5 < sizeof text) strcat(text, pieces[p]);
            err_set(&e, ERR_MISSING, "no such file: %s", text);
            finding_add(&f, "PDF-01", "no such file: %s", text);
            for (int lang = 0; lang < LANG_COUNT; lang++) {
                assert_true(text_is_clean(view_of_string(e.text[lang])));
                assert_true(strlen(e.text[lang]) + strlen(pieces[p]) >= ERR_TEXT_MAX);
                assert_true(text_is_clean(view_of_string(f.item[0].text[lang])));
            }
            finding_add_err(&f, "READ", &e);
            assert_true(text_is_clean(view_of_string(f.item[1].text[LANG_VI])));
            findings_explain(&e, &f);
            assert_true(text_is_clean(view_of_string(e.text[LANG_VI])));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64_refuses),
        cmocka_unit_test(test_base64_and_hex_round_trip),
        cmocka_unit_test(test_escape),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
