// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf.h"
#include "tests/unit/cm.h"

static struct view view_of_buf(const struct buf *b)
{
    assert_false(b->failed);
    return view_of(b->data, b->len);
}

static void make_facts(struct pdf_facts *f)
{
    *f = (struct pdf_facts){
        .revision_count = 3, .page_count = 7, .encrypted = true, .password = PDF_PASSWORD_PDFDOC, .signature_count = 2};
    f->signatures = mem_new_array(2, sizeof *f->signatures);
    assert_non_null(f->signatures);
    finding_add(&f->findings, "PDF-21", "an object that nothing refers to");
    for (uint32_t i = 0; i < 2; i++) {
        struct pdf_signature *s = &f->signatures[i];
        snprintf(s->field, sizeof s->field, "Chữ ký %u", i);
        snprintf(s->claimed_time, sizeof s->claimed_time, "2026-11-24T08:00:0%uZ", i);
        s->subfilter = PDF_SUBFILTER_RFC3161;
        for (uint32_t k = 0; k < 4; k++) s->byte_range[k] = (uint64_t)k << 33 | i;
        s->coverage = PDF_COVERS_WHOLE_FILE;
        s->changes_after = PDF_CHANGE_ALL;
        s->contents = BUF_INIT(LIMIT_CMS);
        buf_put_string(&s->contents, "\x30\x01");
        s->certification = 3;
        s->page = i;
        s->x = -1.25;
        s->y = 2;
        s->w = 1e5;
        s->h = 0.125;
        s->unit = 2.5;
        finding_add(&s->findings, "PDF-30", "no \"value\"");
    }
}

/* What is put is got, and what is got is put again the same: so nothing is lost that the second put writes. */
static void facts_go_there_and_back(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f;
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts got = {0};
    AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    make_facts(&f);
    pdf_facts_put(&out, &f);
    struct view in = view_of_buf(&out);
    assert_ok(pdf_facts_get(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    pdf_facts_put(&again, &got);
    assert_true(view_equal(view_of_buf(&out), view_of_buf(&again)));
    const struct pdf_signature *s = &got.signatures[1];
    assert_string_equal(s->field, "Chữ ký 1");
    assert_true(s->byte_range[3] == (UINT64_C(3) << 33 | 1) && s->x == -1.25 && s->h == 0.125 && s->unit == 2.5);
    assert_int_equal(s->contents.len, 2);
    assert_true(findings_have(&s->findings, "PDF-30") && findings_have(&got.findings, "PDF-21") && got.encrypted &&
                !got.locked && got.password == PDF_PASSWORD_PDFDOC);
}

static void every_cut_is_refused_and_leaves_all_as_it_was(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f;
    AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
    make_facts(&f);
    pdf_facts_put(&out, &f);
    struct pdf_facts untouched = {.page_count = 99};
    for (size_t n = 0; n < out.len; n++) {
        struct view in = view_of(out.data, n);
        assert_refused(pdf_facts_get(&untouched, &in, &e), &e, ERR_INTERNAL, "message");
        assert_int_equal(in.len, n);
    }
    assert_int_equal(untouched.page_count, 99);
}

/* A worker that was taken over may write anything. */
static void facts_out_of_range_are_refused(void **state)
{
    (void)state;
    enum { SUBFILTER, COVERAGE, CHANGES, CERTIFICATION, PAGE, NOT_A_NUMBER, FAR_AWAY, LONG_CONTENTS, CASES };
    for (int i = 0; i < CASES; i++) {
        struct err e = {0};
        AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f;
        AUTO_CLEAR(pdf_facts_clear) struct pdf_facts got = {0};
        AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
        make_facts(&f);
        struct pdf_signature *s = &f.signatures[1];
        if (i == SUBFILTER) s->subfilter = PDF_SUBFILTER_COUNT;
        if (i == COVERAGE) s->coverage = PDF_COVERAGE_COUNT;
        if (i == CHANGES) s->changes_after = PDF_CHANGE_ALL + 1;
        if (i == CERTIFICATION) s->certification = 4;
        if (i == PAGE) s->page = LIMIT_PDF_PAGES + 1;
        if (i == NOT_A_NUMBER) s->y = (double)NAN;
        if (i == FAR_AWAY) s->w = 1e9;
        if (i == LONG_CONTENTS) {
            s->contents.max = LIMIT_CMS + 1;
            assert_non_null(buf_extend(&s->contents, LIMIT_CMS - 1));
        }
        pdf_facts_put(&out, &f);
        struct view in = view_of_buf(&out);
        assert_refused(pdf_facts_get(&got, &in, &e), &e, ERR_INTERNAL, "");
    }
}

static void too_many_signatures_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    struct pdf_facts none = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts got = {0};
    AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
    pdf_facts_put(&out, &none);
    struct view in = view_of_buf(&out);
    assert_ok(pdf_facts_get(&got, &in, &e), &e);
    assert_int_equal(got.signature_count, 0);
    out.data[out.len - 1] = LIMIT_PDF_SIGNATURES + 1;
    in = view_of_buf(&out);
    assert_refused(pdf_facts_get(&got, &in, &e), &e, ERR_INTERNAL, "");
}

/* --- request and answer --- */

static void requests_go_there_and_back(void **state)
{
    (void)state;
    static const int32_t pages[] = {0, 1, -1, -2, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct err e = {0};
        AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
        AUTO_CLEAR(pdf_request_clear) struct pdf_request got;
        AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
        pdf_request_init(&r);
        pdf_request_init(&got);
        snprintf(r.field, sizeof r.field, "Ký");
        snprintf(r.claimed_time, sizeof r.claimed_time, "2026-11-24T08:00:00Z");
        r.contents_size = LIMIT_CMS_OWN;
        r.page = pages[i];
        r.x = 1.5;
        r.h = -3;
        buf_put_string(&r.appearance, "%PDF-");
        pdf_request_put(&out, &r);
        struct view in = view_of_buf(&out);
        for (size_t n = 0; n < out.len; n++) {
            struct view cut = view_of(out.data, n);
            assert_refused(pdf_request_get(&got, &cut, &e), &e, ERR_INTERNAL, "");
        }
        assert_ok(pdf_request_get(&got, &in, &e), &e);
        assert_int_equal(in.len, 0);
        assert_int_equal(got.page, pages[i]);
        assert_string_equal(got.field, "Ký");
        assert_string_equal(got.claimed_time, r.claimed_time);
        assert_true(got.contents_size == LIMIT_CMS_OWN && got.x == 1.5 && got.y == 0 && got.h == -3);
        assert_true(view_equals_string(view_of(got.appearance.data, got.appearance.len), "%PDF-"));
    }
}

static void requests_out_of_range_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
    pdf_request_init(&r);
    for (int i = 0; i < 3; i++) {
        AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
        r.contents_size = i == 0 ? LIMIT_CMS_OWN + 1 : 1;
        r.x = i == 1 ? (double)INFINITY : 0;
        snprintf(r.field, sizeof r.field, i == 2 ? "a\nb" : "");
        pdf_request_put(&out, &r);
        struct view in = view_of_buf(&out);
        assert_refused(pdf_request_get(&r, &in, &e), &e, ERR_INTERNAL, "");
    }
}

static void answers_go_there_and_back(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared got;
    AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
    pdf_prepared_init(&p);
    pdf_prepared_init(&got);
    buf_put_string(&p.update, "\n7 0 obj");
    for (uint32_t k = 0; k < 4; k++) p.byte_range[k] = UINT64_MAX - k;
    snprintf(p.field, sizeof p.field, "Signature1");
    pdf_prepared_put(&out, &p);
    struct view in = view_of_buf(&out);
    for (size_t n = 0; n < out.len; n++) {
        struct view cut = view_of(out.data, n);
        assert_refused(pdf_prepared_get(&got, &cut, &e), &e, ERR_INTERNAL, "");
    }
    assert_ok(pdf_prepared_get(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    assert_memory_equal(got.byte_range, p.byte_range, sizeof p.byte_range);
    assert_string_equal(got.field, p.field);
    assert_true(view_equal(view_of_buf(&got.update), view_of_buf(&p.update)));
    p.update.failed = true;
    pdf_prepared_put(&out, &p);
    assert_true(out.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_go_there_and_back),
        cmocka_unit_test(every_cut_is_refused_and_leaves_all_as_it_was),
        cmocka_unit_test(facts_out_of_range_are_refused),
        cmocka_unit_test(too_many_signatures_are_refused),
        cmocka_unit_test(requests_go_there_and_back),
        cmocka_unit_test(requests_out_of_range_are_refused),
        cmocka_unit_test(answers_go_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
