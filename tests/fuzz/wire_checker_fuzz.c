// SPDX-License-Identifier: Apache-2.0
/* A checker's whole work: any request over any document has an answer that can be read, or a reason why not. The input
 * is the length of the document in two bytes, the document, and the request. */
#include "signer/check_ops.h"
#include "tests/fuzz/fuzz.h"

/* How many signatures the request is about: its second number, bounded by what was answered. */
static size_t count_of(struct view request)
{
    struct err e = {0};
    uint32_t op = 0, count = 0;
    assert(wire_get_u32(&op, &request, &e) == OK && wire_get_u32(&count, &request, &e) == OK);
    assert(count <= LIMIT_PDF_SIGNATURES);
    return count;
}

static void check_readable(struct view answer, size_t count)
{
    struct err e = {0};
    struct checked *c = mem_new_array(count, sizeof *c);
    assert(c != NULL || count == 0);
    assert(checked_get(c, count, answer, &e) == OK);
    for (size_t i = 0; i < count; i++) {
        check_findings(&c[i].evidence.findings);
        check_findings(&c[i].timestamp.evidence.findings);
        checked_clear(&c[i]);
    }
    mem_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view request = view_of(data, size);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    size_t len = take_number(&request);
    struct view document = take_part(&request, len);
    if (!succeeds(check_answer(&answer, request, document, &e), &e)) return 0;
    assert(!answer.failed);
    check_readable(bytes_of(&answer), count_of(request));
    return 0;
}
