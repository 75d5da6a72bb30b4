// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_mdp_write.h"

#include <stdio.h>

#include "formats/base/text.h"
#include "formats/pdf/pdf_text.h"

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

static status get(const struct pdf_object **out, const struct pdf_mdp_plan *plan, const char *key, struct err *e)
{
    return pdf_file_get(out, plan->file, plan->lock, key, newest_of(plan->file), e);
}

status pdf_mdp_plan(struct pdf_mdp_plan *out, const struct pdf_restriction *asked, const struct pdf_object *lock,
                    struct pdf_file *file, const struct pdf_form *form, struct err *e)
{
    ENSURE(lock == NULL || asked->lock == PDF_LOCK_NONE, ERR_REFUSED,
           "PDF-74: the field has a lock of its own; it cannot get another one");
    *out = (struct pdf_mdp_plan){.asked = asked, .file = file, .lock = lock, .document = form->catalog_ref};
    return OK;
}

/* --- the entries that /Lock and the parameters of FieldMDP have in common --- */

static void put_asked(struct buf *out, const struct pdf_restriction *r)
{
    static const char *const names[PDF_LOCK_ACTION_COUNT] = {
        [PDF_LOCK_ALL] = "All", [PDF_LOCK_INCLUDE] = "Include", [PDF_LOCK_EXCLUDE] = "Exclude"};
    buf_printf(out, " /Action /%s", names[r->lock]);
    if (r->lock != PDF_LOCK_ALL) {
        buf_put_string(out, " /Fields [");
        for (size_t i = 0; i < r->count; i++) pdf_text_write(out, r->name[i]);
        buf_put_byte(out, ']');
    }
    if (r->is_final) buf_put_string(out, " /P 1");
}

/* The names as they are in the lock: in whichever encoding, they name the same fields. */
static status put_names(struct buf *out, const struct pdf_mdp_plan *plan, const struct pdf_object *fields,
                        struct err *e)
{
    const struct pdf_object *name;
    buf_put_string(out, " /Fields [");
    for (size_t i = 0; i < fields->array.count; i++) {
        TRY(pdf_file_resolve(&name, plan->file, fields->array.item[i], newest_of(plan->file), e));
        ENSURE(name->type == PDF_STRING, ERR_REFUSED,
               "PDF-74: the lock of the field is malformed: it names a field by what is no text");
        buf_put_byte(out, '<');
        text_put_hex(out, name->string);
        buf_put_byte(out, '>');
    }
    buf_put_byte(out, ']');
    return OK;
}

static status put_existing(struct buf *out, const struct pdf_mdp_plan *plan, struct err *e)
{
    const struct pdf_object *action, *fields, *p;
    TRY(get(&action, plan, "Action", e));
    TRY(get(&fields, plan, "Fields", e));
    TRY(get(&p, plan, "P", e));
    bool is_all = pdf_is_name(action, "All"),
         is_known = is_all || pdf_is_name(action, "Include") || pdf_is_name(action, "Exclude");
    ENSURE(is_known && (is_all || fields->type == PDF_ARRAY), ERR_REFUSED,
           "PDF-74: the lock of the field is malformed: nobody knows which fields it means");
    ENSURE(p->type == PDF_NULL || (p->type == PDF_INTEGER && p->integer >= 1 && p->integer <= 3), ERR_REFUSED,
           "PDF-73: the lock of the field is malformed: it has a level that is none of 1, 2 and 3");
    buf_put_string(out, " /Action ");
    pdf_write_name(out, action->name);
    if (fields->type == PDF_ARRAY) TRY(put_names(out, plan, fields, e));
    if (p->type == PDF_INTEGER) buf_printf(out, " /P %d", (int)p->integer);
    return OK;
}

static status put_entries(struct buf *out, const struct pdf_mdp_plan *plan, struct err *e)
{
    if (plan->lock != NULL) return put_existing(out, plan, e);
    put_asked(out, plan->asked);
    return OK;
}

/* --- where they stand --- */

static bool locks(const struct pdf_mdp_plan *plan)
{
    return plan->lock != NULL || plan->asked->lock != PDF_LOCK_NONE;
}

/* /DigestMethod is that of a digest that nobody computes any more; without it readers would assume MD5. */
static void begin_reference(struct buf *out, const char *method)
{
    buf_printf(out,
               "<< /Type /SigRef /TransformMethod /%s /DigestMethod /SHA256 /TransformParams << /Type "
               "/TransformParams /V /1.2",
               method);
}

status pdf_mdp_put_references(struct buf *out, const struct pdf_mdp_plan *plan, struct err *e)
{
    if (plan->asked->certify == 0 && !locks(plan)) return OK;
    buf_put_string(out, " /Reference [");
    if (plan->asked->certify != 0) {
        begin_reference(out, "DocMDP");
        buf_printf(out, " /P %u >> >>", plan->asked->certify);
    }
    if (locks(plan)) {
        begin_reference(out, "FieldMDP");
        TRY(put_entries(out, plan, e));
        buf_put_string(out, " >> /Data ");
        pdf_write_reference(out, plan->document);
        buf_put_string(out, " >>");
    }
    buf_put_byte(out, ']');
    return OK;
}

status pdf_mdp_put_lock(struct buf *out, const struct pdf_mdp_plan *plan, struct err *e)
{
    if (!locks(plan)) return OK;
    buf_put_string(out, " /Lock << /Type /SigFieldLock");
    TRY(put_entries(out, plan, e));
    buf_put_string(out, " >>");
    return OK;
}

status pdf_mdp_name_certification(struct pdf_update *u, const struct pdf_form *form, const struct pdf_mdp_plan *plan,
                                  struct pdf_ref value, struct err *e)
{
    const struct pdf_object *entry = pdf_get(form->catalog, "Perms"), *permissions;
    char text[PDF_EDIT_MAX];
    if (plan->asked->certify == 0) return OK;
    TRY(pdf_file_resolve(&permissions, plan->file, entry, newest_of(plan->file), e));
    if (permissions->type == PDF_NULL) {
        snprintf(text, sizeof text, "<< /DocMDP %u %u R >>", value.number, value.generation);
        pdf_update_edit(u, form->catalog_ref, form->catalog, pdf_edit_set(form->catalog, "Perms", text));
        return OK;
    }
    ENSURE(permissions->type == PDF_DICTIONARY, ERR_SYNTAX, "ISO 32000-1 12.8.4: /Perms is not a dictionary");
    ENSURE(pdf_get(permissions, "DocMDP") == NULL, ERR_REFUSED, "PDF-70: the document names a certification already");
    snprintf(text, sizeof text, "%u %u R", value.number, value.generation);
    struct pdf_edit edit = pdf_edit_set(permissions, "DocMDP", text);
    if (entry->type == PDF_REFERENCE)
        pdf_update_edit(u, entry->reference, permissions, edit);
    else
        pdf_update_edit(u, form->catalog_ref, form->catalog, edit);
    return OK;
}
