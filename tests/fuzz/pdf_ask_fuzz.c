// SPDX-License-Identifier: Apache-2.0
/* Whatever a document says of its field "Approval" can be told to the parent, which reads the same; and what is not
 * forbidden can be prepared, or the reason is another one. */
#include <stdio.h>

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_ask.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pdf_mutator.h"

static void check_told(const struct pdf_answer *a)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_answer_clear) struct pdf_answer got;
    AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    pdf_answer_init(&got);
    pdf_answer_put(&out, a);
    assert(!out.failed);
    struct view in = bytes_of(&out);
    assert(pdf_answer_get(&got, &in, &e) == OK && in.len == 0);
    pdf_answer_put(&again, &got);
    assert(view_equal(bytes_of(&out), bytes_of(&again)));
}

/* The same question, in earnest. */
static void check_prepared(struct view document, const struct pdf_question *q, const struct pdf_answer *a)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_request_init(&r);
    pdf_prepared_init(&p);
    snprintf(r.field, sizeof r.field, "%s", q->field);
    snprintf(r.claimed_time, sizeof r.claimed_time, "2026-11-24T08:00:00Z");
    r.contents_size = 100;
    r.forbids = q->forbids;
    if (succeeds(pdf_prepare(&p, document, &r, &e), &e)) assert(a->forbidden.what == PDF_FORBIDS_NOTHING);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view document = view_of(data, size);
    struct pdf_question q = {.field = "Approval"};
    AUTO_CLEAR(pdf_answer_clear) struct pdf_answer a;
    pdf_answer_init(&a);
    if (size % 4 == 1) q.forbids.certify = 2;
    if (size % 4 == 2) q.forbids = (struct pdf_restriction){.lock = PDF_LOCK_INCLUDE, .name = {"Note"}, .count = 1};
    if (size % 4 == 3) q.forbids = (struct pdf_restriction){.lock = PDF_LOCK_ALL, .is_final = true};
    if (!succeeds(pdf_ask(&a, document, view_of(NULL, 0), &q, &e), &e)) return 0;
    check_told(&a);
    check_prepared(document, &q, &a);
    return 0;
}
