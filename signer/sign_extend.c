// SPDX-License-Identifier: Apache-2.0
#include "signer/extend.h"
#include "signer/sign_priv.h"

static const char *pades_name(enum proof_level level)
{
    static const char *const names[] = {
        [LEVEL_B] = "PAdES-B-B", [LEVEL_T] = "PAdES-B-T", [LEVEL_LT] = "PAdES-B-LT", [LEVEL_LTA] = "PAdES-B-LTA"};
    return names[level];
}

static void note_failure(struct findings *notes, const struct err *why)
{
    struct err all = {0};
    err_set(&all, ERR_REMOTE, "the level stays lower");
    err_because(&all, why);
    finding_add_err(notes, "STAMP", &all);
}

status sign_extend(struct document *signed_document, struct sign_outcome *outcome, const struct sign_request *r,
                   struct err *e)
{
    const struct sign_level *l = &r->level;
    const struct extend_request wanted = {
        .level = l->level, .timestamper = l->timestamper, .online = l->online, .check = r->check};
    struct extend_outcome raised = {0};
    struct document out = DOCUMENT_NONE;
    struct err why = {0};
    if (l->level < LEVEL_LT || signed_document->format != DOCUMENT_PDF) return OK;
    if (extend_document(&out, &raised, signed_document, &wanted, &why) != OK) {
        if (l->is_asked_for || why.code == ERR_INTERNAL) {
            *e = why;
            return FAILED;
        }
        note_failure(&outcome->notes, &why);
        return OK;
    }
    findings_append(&outcome->notes, &raised.notes);
    outcome->level = pades_name(raised.after);
    if (raised.stamps == 0 && raised.proofs == 0) return OK;
    document_clear(signed_document);
    *signed_document = out;
    return OK;
}
