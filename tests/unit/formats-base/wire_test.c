// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "formats/base/arena.h"
#include "formats/base/finding.h"

static struct view message(struct buf *b)
{
    struct err e = {0};
    struct view v;
    assert_ok(buf_done(&v, b, &e), &e);
    return v;
}

/* Does everything written read back the same? */
static void test_round_trip(void **state)
{
    (void)state;
    struct err e = {0}, told = {0};
    AUTO_BUF b = BUF_INIT(10000);
    struct findings f = {0}, f2;
    uint8_t u8;
    uint32_t u32;
    uint64_t u64;
    bool flag;
    char text[20];
    err_set(&told, ERR_TOKEN, "cannot be opened: %s", "X");
    finding_add(&f, "PDF-02", "the file is empty");
    wire_put_u8(&b, 200);
    wire_put_u8(&b, 1);
    wire_put_u32(&b, 0xdeadbeef);
    wire_put_u64(&b, UINT64_MAX - 1);
    wire_put_string(&b, "Nguyễn");
    wire_put_err(&b, &told);
    findings_put(&b, &f);
    struct view in = message(&b);
    assert_ok(wire_get_u8(&u8, &in, &e), &e);
    assert_ok(wire_get_bool(&flag, &in, &e), &e);
    assert_ok(wire_get_u32(&u32, &in, &e), &e);
    assert_ok(wire_get_u64(&u64, &in, &e), &e);
    assert_ok(wire_get_string(text, sizeof text, &in, &e), &e);
    struct err back = {0};
    assert_ok(wire_get_err(&back, &in, &e), &e);
    assert_ok(findings_get(&f2, &in, &e), &e);
    assert_ok(wire_end(in, &e), &e);
    assert_true(u8 == 200 && flag && u32 == 0xdeadbeef && u64 == UINT64_MAX - 1 && strcmp(text, "Nguyễn") == 0);
    assert_true(back.code == ERR_TOKEN && strcmp(back.text[LANG_VI], "không mở được: X") == 0);
    assert_memory_equal(&f, &f2, sizeof f);
}

/* Is every cut of a message refused, with the cursor where it was? */
static void test_cuts_are_refused(void **state)
{
    (void)state;
    AUTO_BUF b = BUF_INIT(1000);
    struct findings f = {0}, out;
    finding_add(&f, "PDF-02", "the file is empty");
    findings_put(&b, &f);
    struct view whole = message(&b);
    for (size_t n = 0; n < whole.len; n++) {
        struct err e = {0};
        struct view in = view_part(whole, 0, n);
        assert_refused(findings_get(&out, &in, &e), &e, ERR_INTERNAL, "cut short");
        assert_int_equal(in.len, n);
    }
}

/* Are lies about lengths, enums, truth values and text told from the truth? */
static void test_lies_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    struct view v;
    uint32_t u32;
    bool flag;
    char text[4];
    static const uint8_t long_one[] = {0xff, 0xff, 0xff, 0xff, 'x'}, two[] = {2}, seven[] = {0, 0, 0, 7};
    static const uint8_t control[] = {0, 0, 0, 1, 0x1b}, wide[] = {0, 0, 0, 4, 'a', 'b', 'c', 'd'};
    struct view in = view_of(long_one, sizeof long_one);
    assert_refused(wire_get_bytes(&v, &in, SIZE_MAX, &e), &e, ERR_INTERNAL, "cut short");
    assert_refused(wire_get_bytes(&v, &in, 100, &e), &e, ERR_INTERNAL, "where 100 is the limit");
    in = view_of(two, sizeof two);
    assert_refused(wire_get_bool(&flag, &in, &e), &e, ERR_INTERNAL, "holds 2");
    in = view_of(seven, sizeof seven);
    assert_refused(wire_get_below(&u32, &in, 7, &e), &e, ERR_INTERNAL, "where 6 is the limit");
    in = view_of(control, sizeof control);
    assert_refused(wire_get_string(text, sizeof text, &in, &e), &e, ERR_INTERNAL, "not clean");
    in = view_of(wide, sizeof wide);
    assert_refused(wire_get_string(text, sizeof text, &in, &e), &e, ERR_INTERNAL, "where 3 is the limit");
    assert_refused(wire_end(in, &e), &e, ERR_INTERNAL, "8 bytes too many");
}

/* Is a buffer's failure sticky, and an arena's cap kept? */
static void test_bounds(void **state)
{
    (void)state;
    struct err e = {0};
    struct view v;
    void *p;
    AUTO_BUF b = BUF_INIT(4);
    buf_put_string(&b, "12345");
    buf_put_string(&b, "1");
    assert_refused(buf_done(&v, &b, &e), &e, ERR_LIMIT, "limit of 4 bytes");
    AUTO(arena_free)
    struct arena *a = arena_new(1000);
    assert_ok(arena_take(&p, a, 10, 90, &e), &e);
    assert_refused(arena_take(&p, a, 101, 1, &e), &e, ERR_LIMIT, "more than 1000 bytes");
    assert_refused(arena_take(&p, a, SIZE_MAX, 2, &e), &e, ERR_LIMIT, "more than 1000 bytes");
    assert_ok(arena_take(&p, a, 100, 1, &e), &e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_cuts_are_refused),
        cmocka_unit_test(test_lies_are_refused),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
