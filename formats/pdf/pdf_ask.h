// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_ask.h - what a document says of a signature before it is prepared: where its field stands, what the field asks
 * for and locks, whether earlier signatures forbid it.
 *
 * Messages between parent and worker; the parent decides (policies/seed_values.h). Refuses what pdf_slot.h refuses.
 */
#pragma once

#include "formats/pdf/pdf_forbidden.h"
#include "formats/pdf/pdf_restriction.h"
#include "formats/pdf/pdf_seed.h"

struct pdf_question {
    char field[LIMIT_TEXT]; /* as in struct pdf_request */
    bool can_be_seen;       /* a field that is made new */
    struct pdf_restriction forbids;
};

struct pdf_answer {
    bool exists;      /* a signature field of that name, empty */
    bool can_be_seen; /* it has a place: these */
    uint32_t page;
    double x, y, w, h;         /* points, from the top left of the page as displayed */
    enum pdf_lock_action lock; /* of the field */
    uint32_t lock_level;       /* its P; 0: none */
    struct pdf_seed seed;
    struct pdf_forbidden forbidden;
    uint32_t unknown; /* bits, by the name's place in the question's restriction: there is no such field */
};

/* `password`: as for pdf_inspect. */
MUST status pdf_ask(struct pdf_answer *out, struct view document, struct view password, const struct pdf_question *q,
                    struct err *e);

void pdf_question_put(struct buf *out, const struct pdf_question *q);
MUST status pdf_question_get(struct pdf_question *out, struct view *in, struct err *e);
void pdf_answer_init(struct pdf_answer *a);
void pdf_answer_clear(struct pdf_answer *a);
void pdf_answer_put(struct buf *out, const struct pdf_answer *a);
MUST status pdf_answer_get(struct pdf_answer *out, struct view *in, struct err *e);
