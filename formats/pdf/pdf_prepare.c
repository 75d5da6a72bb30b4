// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_access.h"
#include "formats/pdf/pdf_fill.h"
#include "formats/pdf/pdf_form.h"
#include "formats/pdf/pdf_geometry.h"
#include "formats/pdf/pdf_import.h"
#include "formats/pdf/pdf_permit.h"
#include "formats/pdf/pdf_prepare_priv.h"
#include "formats/pdf/pdf_tag.h"
#include "formats/pdf/pdf_traits.h"
#include "formats/pdf/pdf_version.h"
#include "formats/pdf/pdf_widget.h"

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* --- what can be signed --- */

/* Damage that the reader can live with, but not whoever verifies the signed file. Other findings are pdf_inspect's. */
static status refuse_damage(const struct findings *found, struct err *e)
{
    static const char *const damage[] = {"PDF-06b", "PDF-10", "PDF-14", "PDF-16", "PDF-17", "PDF-18"};
    ENSURE(!found->overflow, ERR_SYNTAX, "PDF-10: the PDF is damaged in more places than can be told");
    for (size_t i = 0; i < found->count; i++) {
        const struct finding *one = &found->item[i];
        for (size_t k = 0; k < sizeof damage / sizeof damage[0]; k++) {
            if (strcmp(one->rule, damage[k]) != 0) continue;
            err_set(e, ERR_SYNTAX, "%s: the PDF is damaged", one->rule);
            finding_explain(e, one);
            return FAILED;
        }
    }
    return OK;
}

static status check_file(const struct pdf_file *file, const struct findings *found, struct err *e)
{
    ENSURE(pdf_file_revision_count(file) < LIMIT_PDF_REVISIONS, ERR_LIMIT, "more than %d revisions",
           LIMIT_PDF_REVISIONS);
    TRY(pdf_access_check_file(file, found, e));
    return refuse_damage(found, e);
}

static status check_request(const struct pdf_request *r, struct err *e)
{
    ENSURE(r->contents_size > 0 && r->contents_size <= LIMIT_CMS_OWN, ERR_INTERNAL,
           "a signature of %u bytes cannot be made room for", r->contents_size);
    bool is_plain = r->page == 0 && r->appearance.len == 0 && r->field[0] == '\0' && r->forbids.certify == 0 &&
                    r->forbids.lock == PDF_LOCK_NONE;
    ENSURE(!r->is_timestamp || is_plain, ERR_INTERNAL, "a document time-stamp is seen by nobody and forbids nothing");
    ENSURE(r->page == 0 || r->appearance.len > 0, ERR_REFUSED, "a visible signature needs a picture");
    return OK;
}

/* An invisible signature is an annotation of the first page. */
static status find_page(struct pdf_page *out, struct pdf_file *file, int32_t wanted, struct err *e)
{
    size_t count;
    struct pdf_page page;
    TRY(pdf_file_page_count(&count, file, newest_of(file), e));
    int64_t index = wanted == -1 ? (int64_t)count - 1 : wanted == 0 ? 0 : (int64_t)wanted - 1;
    ENSURE(index >= 0 && (uint64_t)index < count, ERR_USAGE, "there is no page %d: the PDF has %zu", wanted, count);
    TRY(pdf_file_page(&page, file, (size_t)index, newest_of(file), e));
    ENSURE(page.ref.number != 0, ERR_REFUSED, "ISO 32000-1 7.7.3.2: the page is no object of its own");
    ENSURE(!pdf_file_is_hidden(file, page.ref.number, newest_of(file)), ERR_REFUSED,
           "PDF-11: older readers do not find the page (hybrid file), and a signature would have to show it to them");
    *out = page;
    return OK;
}

static status check_user_unit(struct pdf_file *file, const struct pdf_page *page, struct err *e)
{
    const struct pdf_object *unit;
    double value = 0;
    TRY(pdf_file_get(&unit, file, page->dictionary, "UserUnit", newest_of(file), e));
    bool is_point = unit->type == PDF_NULL || (pdf_number(&value, unit) && value == 1.0);
    ENSURE(is_point, ERR_REFUSED, "PDF-88: the page is measured in other units than points (UserUnit)");
    return OK;
}

/* --- the update --- */

/* The parts of one signature, as they are known one after the other. */
struct act {
    struct pdf_update *update;
    const struct pdf_request *request;
    struct findings *notes;
    struct pdf_form form;
    struct pdf_slot slot;
    struct pdf_mdp_plan mdp;
    struct pdf_ref value;
    struct pdf_holes holes;
};

/* A PDF/A-1 stays without transparency; what else is drawn has some, of which old versions know nothing. */
static status import_picture(struct pdf_ref *out, const struct act *a, int rotate, const struct pdf_place *frame,
                             struct err *e)
{
    struct pdf_update *u = a->update;
    struct pdf_traits traits;
    struct view drawn = view_of(a->request->appearance.data, a->request->appearance.len);
    TRY(pdf_traits_of(&traits, u->file, e));
    struct pdf_picture picture = {.pdf = drawn, .rotate = rotate, .frame = frame, .is_opaque = traits.archive == 1};
    if (!picture.is_opaque)
        TRY(pdf_version_raise(u, a->form.catalog_ref, a->form.catalog, PDF_VERSION_TRANSPARENCY, e));
    return pdf_import_form(out, u, &picture, e);
}

static status put_picture(struct pdf_widget *w, const struct act *a, const struct pdf_page *page, struct err *e)
{
    const struct pdf_request *r = a->request;
    struct pdf_sheet sheet;
    struct pdf_place place = {r->x, r->y, r->w, r->h};
    TRY(check_user_unit(a->update->file, page, e));
    TRY(pdf_sheet_of(&sheet, page, e));
    ENSURE(pdf_sheet_holds(&sheet, place), ERR_REFUSED, "the picture would stand outside of the page, or has no size");
    w->box = pdf_sheet_to_user(&sheet, place);
    w->rotate = sheet.rotate;
    return import_picture(&w->appearance, a, sheet.rotate, NULL, e);
}

/* A tagged document's widget is tagged, or it is told why not. A time-stamp is for nobody to read. */
static status open_structure(struct pdf_tag *out, const struct act *a, struct err *e)
{
    *out = (struct pdf_tag){0};
    if (a->request->is_timestamp) return OK;
    TRY(pdf_tag_open(out, a->update->file, a->form.catalog, e));
    if (!out->is_tagged) return OK;
    switch (out->obstacle) {
    case PDF_TAG_NONE:
        break;
    case PDF_TAG_HIDDEN:
        finding_add(a->notes, "PDF-11",
                    "the signature is not tagged: older readers do not find the tags (hybrid file)");
        break;
    case PDF_TAG_NO_PARENTS:
        finding_add(a->notes, "PDF-61", "the signature is not tagged: the tags of the document have no parent tree");
        break;
    case PDF_TAG_ODD:
        finding_add(a->notes, "PDF-61",
                    "the signature is not tagged: the tags of the document are not as ISO 32000-1 14.7 has them");
        break;
    }
    return OK;
}

static status write_value(struct act *a, struct err *e)
{
    struct pdf_update *u = a->update;
    a->value = pdf_update_new_ref(u);
    TRY(pdf_mdp_name_certification(u, &a->form, &a->mdp, a->value, e));
    return pdf_widget_put_value(&a->holes, u, a->value, a->request->is_timestamp ? NULL : a->request->claimed_time,
                                &a->mdp, a->request->contents_size, e);
}

static status add_field(struct act *a, const char *name, struct err *e)
{
    struct pdf_update *u = a->update;
    struct pdf_page page;
    struct pdf_tag tag;
    TRY(find_page(&page, u->file, a->request->page, e));
    TRY(open_structure(&tag, a, e));
    TRY(write_value(a, e));
    struct pdf_ref field = pdf_update_new_ref(u);
    struct pdf_widget widget = {.name = name,
                                .value = a->value,
                                .page = page.ref,
                                .tooltip = a->request->tooltip,
                                .struct_parent = pdf_tag_key(&tag),
                                .mdp = &a->mdp};
    if (a->request->page != 0) TRY(put_picture(&widget, a, &page, e));
    TRY(pdf_widget_put(u, field, &widget, e));
    TRY(pdf_widget_add_to_page(u, &page, field, a->form.fields_ref, e));
    pdf_form_write(u, &a->form, field);
    pdf_tag_add(u, &tag, field, page.ref, a->request->tooltip);
    return OK;
}

/* A picture for a field that cannot be seen is left out: nobody would see it. */
static status fill_field(struct act *a, struct err *e)
{
    struct pdf_ref appearance = {0, 0};
    TRY(write_value(a, e));
    if (a->slot.can_be_seen && a->request->appearance.len > 0) {
        TRY(check_user_unit(a->update->file, &a->slot.on, e));
        TRY(import_picture(&appearance, a, a->slot.rotate, &a->slot.place, e));
    }
    pdf_fill(a->update, &a->slot, a->value, appearance);
    pdf_form_write(a->update, &a->form, (struct pdf_ref){0, 0});
    return OK;
}

static status check_permit(const struct act *a, const char *name, struct err *e)
{
    struct pdf_forbidden forbidden;
    struct pdf_newcomer newcomer = {.field = name,
                                    .is_new = !a->slot.exists,
                                    .can_be_seen = a->request->page != 0,
                                    .is_timestamp = a->request->is_timestamp,
                                    .certifies = a->request->forbids.certify != 0};
    TRY(pdf_permit(&forbidden, a->update->file, &a->form, &newcomer, e));
    return pdf_forbidden_refuse(&forbidden, forbidden.by, e);
}

static status open_form(struct act *a, struct err *e)
{
    struct pdf_file *file = a->update->file;
    TRY(pdf_form_open(&a->form, file, e));
    ENSURE(
        !pdf_file_is_hidden(file, a->form.catalog_ref.number, newest_of(file)), ERR_REFUSED,
        "PDF-11: older readers do not find the catalog (hybrid file), and a signature would have to show it to them");
    return OK;
}

static status write_update(struct pdf_prepared *out, struct pdf_update *u, const struct pdf_request *r, struct err *e)
{
    struct act a = {.update = u, .request = r, .notes = &out->notes};
    TRY(open_form(&a, e));
    TRY(pdf_slot_find(&a.slot, u->file, r->field, e));
    TRY(pdf_access_check(u->file, a.slot.exists ? PDF_ACCESS_FILL_FIELD : PDF_ACCESS_NEW_FIELD, e));
    if (a.slot.exists)
        snprintf(out->field, sizeof out->field, "%s", r->field);
    else
        TRY(pdf_form_choose_name(out->field, u->file, &a.form, r->field, r->is_timestamp ? "Timestamp" : "Signature",
                                 e));
    ENSURE(!a.slot.exists || r->page == 0, ERR_REFUSED, "the field \"%s\" has a place of its own", out->field);
    ENSURE(a.slot.exists || r->page != 0 || r->appearance.len == 0, ERR_REFUSED,
           "an invisible signature has no picture");
    TRY(check_permit(&a, out->field, e));
    TRY(pdf_mdp_plan(&a.mdp, &r->forbids, a.slot.lock, u->file, &a.form, e));
    TRY(a.slot.exists ? fill_field(&a, e) : add_field(&a, out->field, e));
    TRY(pdf_update_finish(u, e));
    return pdf_widget_fill_range(out->byte_range, u, &a.holes, r->contents_size, e);
}

static status prepare(struct pdf_prepared *out, struct pdf_file *file, const struct pdf_request *r, struct err *e)
{
    AUTO(pdf_update_free)
    struct pdf_update *u = pdf_update_new(file);
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared made;
    pdf_prepared_init(&made);
    MEM_ENSURE(u);
    TRY(write_update(&made, u, r, e));
    buf_move(&made.update, &u->body);
    pdf_prepared_clear(out);
    *out = made;
    pdf_prepared_init(&made);
    return OK;
}

status pdf_prepare_open(struct pdf_file **out, struct view document, struct view password, struct err *e)
{
    AUTO(mem_free)
    struct findings *found = mem_new(sizeof *found);
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    MEM_ENSURE(found);
    TRY(pdf_file_open_with(&file, document, password, found, e));
    TRY(check_file(file, found, e));
    *out = TAKE(file);
    return OK;
}

status pdf_prepare(struct pdf_prepared *out, struct view document, const struct pdf_request *r, struct err *e)
{
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    TRY(check_request(r, e));
    TRY(pdf_prepare_open(&file, document, r->password, e));
    return prepare(out, file, r, e);
}
