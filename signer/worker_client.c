// SPDX-License-Identifier: Apache-2.0
#include "signer/worker_client.h"

#include <string.h>

#include "signer/process.h"
#include "signer/worker_ops.h"

static status ask(struct buf *answer, struct view *body, const struct document *d, const struct buf *request,
                  struct err *e)
{
    struct view message;
    TRY(buf_done(&message, request, e));
    TRY(process_ask_once(answer, "worker", d, message, e));
    return buf_done(body, answer, e);
}

/* The last of a request: a buffer that grows leaves what it held behind. */
static void put_password(struct buf *request, const struct document *d)
{
    wire_put_string(request, d->password == NULL ? "" : d->password);
}

/* The request holds a password, and is wiped. */
static status ask_opening(struct buf *answer, struct view *body, const struct document *d, struct buf *request,
                          struct err *e)
{
    status asked = ask(answer, body, d, request, e);
    explicit_bzero(request->data, request->len);
    return asked;
}

status worker_pdf_inspect(struct pdf_facts *out, const struct document *d, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts facts = {0};
    struct view body;
    wire_put_u32(&request, WORKER_PDF_INSPECT);
    put_password(&request, d);
    TRY(ask_opening(&answer, &body, d, &request, e));
    TRY(pdf_facts_get(&facts, &body, e));
    TRY(wire_end(body, e));
    *out = facts;
    facts = (struct pdf_facts){0};
    return OK;
}

status worker_pdf_prepare(struct pdf_prepared *out, const struct document *d, const struct pdf_request *r,
                          struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared prepared;
    struct pdf_request opening = *r; /* owns nothing */
    struct view body;
    pdf_prepared_init(&prepared);
    if (d->password != NULL) opening.password = view_of_string(d->password);
    wire_put_u32(&request, WORKER_PDF_PREPARE);
    pdf_request_put(&request, &opening);
    TRY(ask_opening(&answer, &body, d, &request, e));
    TRY(pdf_prepared_get(&prepared, &body, e));
    TRY(wire_end(body, e));
    *out = prepared;
    pdf_prepared_init(&prepared);
    return OK;
}

status worker_pdf_repair(struct pdf_repaired *out, const struct document *d, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    struct view body;
    wire_put_u32(&request, WORKER_PDF_REPAIR);
    TRY(ask(&answer, &body, d, &request, e));
    TRY(pdf_repaired_get(out, &body, e));
    return wire_end(body, e);
}

status worker_pdf_store(struct buf *update, const struct document *d, const struct proofs *add, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    struct view body, bytes;
    wire_put_u32(&request, WORKER_PDF_STORE);
    proofs_put(&request, add);
    put_password(&request, d);
    TRY(ask_opening(&answer, &body, d, &request, e));
    TRY(wire_get_bytes(&bytes, &body, LIMIT_PDF_UPDATE, e));
    TRY(wire_end(body, e));
    return buf_copy(update, bytes, e);
}

status worker_pdf_ask(struct pdf_answer *out, const struct document *d, const struct pdf_question *q, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(pdf_answer_clear) struct pdf_answer found;
    struct view body;
    pdf_answer_init(&found);
    wire_put_u32(&request, WORKER_PDF_ASK);
    pdf_question_put(&request, q);
    put_password(&request, d);
    TRY(ask_opening(&answer, &body, d, &request, e));
    TRY(pdf_answer_get(&found, &body, e));
    TRY(wire_end(body, e));
    pdf_answer_clear(out);
    *out = found;
    pdf_answer_init(&found);
    return OK;
}

status worker_xml_inspect(struct xml_facts *out, const struct document *d, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(xml_facts_clear) struct xml_facts facts = {0};
    struct view body;
    wire_put_u32(&request, WORKER_XML_INSPECT);
    TRY(ask(&answer, &body, d, &request, e));
    TRY(xml_facts_get(&facts, &body, e));
    TRY(wire_end(body, e));
    *out = facts;
    facts = (struct xml_facts){0};
    return OK;
}

status worker_xml_prepare(struct xml_plan *out, const struct document *d, const struct xml_request *r, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    struct view body;
    wire_put_u32(&request, WORKER_XML_PREPARE);
    xml_request_put(&request, r);
    TRY(ask(&answer, &body, d, &request, e));
    TRY(xml_plan_get(out, &body, e));
    return wire_end(body, e);
}
