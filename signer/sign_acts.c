// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_acts.h"

#include "signer/sign_priv.h"

/* What is written where, in this order. */
static size_t plan(enum place_kind places[static SIGN_ACTS], const struct sign_look *l)
{
    size_t count = 0;
    if (l->profile.number) places[count++] = PLACE_NUMBER;
    if (l->profile.date) places[count++] = PLACE_DATE;
    places[count++] = l->place;
    return count;
}

/* Everything but the last is a signature like any other: what binds those who come after is for the last to say.
 * Borrows from `r`; never cleared. */
static struct sign_request act_of(const struct sign_request *r, enum place_kind place, bool is_last)
{
    struct sign_request act = *r;
    act.look.place = place;
    if (is_last) return act;
    act.field[0] = '\0';
    act.forbids = (struct pdf_restriction){0};
    return act;
}

status sign_acts(struct document *out, struct sign_acts *made, struct findings *notes, const struct document *in,
                 const struct verify_report *before, const struct sign_request *r, struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document current = DOCUMENT_NONE;
    enum place_kind places[SIGN_ACTS] = {PLACE_PROFILE};
    struct sign_acts done = {.count = plan(places, &r->look)};
    for (size_t i = 0; i < done.count; i++) {
        struct document next = DOCUMENT_NONE;
        struct sign_request act = act_of(r, places[i], i + 1 == done.count);
        TRY(sign_pdf(&next, done.name[i], notes, i == 0 ? in : &current, before, &act, k, e));
        document_clear(&current);
        current = next;
    }
    *out = current;
    current = DOCUMENT_NONE;
    *made = done;
    return OK;
}
