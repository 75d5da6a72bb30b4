// SPDX-License-Identifier: Apache-2.0
/* The structure of a tagged document: where a widget's element goes, and where none goes. */
#include "formats/pdf/pdf_tag.h"

#include "formats/pdf/pdf.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define AUTO_REQUEST AUTO_CLEAR(pdf_request_clear) struct pdf_request

enum { TREE = 10, ELEMENT, OTHER, NODE, LEAF, NUMBERS, KIDS };

/* `tree`: the rest of /StructTreeRoot; `more`: objects, "NUMBER TEXT". */
static void made_tagged(struct made *m, const char *tree, const char *const more[4])
{
    char text[256];
    made_signable(m, "/StructTreeRoot 10 0 R/MarkInfo<</Marked true>>", "", "/StructParents 0");
    snprintf(text, sizeof text, "<</Type/StructTreeRoot%s>>", tree);
    made_object(m, TREE, text);
    made_object(m, ELEMENT, "<</Type/StructElem/S/Document/P 10 0 R>>");
    made_object(m, OTHER, "<</Type/StructElem/S/P/P 10 0 R/K[0 1]>>");
    for (size_t i = 0; i < 4 && more[i] != NULL; i++) {
        char *rest;
        unsigned number = (unsigned)strtoul(more[i], &rest, 10);
        made_object(m, number, rest);
    }
    made_table(m, "");
}

static void open_tag(struct pdf_tag *t, const struct made *m)
{
    struct err e = {0};
    const struct pdf_object *catalog;
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(m));
    assert_ok(pdf_file_get(&catalog, file, pdf_file_revision(file, 0)->trailer, "Root", 0, &e), &e);
    assert_ok(pdf_tag_open(t, file, catalog, &e), &e);
}

static void what_cannot_be_extended(void **state)
{
    (void)state;
    static const struct {
        const char *tree, *more[4];
        enum pdf_tag_obstacle obstacle;
    } cases[] = {
        {"/K 11 0 R", {NULL}, PDF_TAG_NO_PARENTS},
        {"/K 11 0 R/ParentTree null", {NULL}, PDF_TAG_NO_PARENTS},
        {"/K 11 0 R/ParentTree[]", {NULL}, PDF_TAG_ODD},
        {"/K 11 0 R/ParentTree<</Nums 3>>", {NULL}, PDF_TAG_ODD},
        {"/K 11 0 R/ParentTree<</Nums[]>>/ParentTreeNextKey/x", {NULL}, PDF_TAG_ODD},
        {"/K 11 0 R/ParentTree<</Nums[]>>/ParentTreeNextKey 13 0 R", {"13 4"}, PDF_TAG_ODD},
        {"/K 11 0 R/ParentTree<</Nums[2147483647 12 0 R]>>", {NULL}, PDF_TAG_ODD},
        {"/K 11 0 R/ParentTree<</Kids[13 0 R]>>", {"13 <</Limits 14 0 R/Nums[]>>", "14 [0 0]"}, PDF_TAG_ODD},
        {"/K 11 0 R/ParentTree 13 0 R", {"13 14 0 R", "14 <</Nums[]>>"}, PDF_TAG_ODD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_MADE m;
        struct pdf_tag t;
        made_tagged(&m, cases[i].tree, cases[i].more);
        open_tag(&t, &m);
        assert_true(t.is_tagged);
        if (t.obstacle != cases[i].obstacle) fail_msg("case %zu: %d", i, (int)t.obstacle);
        assert_int_equal(pdf_tag_key(&t), -1);
    }
}

static void what_is_not_tagged(void **state)
{
    (void)state;
    static const char *const catalogs[] = {"", "/StructTreeRoot null", "/StructTreeRoot 30 0 R", "/StructTreeRoot 4"};
    for (size_t i = 0; i < sizeof catalogs / sizeof catalogs[0]; i++) {
        AUTO_MADE m;
        struct pdf_tag t;
        made_signable(&m, catalogs[i], "", "");
        made_table(&m, "");
        open_tag(&t, &m);
        assert_false(t.is_tagged);
        assert_int_equal(pdf_tag_key(&t), -1);
    }
}

static void trees_without_end_are_refused(void **state)
{
    (void)state;
    static const char *const more[4] = {"13 <</Kids[13 0 R]>>"};
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REQUEST r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_prepared_init(&p);
    request_invisible(&r);
    made_tagged(&m, "/K 11 0 R/ParentTree 13 0 R", more);
    assert_refused(pdf_prepare(&p, made_view(&m), &r, &e), &e, ERR_LIMIT, "parent tree");
}

static bool holds(const struct made *m, const char *text)
{
    return view_find(made_view(m), 0, view_of_string(text)) != SIZE_MAX;
}

/* Twice, so that what was written first is extended, too; the inspector sees nothing but signatures. */
static void expect_two(struct made *m)
{
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    struct err e = {0};
    assert_ok(pdf_inspect(&f, made_view(m), view_of(NULL, 0), &e), &e);
    assert_int_equal(f.signature_count, 2);
    for (size_t i = 0; i < 2; i++)
        if (f.signatures[i].findings.count > 0) fail_msg("%s", f.signatures[i].findings.item[0].text[LANG_EN]);
    assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_SIGNATURE);
}

/* accepts PDF-61 */
static void a_widget_is_tagged(void **state)
{
    (void)state;
    static const struct {
        const char *tree, *more[4];
        int64_t key;
        const char *written; /* after the first; object 17 or 18 is the first new one */
    } cases[] = {
        {"/K 11 0 R/ParentTree<</Nums[0 12 0 R]>>/ParentTreeNextKey 1", {NULL}, 1, "/ParentTreeNextKey  2 "},
        {"/K[11 0 R]/ParentTree<</Nums[0 12 0 R]>>/ParentTreeNextKey 7", {NULL}, 7, "/ParentTreeNextKey  8 "},
        {"/K[11 0 R]/ParentTree<</Nums[0 12 0 R 9 12 0 R]>>/ParentTreeNextKey 1",
         {NULL},
         10,
         "/ParentTreeNextKey  11 "},
        {"/K[11 0 R 12 0 R]/ParentTree<</Nums[0 12 0 R]>>", {NULL}, 1, "/K[11 0 R 12 0 R "},
        {"/K 16 0 R/ParentTree<<>>/ParentTreeNextKey 0", {"16 [11 0 R 12 0 R]"}, 0, "16 0 obj\n[11 0 R 12 0 R "},
        {"/ParentTree<</Nums[]>>", {NULL}, 0, "/StructTreeRoot/ParentTree<</Nums[ 0 "},
        {"/K 12 0 R/ParentTree<</Nums[0 12 0 R]>>", {NULL}, 1, "/K[0 1 "},
        {"/K 11 0 R/ParentTree 13 0 R",
         {"13 <</Kids[14 0 R]>>", "14 <</Limits[0 4]/Nums 15 0 R>>", "15 [0 12 0 R 4 12 0 R]"},
         5,
         "<</Limits[0 5]/Nums 15 0 R>>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_MADE m;
        AUTO_REQUEST r;
        struct pdf_tag t;
        request_visible(&r, 1);
        snprintf(r.tooltip, sizeof r.tooltip, "Chữ ký");
        made_tagged(&m, cases[i].tree, cases[i].more);
        open_tag(&t, &m);
        assert_int_equal(pdf_tag_key(&t), cases[i].key);
        sign_made(&m.bytes, &r);
        if (!holds(&m, cases[i].written)) fail_msg("case %zu:\n%.*s", i, (int)m.bytes.len, (const char *)m.bytes.data);
        assert_true(holds(&m, "/S /Form") && holds(&m, "/StructParent ") && holds(&m, "/TU <"));
        sign_made(&m.bytes, &r);
        expect_two(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_extended),
        cmocka_unit_test(what_is_not_tagged),
        cmocka_unit_test(trees_without_end_are_refused),
        cmocka_unit_test(a_widget_is_tagged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
