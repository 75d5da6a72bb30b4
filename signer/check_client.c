// SPDX-License-Identifier: Apache-2.0
#include "signer/check_client.h"

#include "signer/process.h"

static status ask(struct checked *out, size_t count, const struct document *d, const struct buf *request, struct err *e)
{
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    struct view message, body;
    TRY(buf_done(&message, request, e));
    TRY(process_ask_once(&answer, "checker", d, message, e));
    TRY(buf_done(&body, &answer, e));
    return checked_get(out, count, body, e);
}

status check_pdf_signatures(struct checked *out, const struct document *d, const struct pdf_facts *facts, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    check_pdf_put(&request, facts);
    return ask(out, facts->signature_count, d, &request, e);
}

status check_xml_signatures(struct checked *out, const struct document *d, const struct xml_facts *facts, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    check_xml_put(&request, facts);
    return ask(out, facts->signature_count, d, &request, e);
}
