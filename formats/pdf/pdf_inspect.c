// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_agree.h"
#include "formats/pdf/pdf_content.h"
#include "formats/pdf/pdf_coverage.h"
#include "formats/pdf/pdf_date.h"
#include "formats/pdf/pdf_diff.h"
#include "formats/pdf/pdf_dss.h"
#include "formats/pdf/pdf_geometry.h"
#include "formats/pdf/pdf_mdp.h"
#include "formats/pdf/pdf_stray.h"

struct inspection {
    struct pdf_file *file;
    struct view password;
    size_t newest;
    struct pdf_facts facts;
    /* by signature */
    const struct pdf_field *field[LIMIT_PDF_SIGNATURES];
    size_t revision[LIMIT_PDF_SIGNATURES]; /* that it covers; only where the coverage says so */
    struct pdf_mdp mdp[LIMIT_PDF_SIGNATURES];
};

/* ---- one signature ---- */

static enum pdf_subfilter subfilter_of(struct findings *f, const struct pdf_object *value)
{
    const struct pdf_object *s = pdf_get(value, "SubFilter"), *filter = pdf_get(value, "Filter");
    if (filter != NULL && !pdf_is_name(filter, "Adobe.PPKLite"))
        finding_add(f, "PDF-31b", "the signature was made for another handler than Adobe.PPKLite");
    if (pdf_is_name(s, "ETSI.CAdES.detached")) return PDF_SUBFILTER_ETSI_CADES;
    if (pdf_is_name(s, "adbe.pkcs7.detached")) return PDF_SUBFILTER_PKCS7;
    if (pdf_is_name(s, "ETSI.RFC3161")) return PDF_SUBFILTER_RFC3161;
    finding_add(f, "PDF-31", "a kind of signature (/SubFilter) that is not verified");
    return PDF_SUBFILTER_OTHER;
}

static void judge_dictionary(struct findings *f, const struct pdf_object *value)
{
    const struct pdf_object *type = pdf_get(value, "Type");
    if (type != NULL && !pdf_is_name(type, "Sig") && !pdf_is_name(type, "DocTimeStamp"))
        finding_add(f, "PDF-31", "the dictionary of the signature says that it is something else (/Type)");
    if (pdf_get(value, "Cert") != NULL)
        finding_add(f, "PDF-45", "certificates beside the signature's CMS are not used");
}

static status has_annotation(bool *out, struct pdf_file *file, const struct pdf_page *page, uint32_t number,
                             struct err *e)
{
    size_t newest = pdf_file_revision_count(file) - 1;
    const struct pdf_object *annotations;
    *out = false;
    TRY(pdf_file_get(&annotations, file, page->dictionary, "Annots", newest, e));
    for (size_t i = 0; annotations->type == PDF_ARRAY && i < annotations->array.count && !*out; i++) {
        const struct pdf_object *item = annotations->array.item[i];
        *out = item->type == PDF_REFERENCE && item->reference.number == number;
    }
    return OK;
}

/* = ISO 32000-1 table 30: points in a unit of the page; 1 where it is none */
static double unit_of(const struct pdf_page *page)
{
    const double largest = 1e6;
    double unit;
    return pdf_number(&unit, pdf_get(page->dictionary, "UserUnit")) && unit > 0 && unit <= largest ? unit : 1;
}

static void set_place(struct pdf_signature *s, const struct pdf_page *page, size_t i, struct pdf_box box)
{
    struct pdf_sheet sheet;
    struct err ignored = {0};
    if (pdf_sheet_of(&sheet, page, &ignored) != OK) return;
    struct pdf_place p = pdf_sheet_to_displayed(&sheet, box);
    double unit = unit_of(page);
    s->page = (uint32_t)i + 1;
    s->x = p.x * unit;
    s->y = p.y * unit;
    s->w = p.w * unit;
    s->h = p.h * unit;
    s->unit = unit;
}

/* The page that has the widget among its annotations, whatever the widget's /P says; 0 where it cannot be seen. */
static status find_place(struct pdf_signature *s, const struct inspection *in, const struct pdf_field *field,
                         struct err *e)
{
    size_t count;
    struct err ignored = {0};
    struct pdf_page page;
    struct pdf_box box;
    bool found = false;
    if (field->widget == NULL || pdf_box_of(&box, pdf_get(field->widget, "Rect"), &ignored) != OK) return OK;
    if (box.x1 <= box.x0 || box.y1 <= box.y0 || field->widget_ref.number == 0) return OK;
    TRY(pdf_file_page_count(&count, in->file, in->newest, e));
    for (size_t i = 0; i < count && !found; i++) {
        TRY(pdf_file_page(&page, in->file, i, in->newest, e));
        TRY(has_annotation(&found, in->file, &page, field->widget_ref.number, e));
        if (found) set_place(s, &page, i, box);
    }
    return OK;
}

static bool covers_revision(const struct pdf_signature *s)
{
    return s->coverage == PDF_COVERS_REVISION || s->coverage == PDF_COVERS_WHOLE_FILE;
}

static status read_signature(struct inspection *in, const struct pdf_field *field, struct err *e)
{
    size_t i = in->facts.signature_count;
    char date[LIMIT_TEXT], utc[PDF_DATE_SIZE];
    ENSURE(i < LIMIT_PDF_SIGNATURES, ERR_LIMIT, "more than %d signatures", LIMIT_PDF_SIGNATURES);
    struct pdf_signature *s = &in->facts.signatures[i];
    s->contents = BUF_INIT(LIMIT_CMS);
    in->facts.signature_count++;
    in->field[i] = field;
    snprintf(s->field, sizeof s->field, "%s", field->name);
    s->subfilter = subfilter_of(&s->findings, field->value);
    judge_dictionary(&s->findings, field->value);
    pdf_text_of(date, sizeof date, pdf_get(field->value, "M"));
    pdf_date_to_utc(utc, date);
    snprintf(s->claimed_time, sizeof s->claimed_time, "%s", utc);
    TRY(pdf_coverage_of(s, &in->revision[i], in->file, field, e));
    TRY(pdf_mdp_read(&in->mdp[i], &s->findings, in->file, field, covers_revision(s) ? in->revision[i] : in->newest, e));
    s->certification = in->mdp[i].certification;
    s->revision = covers_revision(s) ? (uint32_t)in->revision[i] : 0;
    return find_place(s, in, field, e);
}

/* ---- all of them ---- */

static uint64_t end_of(const struct pdf_signature *s)
{
    return covers_revision(s) ? s->byte_range[2] + s->byte_range[3] : UINT64_MAX;
}

#define SWAP(a, b)                    \
    do {                              \
        __typeof__(a) swapped_ = (a); \
        (a) = (b);                    \
        (b) = swapped_;               \
    } while (0)

/* Oldest first: by the end of what they cover. Few, nearly sorted: insertion. */
static void sort_signatures(struct inspection *in)
{
    struct pdf_signature *s = in->facts.signatures;
    for (size_t i = 1; i < in->facts.signature_count; i++)
        for (size_t k = i; k > 0 && end_of(&s[k]) < end_of(&s[k - 1]); k--) {
            SWAP(s[k], s[k - 1]);
            SWAP(in->revision[k], in->revision[k - 1]);
            SWAP(in->field[k], in->field[k - 1]);
            SWAP(in->mdp[k], in->mdp[k - 1]);
        }
}

/* = PDF-39: each lies wholly within the next, and no two end at one place */
static void check_nesting(struct inspection *in)
{
    for (size_t i = 1; i < in->facts.signature_count; i++) {
        struct pdf_signature *older = &in->facts.signatures[i - 1], *newer = &in->facts.signatures[i];
        if (!covers_revision(older) || !covers_revision(newer) || newer->byte_range[1] >= end_of(older)) continue;
        finding_add(&older->findings, "PDF-39", "the byte ranges of two signatures cross");
        finding_add(&newer->findings, "PDF-39", "the byte ranges of two signatures cross");
    }
}

static bool is_older(const struct inspection *in, size_t i, size_t step)
{
    return covers_revision(&in->facts.signatures[i]) && in->revision[i] <= step;
}

/* Annotations are allowed where the document was certified so (PDF-71 has its own opinion), and nowhere else. */
static void classify_annotations(const struct inspection *in, struct pdf_step *step, size_t number)
{
    bool allowed = false;
    for (size_t i = 0; i < in->facts.signature_count; i++)
        allowed |= is_older(in, i, number) && in->facts.signatures[i].certification == 3;
    if ((step->changes & PDF_CHANGE_ANNOTATION) != 0 && !allowed) step->changes |= PDF_CHANGE_OTHER;
}

/* Is there a later signature over what this step did? A time-stamp says when, and speaks for nobody. */
static bool is_signed_for(const struct inspection *in, size_t number)
{
    for (size_t i = 0; i < in->facts.signature_count; i++) {
        const struct pdf_signature *s = &in->facts.signatures[i];
        if (covers_revision(s) && in->revision[i] > number && s->subfilter != PDF_SUBFILTER_RFC3161) return true;
    }
    return false;
}

/* = PDF-57b: where no certification or lock says that it may be done, what was filled in is somebody's own word. */
static void judge_filling(struct inspection *in, size_t i, const struct pdf_step *step, size_t number)
{
    bool filled = (step->changes & PDF_CHANGE_FORM) != 0;
    if (filled && in->mdp[i].level == 0 && !is_signed_for(in, number))
        finding_add(&in->facts.signatures[i].findings, "PDF-57b",
                    "form fields were filled in after the signature, and nobody signed for that");
}

static status add_step(struct inspection *in, struct pdf_step *step, size_t number, struct err *e)
{
    TRY(pdf_diff(step, in->file, number, e));
    classify_annotations(in, step, number);
    for (size_t i = 0; i < in->facts.signature_count; i++) {
        struct pdf_signature *s = &in->facts.signatures[i];
        if (!is_older(in, i, number)) continue;
        s->changes_after |= step->changes;
        findings_append(&s->findings, &step->findings);
        pdf_mdp_check_step(&s->findings, &in->mdp[i], step);
        judge_filling(in, i, step, number);
    }
    return OK;
}

/* Each step between revisions is compared once (PDF-50), and counts for every signature that is older. */
static status add_changes(struct inspection *in, struct err *e)
{
    size_t first = in->newest;
    AUTO(mem_free)
    struct pdf_step *step = mem_new(sizeof *step);
    MEM_ENSURE(step);
    for (size_t i = 0; i < in->facts.signature_count; i++)
        if (is_older(in, i, first)) first = in->revision[i];
    for (size_t number = first; number < in->newest; number++) {
        status r = add_step(in, step, number, e);
        pdf_step_clear(step);
        TRY(r);
    }
    return OK;
}

static status check_certifications(struct inspection *in, struct err *e)
{
    for (size_t i = 0; i < in->facts.signature_count; i++)
        TRY(pdf_mdp_check_certification(&in->facts.signatures[i].findings, &in->mdp[i], in->file, in->field[i], i == 0,
                                        e));
    return OK;
}

/* A revision behind the last signature that adds nothing is still bytes that nobody signed (PDF-63). */
static void check_tail(struct inspection *in)
{
    bool whole = false;
    for (size_t i = 0; i < in->facts.signature_count; i++)
        whole |= in->facts.signatures[i].coverage == PDF_COVERS_WHOLE_FILE;
    for (size_t i = 0; !whole && i < in->facts.signature_count; i++) {
        struct pdf_signature *s = &in->facts.signatures[i];
        if (s->coverage != PDF_COVERS_REVISION || s->changes_after != 0) continue;
        s->changes_after |= PDF_CHANGE_OTHER;
        finding_add(&s->findings, "PDF-63",
                    "bytes that no signature covers were added, without any change that can be seen");
    }
}

static status inspect_fields(struct inspection *in, const struct pdf_fields *fields, struct err *e)
{
    in->facts.signatures = mem_new_array(LIMIT_PDF_SIGNATURES, sizeof *in->facts.signatures);
    MEM_ENSURE(in->facts.signatures);
    for (size_t i = 0; i < fields->count; i++)
        if (fields->item[i].value != NULL) TRY(read_signature(in, &fields->item[i], e));
    sort_signatures(in);
    check_nesting(in);
    TRY(add_changes(in, e));
    check_tail(in);
    return check_certifications(in, e);
}

static enum pdf_password_form form_of(const char *taken, struct view given)
{
    if (taken == NULL || taken[0] == '\0') return PDF_PASSWORD_NONE;
    return view_equals_string(given, taken) ? PDF_PASSWORD_AS_IS : PDF_PASSWORD_PDFDOC;
}

static status inspect_file(struct inspection *in, struct err *e)
{
    AUTO_CLEAR(pdf_fields_clear) struct pdf_fields fields = {0};
    struct findings *findings = &in->facts.findings;
    size_t pages;
    in->facts.revision_count = (uint32_t)in->newest + 1;
    in->facts.encrypted = pdf_file_is_encrypted(in->file);
    in->facts.locked = pdf_file_is_locked(in->file);
    in->facts.password = form_of(pdf_file_password(in->file), in->password);
    if (in->facts.locked) return OK;
    TRY(pdf_file_page_count(&pages, in->file, in->newest, e));
    in->facts.page_count = (uint32_t)pages;
    TRY(pdf_traits_of(&in->facts.traits, in->file, e));
    TRY(pdf_fields_find(&fields, in->file, in->newest, findings, e));
    TRY(pdf_stray_find(findings, in->file, &fields, e));
    TRY(pdf_agree(findings, in->file, e));
    TRY(pdf_content_check(findings, in->file, e));
    TRY(pdf_dss_read(&in->facts.proofs, findings, in->file, e));
    return inspect_fields(in, &fields, e);
}

status pdf_inspect(struct pdf_facts *out, struct view document, struct view password, struct err *e)
{
    AUTO(mem_free)
    struct inspection *in = mem_new(sizeof *in);
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    MEM_ENSURE(in);
    TRY(pdf_file_open_with(&file, document, password, &in->facts.findings, e));
    in->file = file;
    in->password = password;
    in->newest = pdf_file_revision_count(file) - 1;
    status r = inspect_file(in, e);
    for (size_t i = 0; i < LIMIT_PDF_SIGNATURES; i++) pdf_mdp_clear(&in->mdp[i]);
    if (r != OK) {
        pdf_facts_clear(&in->facts);
        return FAILED;
    }
    *out = in->facts;
    return OK;
}
