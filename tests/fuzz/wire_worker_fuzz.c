// SPDX-License-Identifier: Apache-2.0
/* A worker's whole work: any request over any document has an answer, or a reason why not. The input is the length of
 * the request in two bytes, the request, and the document. */
#include "signer/worker_ops.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view document = view_of(data, size), answered;
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    size_t len = take_number(&document);
    struct view request = take_part(&document, len);
    if (succeeds(worker_answer(&answer, request, document, &e), &e)) assert(buf_done(&answered, &answer, &e) == OK);
    return 0;
}
