// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_update.h"

#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made

/* The document with an update that rewrites its catalog and adds `objects` new ones. */
static status update(struct buf *out, struct view document, size_t objects, struct err *e)
{
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(document);
    AUTO(pdf_update_free)
    struct pdf_update *u = pdf_update_new(file);
    const struct pdf_object *root, *trailer = pdf_file_revision(file, 0)->trailer;
    TRY(pdf_file_get(&root, file, trailer, "Root", 0, e));
    struct pdf_edit edit = pdf_edit_set(root, "Note", "(here)");
    for (size_t i = 0; i < objects; i++) {
        pdf_update_begin(u, pdf_update_new_ref(u));
        buf_put_string(&u->body, "(new)");
        pdf_update_end(u);
    }
    pdf_update_rewrite(u, pdf_get(trailer, "Root")->reference, root, &edit, 1);
    TRY(pdf_update_finish(u, e));
    buf_put(out, document);
    buf_put(out, view_of(u->body.data, u->body.len));
    return OK;
}

static const struct pdf_object *load(struct pdf_file *file, uint32_t number, uint32_t generation)
{
    struct err e = {0};
    const struct pdf_object *o;
    assert_ok(pdf_file_load(&o, file, (struct pdf_ref){number, generation}, pdf_file_revision_count(file) - 1, &e), &e);
    return o;
}

static bool holds(const struct buf *b, const char *text)
{
    return view_find(view_of(b->data, b->len), 0, view_of_string(text)) != SIZE_MAX;
}

/* --- refusals --- */

static void an_object_is_written_once(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    made_document(&m);
    made_table(&m, "");
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(&m));
    AUTO(pdf_update_free)
    struct pdf_update *u = pdf_update_new(file);
    for (int i = 0; i < 2; i++) {
        pdf_update_begin(u, (struct pdf_ref){3, 0});
        pdf_update_end(u);
    }
    assert_refused(pdf_update_finish(u, &e), &e, ERR_LIMIT, "twice");
}

static void numbers_and_objects_run_out(void **state)
{
    (void)state;
    static const struct {
        const char *page;
        size_t objects;
    } cases[] = {{"<< /Type /Page /Parent 2 0 R /Dangling 8388607 0 R >>", 1},
                 {"<< /Type /Page /Parent 2 0 R >>", LIMIT_PDF_UPDATE_OBJECTS}};
    for (size_t i = 0; i < 2; i++) {
        struct err e = {0};
        AUTO_MADE m;
        AUTO_BUF out = BUF_INIT(1 << 20);
        made_document(&m);
        made_object(&m, 3, cases[i].page);
        made_table(&m, "");
        assert_refused(update(&out, made_view(&m), cases[i].objects, &e), &e, ERR_LIMIT, "more than");
        assert_ok(update(&out, made_view(&m), cases[i].objects - 1, &e), &e);
    }
}

static void too_many_bytes(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    made_document(&m);
    made_table(&m, "");
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(&m));
    AUTO(pdf_update_free)
    struct pdf_update *u = pdf_update_new(file);
    pdf_update_begin(u, pdf_update_new_ref(u));
    assert_non_null(buf_extend(&u->body, LIMIT_PDF_UPDATE - 20));
    pdf_update_end(u);
    assert_refused(pdf_update_finish(u, &e), &e, ERR_LIMIT, "longer than its limit");
}

/* --- what is written --- */

static void a_table_stays_a_table(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_BUF out = BUF_INIT(1 << 20);
    made_document(&m);
    made_object(&m, 6, "<< /Producer (x) >>");
    made_object(&m, 7, "[<41> <42>]");
    made_table(&m, " /Info 6 0 R /ID 7 0 R /Own#20Key [1 (\\)) 9 0 R]");
    assert_ok(update(&out, made_view(&m), 2, &e), &e);
    assert_true(holds(&out, "\nxref\n1 1\n"));
    assert_true(holds(&out, "\n10 2\n")); /* 9 is dangling */
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(view_of(out.data, out.len));
    const struct pdf_revision *r = pdf_file_revision(file, 1);
    assert_int_equal(pdf_file_revision_count(file), 2);
    assert_int_equal(r->style, PDF_XREF_TABLE);
    assert_int_equal(r->end, out.len);
    assert_int_equal(pdf_get(r->trailer, "Prev")->integer, m.startxref);
    assert_int_equal(pdf_get(r->trailer, "Size")->integer, 12);
    assert_int_equal(pdf_get(r->trailer, "Info")->reference.number, 6);
    assert_int_equal(pdf_get(r->trailer, "Root")->reference.number, 1);
    assert_true(view_equals_string(pdf_get(r->trailer, "Own Key")->source, "[1 (\\)) 9 0 R]"));
    const struct pdf_object *id = pdf_get(r->trailer, "ID");
    assert_true(view_equals_string(id->array.item[0]->string, "A"));
    assert_int_equal(id->array.item[1]->string.len, 16);
    assert_true(view_equals_string(load(file, 11, 0)->string, "new"));
    assert_true(view_equals_string(pdf_get(load(file, 1, 0), "Note")->string, "here"));
}

static void a_stream_stays_a_stream(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_BUF out = BUF_INIT(1 << 20);
    made_document(&m);
    struct made_entry entries[] = {{0, 0, 0, 65535},
                                   {1, 1, m.offset[1], 0},
                                   {2, 1, m.offset[2], 0},
                                   {3, 1, m.offset[3], 0},
                                   {4, 1, m.bytes.len, 0}};
    m.startxref = m.bytes.len;
    made_stream_section(&m, 4, entries, 5, " /ID [<41> <42>]");
    made_footer(&m);
    assert_ok(update(&out, made_view(&m), 2, &e), &e);
    assert_true(holds(&out, "/Index [1 1 5 3 ]"));
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(view_of(out.data, out.len));
    const struct pdf_revision *r = pdf_file_revision(file, 1);
    assert_int_equal(r->style, PDF_XREF_STREAM);
    assert_int_equal(r->end, out.len);
    assert_int_equal(pdf_get(r->trailer, "Prev")->integer, m.startxref);
    assert_int_equal(pdf_get(r->trailer, "Size")->integer, 8);
    assert_int_equal(pdf_file_locate(file, 7, 1).offset, r->startxref);
    assert_true(view_equals_string(pdf_get(r->trailer, "ID")->array.item[0]->string, "A"));
    assert_true(view_equals_string(load(file, 6, 0)->string, "new"));
}

/* The update begins with an end of line exactly where the original has none. */
static void the_original_ends_with_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *end, *between;
    } cases[] = {{"%%EOF", "%%EOF\n4 0 obj"},
                 {"%%EOF\n", "%%EOF\n4 0 obj"},
                 {"%%EOF\r", "%%EOF\r4 0 obj"},
                 {"%%EOF\r\n", "%%EOF\r\n4 0 obj"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_MADE m;
        AUTO_BUF out = BUF_INIT(1 << 20);
        made_document(&m);
        made_table(&m, "");
        m.bytes.len -= strlen("%%EOF\n");
        made_raw(&m, cases[i].end);
        assert_ok(update(&out, made_view(&m), 1, &e), &e);
        assert_true(holds(&out, cases[i].between));
        assert_memory_equal(out.data, m.bytes.data, m.bytes.len);
        pdf_file_close(open_made(view_of(out.data, out.len)));
    }
}

static void the_same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_BUF first = BUF_INIT(1 << 20);
    AUTO_BUF again = BUF_INIT(1 << 20);
    made_document(&m);
    made_table(&m, " /ID [<41> <42>]");
    assert_ok(update(&first, made_view(&m), 1, &e), &e);
    assert_ok(update(&again, made_view(&m), 1, &e), &e);
    assert_true(view_equal(view_of(first.data, first.len), view_of(again.data, again.len)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_is_written_once),
        cmocka_unit_test(numbers_and_objects_run_out),
        cmocka_unit_test(too_many_bytes),
        cmocka_unit_test(a_table_stays_a_table),
        cmocka_unit_test(a_stream_stays_a_stream),
        cmocka_unit_test(the_original_ends_with_a_line),
        cmocka_unit_test(the_same_input_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
