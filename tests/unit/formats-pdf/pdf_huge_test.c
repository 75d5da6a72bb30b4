// SPDX-License-Identifier: Apache-2.0
/* Files of many gigabytes: one stream of them is memory that was never written, and is never read. */
#include <inttypes.h>
#include <stdarg.h>
#include <sys/mman.h>

#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define ROOM (LIMIT_DOCUMENT + (UINT64_C(1) << 20))
#define GIB (UINT64_C(1) << 30)
#define TEN_DIGITS UINT64_C(10000000000) /* what an offset of a table stays below */

enum { OBJECTS = 6, STREAM_OBJECT = OBJECTS, BEHIND = 5 };

struct huge {
    uint8_t *data;
    uint64_t len, offset[OBJECTS + 1];
};

static void huge_clear(struct huge *h)
{
    munmap(h->data, ROOM);
}

#define AUTO_HUGE AUTO_CLEAR(huge_clear) struct huge

static void put(struct huge *h, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct huge *h, const char *format, ...)
{
    va_list a;
    va_start(a, format);
    h->len += (uint64_t)vsnprintf((char *)h->data + h->len, 4096, format, a);
    va_end(a);
}

static void put_object(struct huge *h, int number, const char *text)
{
    h->offset[number] = h->len;
    put(h, "%d 0 obj\n%s\nendobj\n", number, text);
}

static void put_table(struct huge *h)
{
    put(h, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS);
    for (int i = 1; i < OBJECTS; i++) put(h, "%010" PRIu64 " 00000 n \n", h->offset[i]);
    put(h, "trailer\n<< /Size %d /Root 1 0 R >>\n", OBJECTS);
}

/* Offsets of five bytes: more than four, and enough for 10^12. */
static void put_stream(struct huge *h)
{
    h->offset[STREAM_OBJECT] = h->len;
    put(h, "%d 0 obj\n<< /Type /XRef /Size %d /Root 1 0 R /W [1 5 2] /Length %d >>\nstream\n", STREAM_OBJECT,
        OBJECTS + 1, 8 * (OBJECTS + 1));
    for (int i = 0; i <= OBJECTS; i++) {
        h->data[h->len++] = i > 0;
        for (int shift = 32; shift >= 0; shift -= 8) h->data[h->len++] = (uint8_t)(h->offset[i] >> shift);
        h->len += 2;
    }
    put(h, "\nendstream\nendobj\n");
}

/* Object 4 is a stream of `hole` bytes, and the last objects stand behind it. */
static void made_huge(struct huge *h, uint64_t hole, bool table)
{
    void *room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(room != MAP_FAILED);
    *h = (struct huge){.data = room};
    put(h, "%%PDF-1.7\n");
    put_object(h, 1, "<< /Type /Catalog /Pages 2 0 R /Held [4 0 R 5 0 R] >>");
    put_object(h, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 300 600] >>");
    h->offset[4] = h->len;
    put(h, "4 0 obj\n<< /Length %" PRIu64 " >>\nstream\n", hole);
    h->len += hole;
    put(h, "\nendstream\nendobj\n");
    put_object(h, BEHIND, "(behind)");
    put_object(h, 3, "<< /Type /Page /Parent 2 0 R >>");
    uint64_t startxref = h->len;
    if (table)
        put_table(h);
    else
        put_stream(h);
    put(h, "startxref\n%" PRIu64 "\n%%%%EOF\n", startxref);
}

static struct view huge_view(const struct huge *h)
{
    return view_of(h->data, h->len);
}

/* Adds a signature whose CMS is a stub. */
static status extend(struct huge *h, uint64_t range[4], struct err *e)
{
    AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_prepared_init(&p);
    request_invisible(&r);
    TRY(pdf_prepare(&p, huge_view(h), &r, e));
    memcpy(h->data + h->len, p.update.data, p.update.len);
    h->len += p.update.len;
    memcpy(h->data + p.byte_range[1] + 1, "3003020105", 10);
    memcpy(range, p.byte_range, sizeof p.byte_range);
    return OK;
}

/* Is what stands behind the gigabytes read, by us and by qpdf, and can two signatures follow? */
static void signatures_behind_gigabytes(void **state)
{
    (void)state;
    static const struct {
        uint64_t hole;
        bool table;
    } cases[] = {{2 * GIB, true},  {4 * GIB + 1, true},        {9 * GIB, true},
                 {4 * GIB, false}, {TEN_DIGITS - 2000, false}, {15 * GIB, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_HUGE h;
        uint64_t range[2][4];
        AUTO_CLEAR(pdf_facts_clear) struct pdf_facts facts = {0};
        made_huge(&h, cases[i].hole, cases[i].table);
        for (int k = 0; k < 2; k++) assert_ok(extend(&h, range[k], &e), &e);
        assert_ok(pdf_inspect(&facts, huge_view(&h), view_of(NULL, 0), &e), &e);
        if (facts.findings.count > 0) fail_msg("case %zu: %s", i, facts.findings.item[0].text[LANG_EN]);
        assert_int_equal(facts.signature_count, 2);
        for (int k = 0; k < 2; k++) {
            assert_true(range[k][1] > cases[i].hole);
            assert_memory_equal(facts.signatures[k].byte_range, range[k], sizeof range[k]);
            assert_int_equal(facts.signatures[k].coverage, k == 0 ? PDF_COVERS_REVISION : PDF_COVERS_WHOLE_FILE);
        }
    }
}

/* Is a table that would need eleven digits refused, and the last one that does not written? */
static void a_table_ends_at_ten_digits(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_HUGE h;
    uint64_t range[4];
    made_huge(&h, 9 * GIB, true);
    uint64_t around = h.len - 9 * GIB;
    huge_clear(&h);
    made_huge(&h, TEN_DIGITS - around, true);
    assert_int_equal(h.len, TEN_DIGITS);
    assert_refused(extend(&h, range, &e), &e, ERR_LIMIT, "beyond what a cross-reference table can hold");
    huge_clear(&h);
    made_huge(&h, TEN_DIGITS - around - 100000, true);
    assert_ok(extend(&h, range, &e), &e);
    assert_true(h.len < TEN_DIGITS);
}

/* Is an object behind all that found, and one byte of it minded? */
static void an_object_behind_gigabytes(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_HUGE h;
    made_huge(&h, 12 * GIB, false);
    {
        AUTO(pdf_file_close)
        struct pdf_file *file = open_made(huge_view(&h));
        const struct pdf_object *o;
        assert_ok(pdf_file_load(&o, file, (struct pdf_ref){BEHIND, 0}, 0, &e), &e);
        assert_true(view_equals_string(o->string, "behind"));
        assert_int_equal(pdf_file_locate(file, BEHIND, 0).offset, h.offset[BEHIND]);
    }
    h.data[h.offset[BEHIND]] = '7';
    AUTO(pdf_file_close)
    struct pdf_file *none = NULL;
    struct findings f = {0};
    assert_refused(pdf_file_open(&none, huge_view(&h), &f, &e), &e, ERR_SYNTAX, "PDF-13: byte 128849");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_ends_at_ten_digits),
        cmocka_unit_test(an_object_behind_gigabytes),
        cmocka_unit_test(signatures_behind_gigabytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
