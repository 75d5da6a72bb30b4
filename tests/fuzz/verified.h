// SPDX-License-Identifier: Apache-2.0
/*
 * verified.h - a document judged in one process, and what must hold of every report.
 */
#pragma once

#include "tests/fuzz/judged.h"
#include "tests/in_process.h"

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
    struct document d = {.parts = PARTS_NONE, .bytes = document, .format = format};
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
