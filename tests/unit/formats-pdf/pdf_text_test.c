// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <string.h>

#include "formats/base/text.h"
#include "formats/pdf/pdf_text.h"

static void every_encoding_is_read(void **state)
{
    (void)state;
    static const struct {
        struct view in;
        const char *text;
    } cases[] = {
        {{(const uint8_t *)"", 0}, ""},
        {{(const uint8_t *)"abc", 3}, "abc"},
        {{(const uint8_t *)"\x80\x9e\xa0\xe9", 4}, "\u2022\u017e\u20ac\u00e9"},
        {{(const uint8_t *)"\x18\x1f", 2}, "\u02d8\u02dc"},
        {{(const uint8_t *)"\x9f\xad", 2}, "\ufffd\ufffd"},
        {{(const uint8_t *)"\xfe\xff\x1e\xa4\0A", 6}, "\u1ea4A"},
        {{(const uint8_t *)"\xfe\xff\xd8\x3d\xde\x00", 6}, "\U0001f600"},
        {{(const uint8_t *)"\xfe\xff\xd8\x3d\0A", 6}, "\ufffdA"},
        {{(const uint8_t *)"\xfe\xff\xde\x00", 4}, "\ufffd"},
        {{(const uint8_t *)"\xfe\xff\0A\0", 5}, "A\ufffd"},
        {{(const uint8_t *)"\xfe\xff", 2}, ""},
        {{(const uint8_t *)"\xef\xbb\xbf\xc3\xa9", 5}, "\u00e9"},
        {{(const uint8_t *)"\xef\xbb\xbf\xff", 4}, "\ufffd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF out = BUF_INIT(100);
        pdf_text_decode(&out, cases[i].in);
        buf_put_byte(&out, 0);
        assert_string_equal(out.data, cases[i].text);
    }
}

static void text_is_written_in_the_simplest_encoding(void **state)
{
    (void)state;
    static const struct {
        const char *text, *written;
    } cases[] = {
        {"", "<>"},
        {"Sig)1", "<5369672931>"},
        {"\u1ea4n", "<feff1ea4006e>"},
        {"\u00e9", "<feff00e9>"},
        {"\U0001f600", "<feffd83dde00>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF out = BUF_INIT(100);
        pdf_text_write(&out, cases[i].text);
        buf_put_byte(&out, 0);
        assert_string_equal(out.data, cases[i].written);
    }
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    static const char *const texts[] = {"Signature1", "Chữ ký số của Sở Tư pháp", "\U0010ffff\u07ff\u0800",
                                        "a\xc2\xa0z"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        AUTO_BUF written = BUF_INIT(1000);
        AUTO_BUF string = BUF_INIT(1000);
        AUTO_BUF text = BUF_INIT(1000);
        struct err e = {0};
        pdf_text_write(&written, texts[i]);
        assert_ok(text_get_hex(&string, view_of(written.data + 1, written.len - 2), &e), &e);
        pdf_text_decode(&text, view_of(string.data, string.len));
        assert_true(view_equals_string(view_of(text.data, text.len), texts[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_is_read),
        cmocka_unit_test(text_is_written_in_the_simplest_encoding),
        cmocka_unit_test(what_is_written_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
