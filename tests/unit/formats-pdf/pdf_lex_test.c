// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "formats/base/limits.h"
#include "formats/pdf/pdf_parse.h"

struct one {
    struct arena *arena;
    struct pdf_lex lex;
    const struct pdf_object *object;
    struct err e;
};

static status parse(struct one *o, struct view text)
{
    *o = (struct one){.arena = arena_new(LIMIT_PDF_ARENA)};
    assert_non_null(o->arena);
    o->lex = (struct pdf_lex){.source = text, .arena = o->arena};
    return pdf_parse(&o->object, &o->lex, &o->e);
}

static void clear_one(struct one *o)
{
    pdf_lex_clear(&o->lex);
    arena_free(o->arena);
}

static status parse_string(struct one *o, const char *text)
{
    return parse(o, view_of_string(text));
}

/* What is no object, and why? */
/* refuses PDF-17 */
static void test_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
        enum err_code code;
    } cases[] = {
        {"", "ends where an object", ERR_SYNTAX},
        {"  % all comment", "ends where an object", ERR_SYNTAX},
        {"nul", "an object must stand here", ERR_SYNTAX},
        {"nullx", "an object must stand here", ERR_SYNTAX},
        {"TRUE", "an object must stand here", ERR_SYNTAX},
        {">>", "an object must stand here", ERR_SYNTAX},
        {"]", "an object must stand here", ERR_SYNTAX},
        {"{1}", "an object must stand here", ERR_SYNTAX},
        {"+", "not a number", ERR_SYNTAX},
        {"-", "not a number", ERR_SYNTAX},
        {".", "not a number", ERR_SYNTAX},
        {"--1", "not a number", ERR_SYNTAX},
        {"1.2.3", "not a number", ERR_SYNTAX},
        {"1e5", "not a number", ERR_SYNTAX},
        {"0x10", "not a number", ERR_SYNTAX},
        {"9223372036854775808", "too large", ERR_SYNTAX},
        {"-9223372036854775809", "too large", ERR_SYNTAX},
        {"8388608 0 R", "object number beyond", ERR_LIMIT},
        {"1 65536 R", "generation beyond", ERR_SYNTAX},
        {"(abc", "without its end", ERR_SYNTAX},
        {"(abc\\)", "without its end", ERR_SYNTAX},
        {"(a(b)", "without its end", ERR_SYNTAX},
        {"<41", "without its end", ERR_SYNTAX},
        {"<4g>", "not a hexadecimal digit", ERR_SYNTAX},
        {"<41%\n>", "not a hexadecimal digit", ERR_SYNTAX},
        {"/a#", "without its two digits", ERR_SYNTAX},
        {"/a#4", "without its two digits", ERR_SYNTAX},
        {"/a#4x", "without its two digits", ERR_SYNTAX},
        {"/a#00b", "without its two digits", ERR_SYNTAX},
        {"[1 2", "ends where an object", ERR_SYNTAX},
        {"[1 2>", "an object must stand here", ERR_SYNTAX},
        {"<< /A 1", "key of a dictionary", ERR_SYNTAX},
        {"<< /A 1 >", "key of a dictionary", ERR_SYNTAX},
        {"<< /A >>", "an object must stand here", ERR_SYNTAX},
        {"<< 1 /A >>", "key of a dictionary", ERR_SYNTAX},
        {"<< (A) 1 >>", "key of a dictionary", ERR_SYNTAX},
        {"<< /A 1 /B 2 /A 3 >>", "PDF-17", ERR_SYNTAX},
        {"<< /Contents 1 /C#6fntents 2 >>", "PDF-17", ERR_SYNTAX},
        {"<< /A null /A null >>", "PDF-17", ERR_SYNTAX},
        {"[<< /B << /A 1 /#41 3 >> >>]", "PDF-17", ERR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct one o;
        if (parse_string(&o, cases[i].text) == OK) fail_msg("\"%s\" was read", cases[i].text);
        assert_refused(FAILED, &o.e, cases[i].code, cases[i].why);
        clear_one(&o);
    }
}

static void refuse_long(const char *before, size_t times, const char *middle, const char *after, const char *why)
{
    AUTO_BUF text = BUF_INIT(16 << 20);
    struct one o;
    buf_put_string(&text, before);
    for (size_t i = 0; i < times; i++) buf_put_string(&text, middle);
    buf_put_string(&text, after);
    assert_false(text.failed);
    status result = parse(&o, view_of(text.data, text.len));
    if (why == NULL)
        assert_ok(result, &o.e);
    else
        assert_refused(result, &o.e, ERR_LIMIT, why);
    clear_one(&o);
}

/* Does each bound hold, and allow what is just inside? */
/* refuses PDF-90, accepts PDF-90 */
static void test_limits(void **state)
{
    (void)state;
    refuse_long("/", LIMIT_PDF_NAME, "a", "", NULL);
    refuse_long("/", LIMIT_PDF_NAME + 1, "a", "", "a name longer");
    refuse_long("/", LIMIT_PDF_NAME + 1, "#61", "", "a name longer");
    refuse_long("(", LIMIT_PDF_STRING - 1, "a", ")", NULL);
    refuse_long("(", LIMIT_PDF_STRING + 1, "a", ")", "a string longer");
    refuse_long("<", LIMIT_CMS - 1, "00", ">", NULL);
    refuse_long("<", LIMIT_CMS + 1, "00", ">", "a string longer");
    refuse_long("", LIMIT_PDF_DEPTH - 1, "[", "1 ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
                NULL);
    refuse_long("", LIMIT_PDF_DEPTH, "[", "1", "nested");
    refuse_long("", 1000000, "<</A ", "1", "nested");
    refuse_long("[", LIMIT_PDF_ARRAY + 1, "0 ", "]", "items in an array");
}

/* Does each spelling mean what the standard says? */
static void test_values(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum pdf_type type;
        double number;
        const char *string;
    } cases[] = {
        {"null", PDF_NULL, 0, NULL},
        {"true", PDF_BOOLEAN, 1, NULL},
        {"false", PDF_BOOLEAN, 0, NULL},
        {"0", PDF_INTEGER, 0, NULL},
        {"+17", PDF_INTEGER, 17, NULL},
        {"-98", PDF_INTEGER, -98, NULL},
        {"007 0 obj", PDF_INTEGER, 7, NULL},
        {"34.5", PDF_REAL, 34.5, NULL},
        {"-.002", PDF_REAL, -.002, NULL},
        {"4.", PDF_REAL, 4, NULL},
        {"(plain)", PDF_STRING, 0, "plain"},
        {"(with (balanced) parentheses)", PDF_STRING, 0, "with (balanced) parentheses"},
        {"(a\\nb\\(\\)\\\\\\q)", PDF_STRING, 0, "a\nb()\\q"},
        {"(\\101\\60\\0613)", PDF_STRING, 0, "A013"},
        {"(a\\\r\nb\r\nc\rd)", PDF_STRING, 0, "ab\nc\nd"},
        {"()", PDF_STRING, 0, ""},
        {"<48 65\n6C6c 6F7>", PDF_STRING, 0, "Hellop"},
        {"<>", PDF_STRING, 0, ""},
        {"/Name", PDF_NAME, 0, "Name"},
        {"/A#42#2F", PDF_NAME, 0, "AB/"},
        {"/", PDF_NAME, 0, ""},
        {"% comment\n /A", PDF_NAME, 0, "A"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct one o;
        double number;
        assert_ok(parse_string(&o, cases[i].text), &o.e);
        if (o.object->type != cases[i].type) fail_msg("\"%s\" is of type %d", cases[i].text, (int)o.object->type);
        if (cases[i].string != NULL)
            assert_true(view_equals_string(o.object->string, cases[i].string));
        else if (pdf_number(&number, o.object))
            assert_true(number == cases[i].number);
        else if (o.object->type == PDF_BOOLEAN)
            assert_int_equal(o.object->boolean, cases[i].number != 0);
        clear_one(&o);
    }
}

static void test_extreme_integers(void **state)
{
    (void)state;
    struct one o;
    assert_ok(parse_string(&o, "-9223372036854775808"), &o.e);
    assert_true(o.object->integer == INT64_MIN);
    clear_one(&o);
    assert_ok(parse_string(&o, "9223372036854775807"), &o.e);
    assert_true(o.object->integer == INT64_MAX);
    clear_one(&o);
}

/* Are references told from numbers, and does everything know where it stands? */
static void test_composites(void **state)
{
    (void)state;
    struct one o;
    assert_refused(parse_string(&o, "[1 2 Rx]"), &o.e, ERR_SYNTAX, "an object must stand here");
    clear_one(&o);
    assert_ok(parse_string(&o, " << /A [1 0 R 12 0 7] /B <4142> /C null /D<</E(x)>> >> rest"), &o.e);
    const struct pdf_object *a = pdf_get(o.object, "A"), *b = pdf_get(o.object, "B");
    assert_int_equal(a->array.count, 4);
    assert_true(a->array.item[0]->type == PDF_REFERENCE && a->array.item[0]->reference.number == 1);
    assert_true(a->array.item[3]->integer == 7);
    assert_true(view_equals_string(b->source, "<4142>"));
    assert_true(view_equals_string(a->source, "[1 0 R 12 0 7]"));
    assert_true(view_equals_string(a->array.item[0]->source, "1 0 R"));
    assert_true(view_equals_string(pdf_get(o.object, "D")->source, "<</E(x)>>"));
    assert_null(pdf_get(o.object, "C")); /* null is absent */
    assert_null(pdf_get(o.object, "X"));
    assert_null(pdf_get(NULL, "X"));
    assert_int_equal(o.object->dictionary.count, 4);
    assert_true(view_equals_string(view_part(o.lex.source, o.lex.at, 5), " rest"));
    clear_one(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses),          cmocka_unit_test(test_limits),     cmocka_unit_test(test_values),
        cmocka_unit_test(test_extreme_integers), cmocka_unit_test(test_composites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
