// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_ask.h"

#include <stdio.h>

#include "formats/pdf/pdf_fields.h"
#include "formats/pdf/pdf_mdp.h"
#include "formats/pdf/pdf_permit.h"
#include "formats/pdf/pdf_seed_read.h"
#include "formats/pdf/pdf_slot.h"

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* What the field will lock when it is signed: as the verifier will read it. */
static status read_lock(struct pdf_answer *a, struct pdf_file *file, const struct pdf_slot *slot, struct err *e)
{
    static const struct pdf_object none = {.type = PDF_NULL};
    AUTO_CLEAR(pdf_mdp_clear) struct pdf_mdp m = {0};
    struct pdf_field field = {.ref = slot->field_ref, .dictionary = slot->field, .value = &none};
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    MEM_ENSURE(ignored);
    TRY(pdf_mdp_read(&m, ignored, file, &field, newest_of(file), e));
    a->lock = m.lock[1].action;
    a->lock_level = m.level;
    return OK;
}

static status answer_slot(struct pdf_answer *a, struct pdf_file *file, const struct pdf_slot *slot, struct err *e)
{
    a->exists = slot->exists;
    if (!slot->exists) return OK;
    a->can_be_seen = slot->can_be_seen;
    a->page = slot->page;
    a->x = slot->place.x;
    a->y = slot->place.y;
    a->w = slot->place.w;
    a->h = slot->place.h;
    TRY(read_lock(a, file, slot, e));
    return slot->seed == NULL ? OK : pdf_seed_read(&a->seed, file, slot->seed, e);
}

static status answer_permit(struct pdf_answer *a, struct pdf_file *file, const struct pdf_question *q, struct err *e)
{
    struct pdf_form form;
    char name[LIMIT_TEXT];
    TRY(pdf_form_open(&form, file, e));
    if (a->exists)
        snprintf(name, sizeof name, "%s", q->field);
    else
        TRY(pdf_form_choose_name(name, file, &form, q->field, "Signature", e));
    struct pdf_newcomer newcomer = {.field = name,
                                    .is_new = !a->exists,
                                    .can_be_seen = q->can_be_seen && !a->exists,
                                    .certifies = q->forbids.certify != 0};
    return pdf_permit(&a->forbidden, file, &form, &newcomer, e);
}

static status answer_names(struct pdf_answer *a, struct pdf_file *file, const struct pdf_question *q, struct err *e)
{
    bool is_there;
    for (size_t i = 0; i < q->forbids.count; i++) {
        TRY(pdf_fields_have(&is_there, file, newest_of(file), q->forbids.name[i], e));
        if (!is_there) a->unknown |= UINT32_C(1) << i;
    }
    return OK;
}

static status answer(struct pdf_answer *a, struct pdf_file *file, const struct pdf_question *q, struct err *e)
{
    struct pdf_slot slot;
    TRY(pdf_slot_find(&slot, file, q->field, e));
    TRY(answer_slot(a, file, &slot, e));
    TRY(answer_permit(a, file, q, e));
    return answer_names(a, file, q, e);
}

status pdf_ask(struct pdf_answer *out, struct view document, struct view password, const struct pdf_question *q,
               struct err *e)
{
    AUTO_CLEAR(pdf_answer_clear) struct pdf_answer a;
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    pdf_answer_init(&a);
    MEM_ENSURE(ignored);
    TRY(pdf_file_open_with(&file, document, password, ignored, e));
    TRY(answer(&a, file, q, e));
    pdf_answer_clear(out);
    *out = a;
    pdf_answer_init(&a);
    return OK;
}
