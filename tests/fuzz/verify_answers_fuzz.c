// SPDX-License-Identifier: Apache-2.0
/* A document whose worker was taken over: whatever it claims, the parent gets along with. The input is one byte for the
 * format, the length of the document in two bytes, the document, and the worker's answer. */
#define IN_PROCESS_WORKER
#include "tests/fuzz/verified.h"

static struct view claimed;

status worker_pdf_inspect(struct pdf_facts *out, const struct document *d, struct err *e)
{
    struct view rest = claimed;
    (void)d;
    return pdf_facts_get(out, &rest, e);
}

status worker_xml_inspect(struct xml_facts *out, const struct document *d, struct err *e)
{
    struct view rest = claimed;
    (void)d;
    return xml_facts_get(out, &rest, e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view in = view_of(data, size);
    bool is_xml = take_byte(&in) % 2 == 1;
    size_t len = take_number(&in);
    struct view document = take_part(&in, len);
    claimed = in;
    verified(document, is_xml ? DOCUMENT_XML : DOCUMENT_PDF);
    return 0;
}
