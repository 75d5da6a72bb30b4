// SPDX-License-Identifier: Apache-2.0
/*
 * in_process.h - verify_document without processes, for tests that verify thousands of documents: in place of
 * worker_client.c and check_client.c, the same work done here. To be included once in a program.
 */
#pragma once

#include <assert.h>

#include "signer/check_client.h"
#include "signer/verify.h"

/* A test that defines IN_PROCESS_WORKER says itself what a worker answers. */
#ifndef IN_PROCESS_WORKER
status worker_pdf_inspect(struct pdf_facts *out, const struct document *d, struct err *e)
{
    return pdf_inspect(out, d->bytes, view_of(NULL, 0), e);
}

status worker_xml_inspect(struct xml_facts *out, const struct document *d, struct err *e)
{
    return xml_inspect(out, d->bytes, e);
}
#endif

static inline status in_process_check(struct checked *out, size_t count, struct view document,
                                      const struct buf *request, struct err *e)
{
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    assert(!request->failed);
    TRY(check_answer(&answer, view_of(request->data, request->len), document, e));
    assert(!answer.failed && checked_get(out, count, view_of(answer.data, answer.len), e) == OK);
    return OK;
}

status check_pdf_signatures(struct checked *out, const struct document *d, const struct pdf_facts *facts, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    check_pdf_put(&request, facts);
    return in_process_check(out, facts->signature_count, d->bytes, &request, e);
}

status check_xml_signatures(struct checked *out, const struct document *d, const struct xml_facts *facts, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    check_xml_put(&request, facts);
    return in_process_check(out, facts->signature_count, d->bytes, &request, e);
}
