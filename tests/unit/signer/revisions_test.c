// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <stdio.h>
#include <string.h>

#include "signer/revisions.h"

static struct signature_report *reports(size_t count)
{
    struct signature_report *s = mem_new_array(count, sizeof *s);
    assert_non_null(s);
    return s;
}

static struct document document_of(size_t len)
{
    struct document d = DOCUMENT_NONE;
    d.bytes = view_of("", len); /* nobody looks at the bytes */
    return d;
}

/* Which signatures cover a revision, and in which order do they come? */
static void lists_them_once_and_oldest_first(void **state)
{
    (void)state;
    static const struct {
        uint64_t end;
        enum pdf_coverage coverage;
    } cases[] = {
        {500, PDF_COVERS_REVISION}, {300, PDF_COVERS_REVISION}, {200, PDF_COVERS_PARTIAL},
        {300, PDF_COVERS_REVISION}, {0, PDF_COVERS_REVISION},   {1001, PDF_COVERS_WHOLE_FILE},
        {100, PDF_COVERS_NOTHING},  {400, PDF_COVERS_REVISION}, {1000, PDF_COVERS_WHOLE_FILE},
    };
    static const uint64_t ends[] = {300, 400, 500, 1000};
    static const size_t signatures[] = {1, 7, 0, 8};
    struct verify_report r = {.format = DOCUMENT_PDF, .signature_count = sizeof cases / sizeof cases[0]};
    struct document d = document_of(1000);
    struct revision_list list;
    r.signatures = reports(r.signature_count);
    for (size_t i = 0; i < r.signature_count; i++) {
        r.signatures[i].covered_end = cases[i].end;
        r.signatures[i].pdf_coverage = cases[i].coverage;
    }
    revisions_list(&list, &r, &d);
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(list.item[i].end, ends[i]);
        assert_int_equal(list.item[i].signature, signatures[i]);
    }
    r.format = DOCUMENT_XML;
    revisions_list(&list, &r, &d);
    assert_int_equal(list.count, 0);
    verify_report_clear(&r);
}

/* Does nothing of a hostile field name reach the file system? */
static void names_are_harmless(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"SecondSeal-17", "revision-1-SecondSeal-17"},
        {"", "revision-1-"},
        {"../../etc/passwd", "revision-1-.._.._etc_passwd"},
        {"a b*?;$(x)\\n\x1b[m", "revision-1-a_b____x__n__m"},
        {"Ký", "revision-1-K__"},
        {"form.field_1", "revision-1-form.field_1"},
    };
    struct document d = document_of(10);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verify_report r = {.format = DOCUMENT_PDF, .signatures = reports(1), .signature_count = 1};
        struct revision_list list;
        r.signatures[0].covered_end = 10;
        r.signatures[0].pdf_coverage = PDF_COVERS_WHOLE_FILE;
        snprintf(r.signatures[0].name, sizeof r.signatures[0].name, "%s", cases[i][0]);
        revisions_list(&list, &r, &d);
        assert_int_equal(list.count, 1);
        for (const char *c = list.item[0].name; *c != '\0'; c++)
            assert_non_null(strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", *c));
        if (i != 3) assert_string_equal(list.item[0].name, cases[i][1]);
        verify_report_clear(&r);
    }
}

static void long_names_are_cut(void **state)
{
    (void)state;
    struct verify_report r = {.format = DOCUMENT_PDF, .signatures = reports(1), .signature_count = 1};
    struct document d = document_of(10);
    struct revision_list list;
    r.signatures[0].covered_end = 10;
    r.signatures[0].pdf_coverage = PDF_COVERS_WHOLE_FILE;
    memset(r.signatures[0].name, 'a', LIMIT_TEXT - 1);
    revisions_list(&list, &r, &d);
    assert_int_equal(strlen(list.item[0].name), strlen("revision-1-") + 64);
    verify_report_clear(&r);
}

static void stems_are_names_of_files(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"decision.pdf", "decision"},
        {"a/b/decision.v2.pdf", "decision.v2"},
        {"/x/.pdf", ".pdf"},
        {"Quyết định.pdf", "Quyết định"},
        {"none", "none"},
        {"a\x1b[m.pdf", "a_[m"},
        {"K\xc3\xbd \x01.pdf", "K__ _"},
        {"\xff.pdf", "_"},
    };
    char stem[LIMIT_TEXT], longest[600], *at = longest;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        revisions_stem(stem, sizeof stem, cases[i][0]);
        assert_string_equal(stem, cases[i][1]);
    }
    *at++ = 'a';
    for (; at + 3 < longest + sizeof longest; at += 3) memcpy(at, "\xe1\xba\xbf", 3); /* ế */
    *at = '\0';
    revisions_stem(stem, sizeof stem, longest);
    assert_int_equal(strlen(stem), 118); /* whole characters */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_them_once_and_oldest_first),
        cmocka_unit_test(names_are_harmless),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(stems_are_names_of_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
