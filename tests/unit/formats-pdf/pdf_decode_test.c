// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include "tests/unit/formats-pdf/made_pdf.h"

#include "formats/pdf/pdf_decode.h"

static status decode(struct buf *out, const char *filter, const struct pdf_predictor *p, struct view in, struct err *e)
{
    static const struct pdf_predictor none = PDF_PREDICTOR_NONE;
    return pdf_decode_filter(out, view_of_string(filter), p == NULL ? &none : p, in, e);
}

static void deflate_to(struct buf *out, struct view in)
{
    uLongf len = compressBound(in.len);
    uint8_t *at = buf_extend(out, len);
    assert_non_null(at);
    assert_int_equal(compress(at, &len, in.data, in.len), Z_OK);
    out->len = len;
}

/* Which data is refused, and why? */
static void test_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *in, *why;
        enum err_code code;
    } cases[] = {
        {"DCTDecode", "", "not one that is decoded", ERR_REFUSED},
        {"JBIG2Decode", "", "not one that is decoded", ERR_REFUSED},
        {"Crypt", "", "not one that is decoded", ERR_REFUSED},
        {"LZWDecode", "", "not one that is decoded", ERR_REFUSED},
        {"FlateDecode", "", "damaged or ends early", ERR_SYNTAX},
        {"FlateDecode", "hello", "damaged or ends early", ERR_SYNTAX},
        {"ASCIIHexDecode", "4142", "without its end", ERR_SYNTAX},
        {"ASCIIHexDecode", "4x>", "hex digit", ERR_SYNTAX},
        {"ASCIIHexDecode", "41>42", "goes on after", ERR_SYNTAX},
        {"ASCII85Decode", "87cUR", "without its end", ERR_SYNTAX},
        {"ASCII85Decode", "87cUR~", "without its end", ERR_SYNTAX},
        {"ASCII85Decode", "8~>", "ends within a group", ERR_SYNTAX},
        {"ASCII85Decode", "s8W-\"~>", "too large", ERR_SYNTAX},
        {"ASCII85Decode", "87z~>", "no base-85 digit", ERR_SYNTAX},
        {"ASCII85Decode", "87cURv~>", "no base-85 digit", ERR_SYNTAX},
        {"ASCII85Decode", "87cUR~>x", "goes on after", ERR_SYNTAX},
        {"RunLengthDecode", "\002ab", "ends early", ERR_SYNTAX},
        {"RunLengthDecode", "\377", "ends early", ERR_SYNTAX},
        {"RunLengthDecode", "\002abc", "without its end", ERR_SYNTAX},
        {"RunLengthDecode", "\200x", "goes on after", ERR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF out = BUF_INIT(1000);
        assert_refused(decode(&out, cases[i].filter, NULL, view_of_string(cases[i].in), &e), &e, cases[i].code,
                       cases[i].why);
    }
}

static void test_values(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *in, *out;
    } cases[] = {
        {"ASCIIHexDecode", "48 65 6C6c\n6F>", "Hello"},
        {"ASCIIHexDecode", "4>", "@"},
        {"ASCIIHexDecode", ">\r\n", ""},
        {"ASCII85Decode", "87cUR\nD]~>", "Hello"},
        {"ASCII85Decode", "~>", ""},
        {"RunLengthDecode", "\004Hello\200", "Hello"},
        {"RunLengthDecode", "\001He\377l\001o!\200\n", "Hello!"},
        {"RunLengthDecode", "\376-\200", "---"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF out = BUF_INIT(1000);
        assert_ok(decode(&out, cases[i].filter, NULL, view_of_string(cases[i].in), &e), &e);
        assert_true(view_equals_string(view_of(out.data, out.len), cases[i].out));
    }
    struct err e = {0};
    AUTO_BUF zeros = BUF_INIT(10);
    assert_ok(decode(&zeros, "ASCII85Decode", NULL, view_of_string("z~>"), &e), &e);
    assert_true(view_equal(view_of(zeros.data, zeros.len), view_of("\0\0\0\0", 4)));
}

/* Is Flate data that was cut, changed or continued refused, and white space after it allowed? */
static void test_flate(void **state)
{
    (void)state;
    static const char text[] = "some text, some text, some other text";
    struct err e = {0};
    AUTO_BUF in = BUF_INIT(1000);
    deflate_to(&in, view_of_string(text));
    for (size_t n = 0; n <= in.len; n++) {
        AUTO_BUF out = BUF_INIT(1000);
        if (n < in.len) {
            assert_refused(decode(&out, "FlateDecode", NULL, view_of(in.data, n), &e), &e, ERR_SYNTAX, "ends early");
            continue;
        }
        assert_ok(decode(&out, "FlateDecode", NULL, view_of(in.data, n), &e), &e);
        assert_true(view_equals_string(view_of(out.data, out.len), text));
    }
    AUTO_BUF more = BUF_INIT(1000);
    buf_put_string(&in, "\r\n");
    assert_ok(decode(&more, "FlateDecode", NULL, view_of(in.data, in.len), &e), &e);
    buf_put_string(&in, "x");
    assert_refused(decode(&more, "FlateDecode", NULL, view_of(in.data, in.len), &e), &e, ERR_SYNTAX, "goes on after");
    in.data[in.len - 4] ^= 1; /* its checksum */
    assert_refused(decode(&more, "FlateDecode", NULL, view_of(in.data, in.len), &e), &e, ERR_SYNTAX, "damaged");
}

/* refuses PDF-91 */
static void test_bombs(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF zeros = BUF_INIT(1 << 20);
    AUTO_BUF in = BUF_INIT(2 << 20);
    AUTO_BUF small = BUF_INIT(1000);
    AUTO_BUF exact = BUF_INIT(1 << 20);
    assert_non_null(buf_extend(&zeros, 1 << 20));
    deflate_to(&in, view_of(zeros.data, zeros.len));
    assert_refused(decode(&small, "FlateDecode", NULL, view_of(in.data, in.len), &e), &e, ERR_LIMIT, "limit");
    assert_ok(decode(&exact, "FlateDecode", NULL, view_of(in.data, in.len), &e), &e);
    AUTO_BUF run = BUF_INIT(1000);
    for (int i = 0; i < 100; i++) buf_put_string(&run, "\201x");
    buf_clear(&small);
    assert_refused(decode(&small, "RunLengthDecode", NULL, view_of(run.data, run.len), &e), &e, ERR_LIMIT, "limit");
}

static void test_predictors(void **state)
{
    (void)state;
    static const struct {
        struct pdf_predictor p;
        const char *rows;
        size_t len;
        const char *out;
    } cases[] = {
        {{12, 1, 8, 3}, "\0abc\2\1\1\1", 8, "abcbcd"},  {{10, 3, 8, 1}, "\0abc\2\1\1\1", 8, "abcbcd"},
        {{11, 1, 8, 3}, "\1a\1\1\1b\1\1", 8, "abcbcd"}, {{11, 3, 8, 2}, "\1abc\1\1\1", 7, "abcbcd"},
        {{12, 1, 4, 6}, "\0abc\2\1\1\1", 8, "abcbcd"},  {{2, 1, 8, 3}, "a\1\1d\1\1", 6, "abcdef"},
        {{2, 3, 8, 2}, "abc\1\1\1", 6, "abcbcd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF in = BUF_INIT(1000);
        AUTO_BUF out = BUF_INIT(1000);
        deflate_to(&in, view_of(cases[i].rows, cases[i].len));
        assert_ok(decode(&out, "FlateDecode", &cases[i].p, view_of(in.data, in.len), &e), &e);
        assert_true(view_equals_string(view_of(out.data, out.len), cases[i].out));
    }
}

/* = PNG 9.2, worked out by hand for two rows of two bytes */
static void test_png_types(void **state)
{
    (void)state;
    static const struct {
        uint8_t type, expected[2];
    } cases[] = {
        {0, {5, 7}},   /* none */
        {1, {5, 12}},  /* left */
        {2, {15, 27}}, /* up: 10, 20 */
        {3, {10, 22}}, /* average: 5 + 10/2, 7 + (10 + 20)/2 */
        {4, {15, 27}}, /* Paeth: 10; then 15, 20, 10 estimate 25, nearest is 20 */
    };
    static const struct pdf_predictor p = {15, 1, 8, 2};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF in = BUF_INIT(1000);
        AUTO_BUF out = BUF_INIT(1000);
        const uint8_t rows[] = {0, 10, 20, cases[i].type, 5, 7};
        deflate_to(&in, view_of(rows, sizeof rows));
        assert_ok(decode(&out, "FlateDecode", &p, view_of(in.data, in.len), &e), &e);
        assert_int_equal(out.len, 4);
        assert_memory_equal(out.data + 2, cases[i].expected, 2);
    }
}

/* No data at all is no row. */
static void test_no_rows(void **state)
{
    (void)state;
    for (int64_t predictor = 1; predictor <= 15; predictor = predictor == 2 ? 10 : predictor + 1) {
        struct err e = {0};
        struct pdf_predictor p = {predictor, 1, 8, 3};
        AUTO_BUF in = BUF_INIT(1000);
        AUTO_BUF out = BUF_INIT(1000);
        deflate_to(&in, view_of("", 0));
        assert_ok(decode(&out, "FlateDecode", &p, view_of(in.data, in.len), &e), &e);
        assert_int_equal(out.len, 0);
    }
}

/* refuses PDF-91 */
static void test_predictors_refuse(void **state)
{
    (void)state;
    static const struct {
        struct pdf_predictor p;
        const char *why;
        enum err_code code;
    } cases[] = {
        {{3, 1, 8, 3}, "does not exist", ERR_SYNTAX},    {{16, 1, 8, 3}, "does not exist", ERR_SYNTAX},
        {{-1, 1, 8, 3}, "does not exist", ERR_SYNTAX},   {{12, 0, 8, 3}, "unusable", ERR_SYNTAX},
        {{12, 1, 3, 3}, "unusable", ERR_SYNTAX},         {{12, 1, 8, 0}, "unusable", ERR_SYNTAX},
        {{12, 1, 8, INT64_MAX}, "unusable", ERR_SYNTAX}, {{12, INT64_MAX, 8, 3}, "unusable", ERR_SYNTAX},
        {{12, 1, 8, 4}, "not whole rows", ERR_SYNTAX},   {{2, 1, 8, 3}, "not whole rows", ERR_SYNTAX},
        {{12, 1, 8, 3}, "predictor that", ERR_SYNTAX},   {{2, 1, 4, 3}, "not supported", ERR_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF in = BUF_INIT(1000);
        AUTO_BUF out = BUF_INIT(1000);
        deflate_to(&in, view_of("\0abc\5abc", 8));
        assert_refused(decode(&out, "FlateDecode", &cases[i].p, view_of(in.data, in.len), &e), &e, cases[i].code,
                       cases[i].why);
    }
}

/* ---- whole streams ---- */

static const struct {
    const char *stream, *out, *why;
    enum err_code code;
} streams[] = {
    {"<< /Length 3 >>\nstream\nabc\nendstream", "abc", NULL, 0},
    {"<< /Length 5 /Filter /ASCIIHexDecode >>\nstream\n4142>\nendstream", "AB", NULL, 0},
    {"<< /Length 5 /Filter [/ASCIIHexDecode] /DecodeParms [null] >>\nstream\n4142>\nendstream", "AB", NULL, 0},
    {"<< /Length 5 /Filter 5 0 R >>\nstream\n4142>\nendstream", "AB", NULL, 0},
    {"<< /Length 11 /Filter [/ASCIIHexDecode /ASCIIHexDecode] >>\nstream\n34 31 3E > \nendstream", "A", NULL, 0},
    {"<< /Length 3 /Filter [/ASCIIHexDecode /ASCIIHexDecode /ASCIIHexDecode /ASCIIHexDecode] >>\nstream\nabc\nendstream",
     NULL, "more than 3 filters", ERR_LIMIT},
    {"<< /Length 3 /Filter [1] >>\nstream\nabc\nendstream", NULL, "not a name", ERR_SYNTAX},
    {"<< /Length 3 /F (other.bin) >>\nstream\nabc\nendstream", NULL, "in another file", ERR_REFUSED},
    {"<< /Length 3 /Filter /DCTDecode >>\nstream\nabc\nendstream", NULL, "DCTDecode", ERR_REFUSED},
    {"<< /Length 3 /Filter /FlateDecode /DecodeParms << /Predictor (x) >> >>\nstream\nabc\nendstream", NULL, "unusable",
     ERR_SYNTAX},
    {"<< /Length 3 >>", NULL, "stream was expected", ERR_SYNTAX},
    {"<< /Length 6 >>\nstream\nabcdef\nendstream", NULL, "limit of 5", ERR_LIMIT},
};

/* accepts PDF-91 */
static void test_streams(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        struct made m;
        struct findings findings = {0};
        struct err e = {0};
        const struct pdf_object *o;
        AUTO_BUF out = BUF_INIT(5);
        made_document(&m);
        made_object(&m, 4, streams[i].stream);
        made_object(&m, 5, "/ASCIIHexDecode");
        made_table(&m, "");
        AUTO(pdf_file_close)
        struct pdf_file *file = NULL;
        assert_ok(pdf_file_open(&file, made_view(&m), &findings, &e), &e);
        assert_ok(pdf_file_load(&o, file, (struct pdf_ref){4, 0}, 0, &e), &e);
        if (streams[i].out == NULL) {
            assert_refused(pdf_file_decode(&out, file, o, 0, &e), &e, streams[i].code, streams[i].why);
        } else {
            assert_ok(pdf_file_decode(&out, file, o, 0, &e), &e);
            assert_true(view_equals_string(view_of(out.data, out.len), streams[i].out));
        }
        made_clear(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses),    cmocka_unit_test(test_values),
        cmocka_unit_test(test_flate),      cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_predictors), cmocka_unit_test(test_png_types),
        cmocka_unit_test(test_no_rows),    cmocka_unit_test(test_predictors_refuse),
        cmocka_unit_test(test_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
