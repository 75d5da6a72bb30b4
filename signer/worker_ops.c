// SPDX-License-Identifier: Apache-2.0
#include "signer/worker_ops.h"

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_ask.h"
#include "formats/pdf/pdf_repair.h"
#include "formats/xml/xml.h"

static status pdf_inspect_op(struct buf *answer, struct view request, struct view document, struct err *e)
{
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts facts = {0};
    struct view password;
    TRY(wire_get_bytes(&password, &request, LIMIT_PDF_PASSWORD, e));
    TRY(wire_end(request, e));
    TRY(pdf_inspect(&facts, document, password, e));
    pdf_facts_put(answer, &facts);
    return OK;
}

static status pdf_prepare_op(struct buf *answer, struct view request, struct view document, struct err *e)
{
    AUTO_CLEAR(pdf_request_clear) struct pdf_request wanted;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared prepared;
    pdf_request_init(&wanted);
    pdf_prepared_init(&prepared);
    TRY(pdf_request_get(&wanted, &request, e));
    TRY(wire_end(request, e));
    TRY(pdf_prepare(&prepared, document, &wanted, e));
    pdf_prepared_put(answer, &prepared);
    return OK;
}

static status pdf_repair_op(struct buf *answer, struct view request, struct view document, struct err *e)
{
    AUTO_CLEAR(pdf_repaired_clear) struct pdf_repaired repaired;
    pdf_repaired_init(&repaired);
    TRY(wire_end(request, e));
    TRY(pdf_repair(&repaired, document, e));
    pdf_repaired_put(answer, &repaired);
    return OK;
}

static status pdf_store_op(struct buf *answer, struct view request, struct view document, struct err *e)
{
    AUTO_CLEAR(proofs_clear) struct proofs add = {0};
    AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
    struct view bytes, password;
    TRY(proofs_get(&add, &request, e));
    TRY(wire_get_bytes(&password, &request, LIMIT_PDF_PASSWORD, e));
    TRY(wire_end(request, e));
    TRY(pdf_store_proofs(&update, document, password, &add, e));
    TRY(buf_done(&bytes, &update, e));
    wire_put_bytes(answer, bytes);
    return OK;
}

static status pdf_ask_op(struct buf *answer, struct view request, struct view document, struct err *e)
{
    AUTO(mem_free)
    struct pdf_question *question = mem_new(sizeof *question);
    AUTO_CLEAR(pdf_answer_clear) struct pdf_answer found;
    struct view password;
    pdf_answer_init(&found);
    MEM_ENSURE(question);
    TRY(pdf_question_get(question, &request, e));
    TRY(wire_get_bytes(&password, &request, LIMIT_PDF_PASSWORD, e));
    TRY(wire_end(request, e));
    TRY(pdf_ask(&found, document, password, question, e));
    pdf_answer_put(answer, &found);
    return OK;
}

static status xml_inspect_op(struct buf *answer, struct view request, struct view document, struct err *e)
{
    AUTO_CLEAR(xml_facts_clear) struct xml_facts facts = {0};
    TRY(wire_end(request, e));
    TRY(xml_inspect(&facts, document, e));
    xml_facts_put(answer, &facts);
    return OK;
}

static status xml_prepare_op(struct buf *answer, struct view request, struct view document, struct err *e)
{
    AUTO(mem_free)
    struct xml_request *wanted = mem_new(sizeof *wanted);
    AUTO(mem_free)
    struct xml_plan *plan = mem_new(sizeof *plan);
    MEM_ENSURE(wanted);
    MEM_ENSURE(plan);
    TRY(xml_request_get(wanted, &request, e));
    TRY(wire_end(request, e));
    TRY(xml_prepare(plan, document, wanted, e));
    xml_plan_put(answer, plan);
    return OK;
}

static status (*const operations[WORKER_OP_COUNT])(struct buf *, struct view, struct view, struct err *) = {
    [WORKER_PDF_INSPECT] = pdf_inspect_op, [WORKER_PDF_PREPARE] = pdf_prepare_op, [WORKER_XML_INSPECT] = xml_inspect_op,
    [WORKER_XML_PREPARE] = xml_prepare_op, [WORKER_PDF_STORE] = pdf_store_op,     [WORKER_PDF_ASK] = pdf_ask_op,
    [WORKER_PDF_REPAIR] = pdf_repair_op,
};

status worker_answer(struct buf *answer, struct view request, struct view document, struct err *e)
{
    uint32_t op;
    TRY(wire_get_below(&op, &request, WORKER_OP_COUNT, e));
    ENSURE(operations[op] != NULL, ERR_INTERNAL, "no such worker operation: %u", op);
    return operations[op](answer, request, document, e);
}
