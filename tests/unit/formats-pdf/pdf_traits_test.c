// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_traits.h"

#include "formats/pdf/pdf_version.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define NS "http://www.aiim.org/pdfa/ns/id/"

static void traits_of(struct pdf_traits *t, const char *catalog, const char *object_5)
{
    struct err e = {0};
    AUTO_MADE m;
    made_signable(&m, catalog, object_5, "");
    made_table(&m, "");
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(&m));
    assert_ok(pdf_traits_of(t, file, &e), &e);
}

static void the_part_of_an_archive(void **state)
{
    (void)state;
    static const struct {
        const char *xmp;
        uint32_t part;
    } cases[] = {
        {"<a xmlns:pdfaid='" NS "'><pdfaid:part>1</pdfaid:part>", 1},
        {"<a xmlns:pdfaid = \"" NS "\" pdfaid:part=\"2\" pdfaid:conformance=\"B\"/>", 2},
        {"<a xmlns:p='" NS "' p:part = '3'/>", 3},
        {"<a xmlns:pdfaid='" NS "'><pdfaid:part> 4 </pdfaid:part>", 4},
        {"", 0},
        {"<pdfaid:part>1</pdfaid:part>", 0},
        {"<a pdfaid='" NS "'><pdfaid:part>1</pdfaid:part>", 0},
        {"<a xmlns:pdfaid='" NS "'><pdfaid:part>5</pdfaid:part>", 0},
        {"<a xmlns:pdfaid='" NS "'><pdfaid:part>0</pdfaid:part>", 0},
        {"<a xmlns:pdfaid='" NS "'><pdfaid:part>", 0},
        {"<a xmlns:pdfaid='" NS "'><other:part>1</other:part>", 0},
        {NS, 0},
        {"'" NS, 0},
        {"xmlns:'" NS "':part>1", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char object[512];
        struct pdf_traits t;
        snprintf(object, sizeof object, "<</Type/Metadata/Length %zu>>\nstream\n%s\nendstream", strlen(cases[i].xmp),
                 cases[i].xmp);
        traits_of(&t, "/Metadata 5 0 R", object);
        if (t.archive != cases[i].part) fail_msg("case %zu: %u", i, t.archive);
    }
}

static void what_is_no_metadata(void **state)
{
    (void)state;
    static const char *const objects[] = {"<<>>", "7", "<</Length 1/Filter/FlateDecode>>\nstream\nx\nendstream",
                                          "<</Length 1/Filter/Unknown>>\nstream\nx\nendstream"};
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        struct pdf_traits t;
        traits_of(&t, "/Metadata 5 0 R", objects[i]);
        assert_int_equal(t.archive, 0);
    }
}

static void intents_and_tags(void **state)
{
    (void)state;
    static const struct {
        const char *catalog;
        bool rgb, tagged;
    } cases[] = {
        {"", false, false},
        {"/OutputIntents[<</S/GTS_PDFA1/DestOutputProfile 5 0 R>>]", true, false},
        {"/OutputIntents[<</S/GTS_PDFX/DestOutputProfile 5 0 R>>]", false, false},
        {"/OutputIntents[<</S/GTS_PDFA1>>]", false, false},
        {"/OutputIntents[<</S/GTS_PDFA1>><</S/GTS_PDFA1/DestOutputProfile 5 0 R>>]/StructTreeRoot<<>>", true, true},
        {"/OutputIntents 7/StructTreeRoot 30 0 R", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pdf_traits t;
        traits_of(&t, cases[i].catalog, "<</N 3/Length 1>>\nstream\nx\nendstream");
        if (t.has_rgb_intent != cases[i].rgb || t.is_tagged != cases[i].tagged) fail_msg("case %zu", i);
    }
}

static void the_wire(void **state)
{
    (void)state;
    struct err e = {0};
    struct pdf_traits t = {.archive = 3, .has_rgb_intent = true, .is_tagged = true}, got = {0};
    AUTO_BUF b = BUF_INIT(100);
    pdf_traits_put(&b, &t);
    struct view in = view_of(b.data, b.len);
    assert_ok(pdf_traits_get(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    assert_true(got.archive == 3 && got.has_rgb_intent && got.is_tagged);
    b.data[0] = b.data[1] = b.data[2] = b.data[3] = 5;
    in = view_of(b.data, b.len);
    assert_int_equal(pdf_traits_get(&got, &in, &e), FAILED);
    assert_int_equal(got.archive, 3);
}

/* The version of the update, or none where it is high enough. */
static void versions_are_raised_only(void **state)
{
    (void)state;
    static const struct {
        const char *header, *catalog;
        unsigned before;
        const char *expected; /* in the update; "": nothing */
    } cases[] = {
        {"%PDF-1.3", "", 13, "/Version /1.4>>"},
        {"%PDF-1.0", "/Version/1.3", 13, "/Version /1.4 "},
        {"%PDF-1.2", "/Version/1.1", 12, "/Version /1.4 "},
        {"%PDF-1.2", "/Version/x", 12, "/Version /1.4 "},
        {"%PDF-1.2", "/Version(1.7)", 12, "/Version /1.4 "},
        {"%PDF-1.2", "/Version/1.5", 15, ""},
        {"%PDF-1.4", "", 14, ""},
        {"%PDF-1.7", "/Version/1.4", 17, ""},
        {"%PDF-2.0", "", 20, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        unsigned before;
        const struct pdf_object *root;
        AUTO_MADE m;
        made_signable(&m, cases[i].catalog, "", "");
        made_table(&m, "");
        memcpy(m.bytes.data, cases[i].header, 8);
        AUTO(pdf_file_close)
        struct pdf_file *file = open_made(made_view(&m));
        AUTO(pdf_update_free)
        struct pdf_update *u = pdf_update_new(file);
        struct pdf_ref ref = pdf_get(pdf_file_revision(file, 0)->trailer, "Root")->reference;
        assert_ok(pdf_file_load(&root, file, ref, 0, &e), &e);
        assert_ok(pdf_version_of(&before, file, root, &e), &e);
        assert_int_equal(before, cases[i].before);
        assert_ok(pdf_version_raise(u, ref, root, PDF_VERSION_TRANSPARENCY, &e), &e);
        assert_ok(pdf_update_finish(u, &e), &e);
        struct view update = view_of(u->body.data, u->body.len);
        const char *wanted = cases[i].expected[0] == '\0' ? "/Version" : cases[i].expected;
        if ((view_find(update, 0, view_of_string(wanted)) != SIZE_MAX) != (cases[i].expected[0] != '\0'))
            fail_msg("case %zu:\n%.*s", i, (int)update.len, (const char *)update.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_part_of_an_archive),   cmocka_unit_test(what_is_no_metadata),
        cmocka_unit_test(intents_and_tags),         cmocka_unit_test(the_wire),
        cmocka_unit_test(versions_are_raised_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
