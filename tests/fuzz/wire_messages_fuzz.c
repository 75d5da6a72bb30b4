// SPDX-License-Identifier: Apache-2.0
/* Messages between our processes, as a process that was taken over may write them: what is taken is within bounds, and
 * is written as the same bytes again. The first byte says which message. */

#include "formats/pdf/pdf_ask.h"
#include "formats/pdf/pdf.h"
#include "formats/xml/xml.h"
#include "signer/fetch_ops.h"
#include "signer/key_protocol.h"
#include "signer/render_protocol.h"
#include "tests/fuzz/fuzz.h"

/* Reads one from `in` and writes it into `out`. */
typedef status (*message)(struct buf *out, struct view *in, struct err *e);

#define PLAIN(name, type, get, put)                                     \
    static status name(struct buf *out, struct view *in, struct err *e) \
    {                                                                   \
        AUTO(mem_free)                                                  \
        type *m = mem_new(sizeof *m);                                   \
        MEM_ENSURE(m);                                                  \
        TRY(get(m, in, e));                                             \
        put(out, m);                                                    \
        return OK;                                                      \
    }

#define OWNING(name, type, init, get, put, clear)                       \
    static status name(struct buf *out, struct view *in, struct err *e) \
    {                                                                   \
        AUTO_CLEAR(clear) struct type m = {0};                          \
        init(&m);                                                       \
        TRY(get(&m, in, e));                                            \
        put(out, &m);                                                   \
        return OK;                                                      \
    }

static void init_nothing(void *m)
{
    (void)m;
}

static void init_drawing(struct render_drawing *d)
{
    d->pdf = BUF_INIT(LIMIT_PDF_UPDATE / 2);
}

OWNING(pdf_facts, pdf_facts, init_nothing, pdf_facts_get, pdf_facts_put, pdf_facts_clear)
OWNING(pdf_request, pdf_request, pdf_request_init, pdf_request_get, pdf_request_put, pdf_request_clear)
OWNING(pdf_prepared, pdf_prepared, pdf_prepared_init, pdf_prepared_get, pdf_prepared_put, pdf_prepared_clear)
OWNING(xml_facts, xml_facts, init_nothing, xml_facts_get, xml_facts_put, xml_facts_clear)
OWNING(pdf_answer, pdf_answer, pdf_answer_init, pdf_answer_get, pdf_answer_put, pdf_answer_clear)
PLAIN(pdf_question, struct pdf_question, pdf_question_get, pdf_question_put)
PLAIN(xml_request, struct xml_request, xml_request_get, xml_request_put)
PLAIN(xml_plan, struct xml_plan, xml_plan_get, xml_plan_put)
PLAIN(xades_facts, struct xades_facts, xades_facts_get, xades_facts_put)
PLAIN(key_choice, struct key_choice, key_choice_get, key_choice_put)
OWNING(key_facts, key_facts, init_nothing, key_facts_get, key_facts_put, key_facts_clear)
PLAIN(token_facts, struct token_facts, token_facts_get, token_facts_put)
PLAIN(object_facts, struct object_facts, object_facts_get, object_facts_put)
PLAIN(render_place, struct render_place, render_get_place, render_put_place)
OWNING(render_appearance, render_appearance, render_appearance_init, render_get_appearance, render_put_appearance,
       render_appearance_clear)
OWNING(render_drawing, render_drawing, init_drawing, render_get_drawing, render_put_drawing, render_drawing_clear)
PLAIN(fetch_request, struct fetch_request, fetch_request_get, fetch_request_put)
PLAIN(findings, struct findings, findings_get, findings_put)
PLAIN(error, struct err, wire_get_err, wire_put_err)

OWNING(evidence, evidence, evidence_init, evidence_get, evidence_put, evidence_clear)
OWNING(stamp, timestamp, timestamp_init, timestamp_get, timestamp_put, timestamp_clear)
OWNING(proofs, proofs, init_nothing, proofs_get, proofs_put, proofs_clear)

static status key_signed(struct buf *out, struct view *in, struct err *e)
{
    struct err why = {0};
    bool is_lost = false;
    AUTO_BUF bytes = BUF_INIT(LIMIT_MESSAGE);
    TRY(key_signed_get(&bytes, &is_lost, &why, in, e));
    if (is_lost)
        key_lost_put(out, &why);
    else
        key_signed_put(out, &bytes);
    return OK;
}

/* The order is part of the corpus: new ones go to the end. */
static const message messages[] = {
    pdf_facts, pdf_request, pdf_prepared, xml_facts,  xml_request,   xml_plan,          xades_facts,    key_choice,
    key_facts, token_facts, object_facts, key_signed, render_place,  render_appearance, render_drawing, findings,
    error,     evidence,    stamp,        proofs,     fetch_request, pdf_question,      pdf_answer,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view in = view_of(data, size);
    AUTO_BUF written = BUF_INIT(LIMIT_MESSAGE);
    size_t which = take_byte(&in) % (sizeof messages / sizeof messages[0]);
    struct view rest = in;
    if (!succeeds(messages[which](&written, &rest, &e), &e)) return 0;
    assert(rest.len <= in.len && rest.data + rest.len == in.data + in.len);
    assert(!written.failed && view_equal(bytes_of(&written), view_of(in.data, in.len - rest.len)));
    return 0;
}
