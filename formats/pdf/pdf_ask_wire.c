// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_ask_wire.c - the messages of pdf_ask.h, which the parent has without any PDF.
 */
#include "formats/pdf/pdf_ask.h"
#include "formats/pdf/pdf_facts_priv.h"

void pdf_question_put(struct buf *out, const struct pdf_question *q)
{
    wire_put_string(out, q->field);
    wire_put_u8(out, q->can_be_seen);
    pdf_restriction_put(out, &q->forbids);
}

status pdf_question_get(struct pdf_question *out, struct view *in, struct err *e)
{
    struct pdf_question got = {0};
    struct view rest = *in;
    TRY(wire_get_string(got.field, sizeof got.field, &rest, e));
    TRY(wire_get_bool(&got.can_be_seen, &rest, e));
    TRY(pdf_restriction_get(&got.forbids, &rest, e));
    *out = got;
    *in = rest;
    return OK;
}

void pdf_answer_init(struct pdf_answer *a)
{
    *a = (struct pdf_answer){0};
    pdf_seed_init(&a->seed);
}

void pdf_answer_clear(struct pdf_answer *a)
{
    pdf_seed_clear(&a->seed);
}

void pdf_answer_put(struct buf *out, const struct pdf_answer *a)
{
    wire_put_u8(out, a->exists);
    wire_put_u8(out, a->can_be_seen);
    wire_put_u32(out, a->page);
    pdf_facts_put_place(out, a->x, a->y, a->w, a->h);
    wire_put_u32(out, a->lock);
    wire_put_u32(out, a->lock_level);
    pdf_seed_put(out, &a->seed);
    pdf_forbidden_put(out, &a->forbidden);
    wire_put_u32(out, a->unknown);
}

static status get_answer(struct pdf_answer *a, struct view *in, struct err *e)
{
    uint32_t lock;
    TRY(wire_get_bool(&a->exists, in, e));
    TRY(wire_get_bool(&a->can_be_seen, in, e));
    TRY(wire_get_below(&a->page, in, LIMIT_PDF_PAGES + 1, e));
    TRY(pdf_facts_get_place(&a->x, &a->y, &a->w, &a->h, in, e));
    TRY(wire_get_below(&lock, in, PDF_LOCK_ACTION_COUNT, e));
    a->lock = (enum pdf_lock_action)lock;
    TRY(wire_get_below(&a->lock_level, in, 4, e));
    TRY(pdf_seed_get(&a->seed, in, e));
    TRY(pdf_forbidden_get(&a->forbidden, in, e));
    return wire_get_u32(&a->unknown, in, e);
}

status pdf_answer_get(struct pdf_answer *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(pdf_answer_clear) struct pdf_answer got;
    struct view rest = *in;
    pdf_answer_init(&got);
    TRY(get_answer(&got, &rest, e));
    pdf_answer_clear(out);
    *out = got;
    *in = rest;
    pdf_answer_init(&got);
    return OK;
}
