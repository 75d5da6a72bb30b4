// SPDX-License-Identifier: Apache-2.0
/*
 * verified.h - verify_document without processes: the target says what worker and checker answer.
 */
#pragma once

#include "signer/check_client.h"
#include "signer/verify.h"
#include "tests/fuzz/judged.h"

status fake_worker_pdf(struct pdf_facts *out, struct view document, struct err *e);
status fake_worker_xml(struct xml_facts *out, struct view document, struct err *e);

/* In place of worker_client.c. */
status worker_pdf_inspect(struct pdf_facts *out, const struct document *d, struct err *e)
{
    return fake_worker_pdf(out, d->bytes, e);
}

status worker_xml_inspect(struct xml_facts *out, const struct document *d, struct err *e)
{
    return fake_worker_xml(out, d->bytes, e);
}

/* In place of check_client.c: the checker's own work on what the worker said. */
static inline status fake_checker(struct checked *out, size_t count, struct view document, const struct buf *request,
                                  struct err *e)
{
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    if (check_answer(&answer, bytes_of(request), document, e) != OK) return FAILED;
    assert(!answer.failed && checked_get(out, count, bytes_of(&answer), e) == OK);
    return OK;
}

status check_pdf_signatures(struct checked *out, const struct document *d, const struct pdf_facts *facts, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    check_pdf_put(&request, facts);
    assert(!request.failed);
    return fake_checker(out, facts->signature_count, d->bytes, &request, e);
}

status check_xml_signatures(struct checked *out, const struct document *d, const struct xml_facts *facts, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    check_xml_put(&request, facts);
    assert(!request.failed);
    return fake_checker(out, facts->signature_count, d->bytes, &request, e);
}

static inline void verified_check_signature(const struct signature_report *s)
{
    const struct verdict *v = &s->verdict;
    assert(v->indication > INDICATION_NONE && v->indication < INDICATION_COUNT && s->level != NULL);
    check_findings(&v->messages);
    if (v->indication != TOTAL_PASSED) return;
    judged_check_passed(v);
    assert(s->digest_algorithm != DIGEST_NONE && s->scheme != SIGNATURE_NONE);
}

/* Verifies; checks what must hold of every report. */
static inline void verified(struct view document, enum document_format format)
{
    struct err e = {0};
    struct document d = {.fd = -1, .bytes = document, .format = format};
    struct judge_context c = judged_context();
    struct verify_report r = {0};
    assert(verify_document(&r, &d, &c, &e) == OK);
    assert(r.state > VERIFY_NONE && r.state <= VERIFY_NOT_READABLE);
    check_findings(&r.messages);
    for (size_t i = 0; i < r.signature_count; i++) {
        verified_check_signature(&r.signatures[i]);
        if (r.state == VERIFY_JUDGED && r.indication == TOTAL_PASSED)
            assert(r.signatures[i].verdict.indication == TOTAL_PASSED);
    }
    assert(r.state == VERIFY_JUDGED || r.indication != TOTAL_PASSED);
    verify_report_clear(&r);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    judged_prepare();
    return 0;
}
