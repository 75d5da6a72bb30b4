// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "formats/cms/cms_attributes.h"
#include "formats/cms/cms_shape.h"

/* `levels` SEQUENCEs in one another around `inside`, which stays below 64 KiB. */
static void nest(struct buf *out, int levels, struct view inside)
{
    AUTO_BUF content = BUF_INIT(1 << 17);
    buf_put(&content, inside);
    for (int i = 0; i < levels; i++) {
        AUTO_BUF outer = BUF_INIT(1 << 17);
        cms_put_header(&outer, 0x30, content.len);
        buf_put(&outer, view_of(content.data, content.len));
        buf_move(&content, &outer);
    }
    buf_move(out, &content);
}

static void expect(int levels, struct view inside, const char *told)
{
    AUTO_BUF der = BUF_INIT(1 << 17);
    struct findings f = {0};
    nest(&der, levels, inside);
    cms_check_shape(&f, view_of(der.data, der.len));
    assert_int_equal(f.count, told != NULL);
    if (told == NULL) return;
    assert_string_equal(f.item[0].rule, "CMS-11");
    assert_non_null(strstr(f.item[0].text[LANG_EN], told));
}

static void put_tlv(struct buf *out, uint8_t tag, size_t len)
{
    cms_put_header(out, tag, len);
    for (size_t i = 0; i < len; i++) buf_put_byte(out, 1);
}

/* Is each bound kept, and what is just inside it left alone? */
/* refuses CMS-11, accepts CMS-11 */
static void test_bounds(void **state)
{
    (void)state;
    AUTO_BUF small = BUF_INIT(1 << 16);
    AUTO_BUF large = BUF_INIT(1 << 16);
    AUTO_BUF few = BUF_INIT(1 << 16);
    AUTO_BUF many = BUF_INIT(1 << 16);
    put_tlv(&small, 0x02, LIMIT_CMS_INTEGER);
    put_tlv(&large, 0x02, LIMIT_CMS_INTEGER + 1);
    put_tlv(&few, 0x06, LIMIT_CMS_ARCS - 1); /* the first octet is two numbers */
    put_tlv(&many, 0x06, LIMIT_CMS_ARCS);
    expect(LIMIT_CMS_DEPTH, view_of(NULL, 0), NULL);
    expect(LIMIT_CMS_DEPTH + 1, view_of(NULL, 0), "nested deeper");
    expect(60000 / 4, view_of(NULL, 0), "nested deeper");
    expect(3, view_of(small.data, small.len), NULL);
    expect(3, view_of(large.data, large.len), "an integer");
    expect(3, view_of(few.data, few.len), NULL);
    expect(3, view_of(many.data, many.len), "object identifier");
}

/* Does what is no DER end the walk, without a word? */
static void test_no_der(void **state)
{
    (void)state;
    static const char *const pieces[] = {"", "\x30", "\x30\x05\x02", "\x30\x80\x02\x01\x01", "\xff\xff\xff\xff"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct findings f = {0};
        cms_check_shape(&f, view_of_string(pieces[i]));
        assert_int_equal(f.count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_no_der),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
