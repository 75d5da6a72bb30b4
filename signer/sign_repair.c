// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_repair.h"

#include <string.h>

#include "formats/pdf/pdf_repair.h"

/* What a reader minds that follows the cross-references. What is ambiguous instead (PDF-12, PDF-14, PDF-17) stays
 * refused: which of two was meant is not for a program to say. */
static const struct finding *find_damage(const struct verify_report *r)
{
    static const char *const damage[] = {"PDF-02", "PDF-03", "PDF-10", "PDF-13", "PDF-15", "PDF-16", "PDF-18"};
    static const char *const ambiguous[] = {"PDF-12", "PDF-14", "PDF-17"};
    if (findings_have(&r->messages, "PDF-06")) return NULL; /* encrypted: it could not be read at all */
    for (size_t i = 0; i < sizeof ambiguous / sizeof ambiguous[0]; i++)
        if (findings_have(&r->messages, ambiguous[i])) return NULL;
    if (r->state == VERIFY_NOT_READABLE && r->messages.count > 0) return &r->messages.item[0];
    for (size_t i = 0; i < r->messages.count; i++)
        for (size_t k = 0; k < sizeof damage / sizeof damage[0]; k++)
            if (strcmp(r->messages.item[i].rule, damage[k]) == 0) return &r->messages.item[i];
    return NULL;
}

static void note(struct findings *notes, const struct finding *damage, const struct pdf_repaired *repaired)
{
    finding_add(notes, "REPAIR",
                "the PDF was damaged and was written anew before it was signed: look at all of its %u pages",
                repaired->page_count);
    findings_append(notes, &(struct findings){.item[0] = *damage, .count = 1});
    findings_append(notes, &repaired->notes);
}

status sign_repair(struct document *out, bool *done, struct findings *notes, const struct document *in,
                   const struct judge_context *c, struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report report = {0};
    AUTO_CLEAR(pdf_repaired_clear) struct pdf_repaired repaired;
    struct view parts[1];
    pdf_repaired_init(&repaired);
    *done = false;
    if (in->format != DOCUMENT_PDF) return OK;
    TRY(verify_document(&report, in, c, e));
    const struct finding *damage = find_damage(&report);
    if (damage == NULL) return OK;
    if (worker_pdf_repair(&repaired, in, e) != OK) {
        finding_explain(e, damage);
        return FAILED;
    }
    TRY(buf_done(&parts[0], &repaired.document, e));
    TRY(document_join(out, parts, 1, e));
    note(notes, damage, &repaired);
    *done = true;
    return OK;
}
