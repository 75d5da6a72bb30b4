// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "tools/xml_out.h"

static void expect(struct buf *b, const char *expected)
{
    struct err e = {0};
    struct view v;
    buf_put_byte(b, 0);
    assert_ok(buf_done(&v, b, &e), &e);
    assert_string_equal((const char *)v.data, expected);
}

/* Does text stay text? */
static void test_text_is_no_markup(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"Nguyễn Văn A", "<a>Nguyễn Văn A</a>\n"},
        {"</a><b c=\"d\">&amp;", "<a>&#60;/a&#62;&#60;b c=&#34;d&#34;&#62;&#38;amp;</a>\n"},
        {"a\033\nb", "<a>a\\x1b\\x0ab</a>\n"}, /* no Char of XML 1.0 */
        {"a\xef\xbf\xbe\xef\xbf\xbf"
         "b",
         "<a>a??b</a>\n"},                         /* U+FFFE, U+FFFF: neither */
        {"\xef\xbf\xbd", "<a>\xef\xbf\xbd</a>\n"}, /* U+FFFD is one */
        {"\xc3\x28", "<a>\\xc3(</a>\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF b = BUF_INIT(1000);
        xml_text(&b, "a", cases[i].in);
        expect(&b, cases[i].out);
    }
}

static void test_the_rest(void **state)
{
    (void)state;
    AUTO_BUF b = BUF_INIT(1000);
    xml_start_with(&b, "a", "id", "\"<x>");
    xml_empty_with(&b, "b", "c", "d&e");
    xml_start(&b, "f");
    xml_base64(&b, "g", view_of("\x00\xff\x10", 3));
    xml_end(&b, "f");
    xml_end(&b, "a");
    expect(&b, "<a id=\"&#34;&#60;x&#62;\"><b c=\"d&#38;e\"/><f><g>AP8Q</g>\n</f>\n</a>\n");
}

/* Is a report that grew too long told, not cut? */
static void test_limit(void **state)
{
    (void)state;
    struct err e = {0};
    struct view v;
    AUTO_BUF b = BUF_INIT(10);
    xml_text(&b, "abc", "0123456789");
    assert_refused(buf_done(&v, &b, &e), &e, ERR_LIMIT, "longer than its limit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_no_markup),
        cmocka_unit_test(test_the_rest),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
