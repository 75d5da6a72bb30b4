// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "tools/safe_name.h"

static void expect(const char *name, size_t number, const char *expected)
{
    char out[SAFE_NAME_MAX + 1];
    safe_name(out, name, number);
    assert_string_equal(out, expected);
    assert_true(strlen(out) <= SAFE_NAME_MAX);
}

/* Every letter of the Vietnamese alphabet that has marks, composed: its plain letter, then all its forms. */
static const struct {
    char plain;
    const char *forms;
} composed[] = {
    {'a', "àảãáạăằẳẵắặâầẩẫấậ"},
    {'A', "ÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬ"},
    {'e', "èẻẽéẹêềểễếệ"},
    {'E', "ÈẺẼÉẸÊỀỂỄẾỆ"},
    {'i', "ìỉĩíị"},
    {'I', "ÌỈĨÍỊ"},
    {'o', "òỏõóọôồổỗốộơờởỡớợ"},
    {'O', "ÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢ"},
    {'u', "ùủũúụưừửữứự"},
    {'U', "ÙỦŨÚỤƯỪỬỮỨỰ"},
    {'y', "ỳỷỹýỵ"},
    {'Y', "ỲỶỸÝỴ"},
    {'d', "đ"},
    {'D', "Đ"},
};

static void test_composed(void **state)
{
    (void)state;
    size_t letters = 0;
    for (size_t i = 0; i < sizeof composed / sizeof composed[0]; i++) {
        for (const char *at = composed[i].forms; *at != '\0'; letters++) {
            size_t len = 1;
            while (((unsigned char)at[len] & 0xc0) == 0x80) len++;
            char name[8] = "", expected[2] = {composed[i].plain};
            memcpy(name, at, len);
            expect(name, 0, expected);
            at += len;
        }
    }
    assert_int_equal(letters, 134);
}

/* The same decomposed, with the marks in either order: 12 vowels and their 5 tones, in both cases. */
static void test_decomposed(void **state)
{
    (void)state;
    static const char vowels[] = "aeiouyAEIOUY";
    static const char *const marks[] = {"", "\u0306", "\u0302", "\u031b"}; /* breve, circumflex, horn */
    static const char *const tones[] = {"", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"};
    for (const char *v = vowels; *v != '\0'; v++)
        for (size_t m = 0; m < 4; m++)
            for (size_t t = 0; t < 6; t++) {
                char name[32], expected[] = {'x', *v, 'x', '\0'};
                snprintf(name, sizeof name, "x%c%s%sx", *v, marks[m], tones[t]);
                expect(name, 0, expected);
                snprintf(name, sizeof name, "x%c%s%sx", *v, tones[t], marks[m]);
                expect(name, 0, expected);
            }
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *safe;
    } rows[] = {
        {"Quyết định số 12.pdf", "Quyet-dinh-so-12.pdf"},
        {"Quye\u0302\u0301t đi\u0323nh.pdf", "Quyet-dinh.pdf"},
        {"Giấy phép (bản sao) – 2026/.xml", "Giay-phep-ban-sao-2026.xml"},
        {"already_safe-1.PDF", "already_safe-1.PDF"},
        {"a.b.c.pdf", "a-b-c.pdf"},
        {"--x--.pdf", "x.pdf"},
        {".hidden", "hidden"},
        {"no extension", "no-extension"},
        {"dot at the end.", "dot-at-the-end"},
        {"long.extension9", "long-extension9"},
        {"số.nghị", "so-nghi"},
        {"文書.pdf", "document.pdf"},
        {"...", "document"},
        {"\xff\xfe"
         "a\xc3.pdf",
         "a.pdf"},
        {"\xe1\xba", "document"},
        {"Łódź Straße Ærø.pdf", "Lodz-Strase-Aro.pdf"},
        {"a\nb\tc;d\"e'f$g.pdf", "a-b-c-d-e-f-g.pdf"},
        {"../../etc/passwd", "etc-passwd"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) expect(rows[i].name, 0, rows[i].safe);
}

/* Fifty characters with number and extension, and no mark of a cut. */
static void test_length(void **state)
{
    (void)state;
    char name[400] = "";
    for (int i = 0; i < 60; i++) strcat(name, "ệ");
    strcat(name, ".pdf");
    expect(name, 0, "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee.pdf");
    expect(name, 100000, "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-100000.pdf");
    expect("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bcd.pdf", 0,
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.pdf");
    expect("a.pdf", 2, "a-2.pdf");
    expect("文.pdf", 3, "document-3.pdf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_composed),
        cmocka_unit_test(test_decomposed),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
