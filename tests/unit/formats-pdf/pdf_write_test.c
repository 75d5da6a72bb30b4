// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <string.h>

#include "formats/base/arena.h"
#include "formats/pdf/pdf_parse.h"
#include "formats/pdf/pdf_write.h"

static const struct pdf_object *parse(struct arena *arena, const char *text)
{
    struct err e = {0};
    const struct pdf_object *o;
    AUTO_LEX x = {.source = view_of_string(text), .arena = arena};
    assert_ok(pdf_parse(&o, &x, &e), &e);
    return o;
}

static void expect(struct buf *b, const char *text)
{
    assert_false(b->failed);
    buf_put_byte(b, 0);
    assert_string_equal(b->data, text);
}

/* --- edits --- */

enum how { APPEND, SET };

static void edits_change_nothing_else(void **state)
{
    (void)state;
    static const struct {
        enum how how;
        const char *before, *key, *value, *after;
    } cases[] = {
        {APPEND, "[]", "", "", "[ 7 0 R]"},
        {APPEND, "[1 0 R]", "", "", "[1 0 R 7 0 R]"},
        {APPEND, "[ (a\\)]) % ]\n ]", "", "", "[ (a\\)]) % ]\n  7 0 R]"},
        {SET, "<<>>", "A", "1", "<< /A 1>>"},
        {SET, "<</B/C>>", "A", "1", "<</B/C /A 1>>"},
        {SET, "<</A[2]/B 3>>", "A", "1", "<</A 1 /B 3>>"},
        {SET, "<</A null/B<41>>>", "A", "1", "<</A  1 /B<41>>>"},
        {SET, "<</#41 2 0 R>>", "A", "1", "<</#41  1 >>"},
        {SET, "<</C<</A 5>>/N +05.0%x\n>>", "A", "1", "<</C<</A 5>>/N +05.0%x\n /A 1>>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO(arena_free)
        struct arena *arena = arena_new(1 << 20);
        AUTO_BUF out = BUF_INIT(1000);
        const struct pdf_object *o = parse(arena, cases[i].before);
        struct pdf_edit edit = cases[i].how == SET ? pdf_edit_set(o, cases[i].key, cases[i].value)
                                                   : pdf_edit_append(o, (struct pdf_ref){7, 0});
        pdf_write_edited(&out, o->source, &edit, 1);
        expect(&out, cases[i].after);
    }
}

static void edits_at_any_depth_and_in_any_order(void **state)
{
    (void)state;
    AUTO(arena_free)
    struct arena *arena = arena_new(1 << 20);
    AUTO_BUF out = BUF_INIT(1000);
    const struct pdf_object *o = parse(arena, "<</Z 1/Form<</Fields[1 0 R]/SigFlags 1>>/Y 2>>");
    const struct pdf_object *form = pdf_get(o, "Form");
    struct pdf_edit edits[] = {pdf_edit_set(o, "Last", "a"), pdf_edit_set(form, "SigFlags", "3"),
                               pdf_edit_set(o, "Latest", "b"),
                               pdf_edit_append(pdf_get(form, "Fields"), (struct pdf_ref){9, 2})};
    pdf_write_edited(&out, o->source, edits, 4);
    expect(&out, "<</Z 1/Form<</Fields[1 0 R 9 2 R]/SigFlags  3 >>/Y 2 /Last a /Latest b>>");
}

static void an_edit_of_something_else_fails(void **state)
{
    (void)state;
    AUTO(arena_free)
    struct arena *arena = arena_new(1 << 20);
    const struct pdf_object *o = parse(arena, "<</A<</B[1]>>/C 5>>");
    const struct pdf_object *inner = pdf_get(o, "A"), *c = pdf_get(o, "C");
    struct pdf_edit outside = pdf_edit_set(o, "C", "6");
    struct pdf_edit overlapping[] = {{.old = inner->source},
                                     pdf_edit_append(pdf_get(inner, "B"), (struct pdf_ref){7, 0})};
    AUTO_BUF first = BUF_INIT(1000);
    AUTO_BUF second = BUF_INIT(1000);
    pdf_write_edited(&first, inner->source, &outside, 1);
    assert_true(first.failed);
    pdf_write_edited(&second, o->source, overlapping, 2);
    assert_true(second.failed);
    assert_int_equal(c->integer, 5);
}

/* --- tokens and copies --- */

static void numbers_have_two_decimals_at_most(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},           {1, "1"},        {-1, "-1"},    {0.5, "0.50"},   {-0.25, "-0.25"},
                 {1.005, "1"},       {0.004, "0"},    {-0.004, "0"}, {99.999, "100"}, {841.889763, "841.89"},
                 {-12.34, "-12.34"}, {1e6, "1000000"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF out = BUF_INIT(100);
        pdf_write_number(&out, cases[i].value);
        expect(&out, cases[i].text);
    }
}

static void names_are_escaped(void **state)
{
    (void)state;
    AUTO_BUF out = BUF_INIT(100);
    pdf_write_name(&out, view_of_string("A b#/()\x7f\xe1"));
    expect(&out, "/A#20b#23#2F#28#29#7F#E1");
}

static uint32_t plus_100(void *context, struct pdf_ref ref)
{
    (void)context;
    return ref.number == 5 ? 0 : ref.number + 100;
}

static void copies_have_new_references_and_old_scalars(void **state)
{
    (void)state;
    AUTO(arena_free)
    struct arena *arena = arena_new(1 << 20);
    AUTO_BUF out = BUF_INIT(1000);
    const struct pdf_object *o =
        parse(arena, "<</R[1 0 R 5 3 R]/S(a\\051\n)/H<4 1>/N/x#20y/F 1.50/B true/Q null/D<</E[[2 1 R]]>>>>");
    pdf_write_object(&out, o, plus_100, NULL);
    expect(&out,
           "<< /R [101 0 R 5 3 R] /S (a\\051\n) /H <4 1> /N /x#20y /F 1.50 /B true /Q null /D << /E [[102 0 R]] >> >>");
}

static void streams_get_a_direct_length(void **state)
{
    (void)state;
    AUTO(arena_free)
    struct arena *arena = arena_new(1 << 20);
    AUTO_BUF out = BUF_INIT(1000);
    struct pdf_object stream = {.type = PDF_STREAM};
    stream.stream.dictionary = parse(arena, "<</Length 8 0 R/Filter/X/Mask 2 0 R>>");
    stream.stream.encoded = view_of_string("abc\n");
    pdf_write_object(&out, &stream, plus_100, NULL);
    expect(&out, "<< /Filter /X /Mask 102 0 R /Length 4 >>\nstream\nabc\n\nendstream");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_change_nothing_else),
        cmocka_unit_test(edits_at_any_depth_and_in_any_order),
        cmocka_unit_test(an_edit_of_something_else_fails),
        cmocka_unit_test(numbers_have_two_decimals_at_most),
        cmocka_unit_test(names_are_escaped),
        cmocka_unit_test(copies_have_new_references_and_old_scalars),
        cmocka_unit_test(streams_get_a_direct_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
