// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_permit.h"

#include <stdio.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf_mdp.h"

struct permission {
    struct pdf_forbidden *out;
    const struct pdf_newcomer *newcomer;
    struct pdf_file *file;
    struct findings *ignored;
};

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* The worst that these restrictions forbid to the newcomer. */
static enum pdf_forbids judge(const struct pdf_mdp *m, const struct pdf_newcomer *n)
{
    if (n->certifies) return PDF_FORBIDS_CERTIFYING;
    if (n->is_timestamp) return PDF_FORBIDS_NOTHING;
    if (m->certification == 1) return PDF_FORBIDS_CERTIFIED;
    if (m->level == 1) return PDF_FORBIDS_LOCKED;
    if (pdf_mdp_locks(m, n->field)) return PDF_FORBIDS_FIELD;
    if (m->certification != 0 && n->is_new && n->can_be_seen) return PDF_FORBIDS_SEEN;
    return PDF_FORBIDS_NOTHING;
}

/* Asks one signature; what was found first stays. */
static status ask(struct permission *p, const struct pdf_field *earlier, struct err *e)
{
    AUTO_CLEAR(pdf_mdp_clear) struct pdf_mdp m = {0};
    TRY(pdf_mdp_read(&m, p->ignored, p->file, earlier, newest_of(p->file), e));
    enum pdf_forbids what = judge(&m, p->newcomer);
    if (what == PDF_FORBIDS_NOTHING || p->out->what != PDF_FORBIDS_NOTHING) return OK;
    p->out->what = what;
    snprintf(p->out->by, sizeof p->out->by, "%s", earlier->name);
    snprintf(p->out->field, sizeof p->out->field, "%s", p->newcomer->field);
    return OK;
}

static status ask_fields(struct permission *p, const struct pdf_fields *fields, struct err *e)
{
    size_t is_signed = 0;
    for (size_t i = 0; i < fields->count; i++) {
        if (fields->item[i].value == NULL) continue;
        is_signed++;
        TRY(ask(p, &fields->item[i], e));
    }
    ENSURE(is_signed < LIMIT_PDF_SIGNATURES, ERR_REFUSED, "the PDF has %d signatures already", LIMIT_PDF_SIGNATURES);
    return OK;
}

/* One that the catalog names, and no field has, certifies nothing (PDF-70); but whoever wrote it meant it. */
static status ask_certification(struct permission *p, const struct pdf_form *form, struct err *e)
{
    static const struct pdf_object none = {.type = PDF_NULL};
    const struct pdf_object *permissions;
    struct pdf_field stray = {.name = "/Perms", .dictionary = &none};
    TRY(pdf_file_get(&permissions, p->file, form->catalog, "Perms", newest_of(p->file), e));
    TRY(pdf_file_get(&stray.value, p->file, permissions, "DocMDP", newest_of(p->file), e));
    return stray.value->type == PDF_NULL ? OK : ask(p, &stray, e);
}

status pdf_permit(struct pdf_forbidden *out, struct pdf_file *file, const struct pdf_form *form,
                  const struct pdf_newcomer *n, struct err *e)
{
    AUTO_CLEAR(pdf_fields_clear) struct pdf_fields fields = {0};
    struct pdf_forbidden found = {0};
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    MEM_ENSURE(ignored);
    struct permission p = {&found, n, file, ignored};
    TRY(pdf_fields_find(&fields, file, newest_of(file), ignored, e));
    TRY(ask_fields(&p, &fields, e));
    TRY(ask_certification(&p, form, e));
    *out = found;
    return OK;
}
