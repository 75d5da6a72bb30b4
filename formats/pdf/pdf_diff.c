// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_diff.h"

#include <stdio.h>
#include <string.h>

#include "formats/pdf/pdf_diff_priv.h"

static bool has_mark(const struct diff *d, const struct pdf_object *reference, enum mark m)
{
    return pdf_is(reference, PDF_REFERENCE) && reference->reference.number < d->size &&
           (d->marks[reference->reference.number] & m) != 0;
}

static void set_mark(struct diff *d, struct pdf_ref ref, enum mark m)
{
    if (ref.number != 0 && ref.number < d->size) d->marks[ref.number] |= (uint8_t)m;
}

static status both(const struct pdf_object **old, const struct pdf_object **new, struct diff *d,
                   const struct pdf_object *a, const struct pdf_object *b, struct err *e)
{
    TRY(pdf_file_resolve(old, d->file, a, d->old, e));
    return pdf_file_resolve(new, d->file, b, d->new, e);
}

/* ---- form fields ---- */

static bool is_timestamp(const struct pdf_object *value)
{
    return pdf_is_name(pdf_get(value, "SubFilter"), "ETSI.RFC3161") ||
           pdf_is_name(pdf_get(value, "Type"), "DocTimeStamp");
}

static status signature_added(struct diff *d, const struct pdf_object *field, struct err *e)
{
    const struct pdf_object *value;
    TRY(pdf_file_get(&value, d->file, field, "V", d->new, e));
    d->changes |= is_timestamp(value) ? PDF_CHANGE_TIMESTAMP : PDF_CHANGE_SIGNATURE;
    return OK;
}

/* A new item of /Fields must be a signature field of its own: a new object, no kids, a widget at most. */
static status added_field(struct diff *d, const struct pdf_object *item, struct err *e)
{
    const struct pdf_object *field;
    bool is_new = pdf_is(item, PDF_REFERENCE) &&
                  pdf_file_locate(d->file, item->reference.number, d->old).kind <= PDF_FREE; /* absent or free */
    TRY(pdf_file_resolve(&field, d->file, item, d->new, e));
    bool widget = pdf_get(field, "Subtype") == NULL || pdf_is_name(pdf_get(field, "Subtype"), "Widget");
    if (!is_new || field->type != PDF_DICTIONARY || !pdf_is_name(pdf_get(field, "FT"), "Sig") ||
        pdf_get(field, "Kids") != NULL || !widget || pdf_get(field, "A") != NULL || pdf_get(field, "AA") != NULL) {
        diff_other(d, "PDF-57", "a field was added that is not a signature's", "/AcroForm/Fields");
        return OK;
    }
    set_mark(d, item->reference, MARK_ADDED | MARK_FIELD);
    return signature_added(d, field, e);
}

static status same_field(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                         const struct pdf_object *type, size_t depth, struct err *e);

/* The old items in their order, then new ones, each of which must be a signature field. */
static status same_fields(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                          const struct pdf_object *type, size_t depth, struct err *e)
{
    size_t before = old->type == PDF_ARRAY ? old->array.count : 0,
           after = new->type == PDF_ARRAY ? new->array.count : 0;
    if (after < before) {
        diff_other(d, "PDF-57", "a field was taken away", "/AcroForm/Fields");
        return OK;
    }
    for (size_t i = 0; i < before; i++) TRY(same_field(d, old->array.item[i], new->array.item[i], type, depth, e));
    for (size_t i = before; i < after; i++) TRY(added_field(d, new->array.item[i], e));
    return OK;
}

/* Signing tools set Print and Locked when they fill a field; what hides it or shows it may not change (ISO 32000-1
 * table 165). */
static status same_flags(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, struct err *e)
{
    enum { PRINT = 4, LOCKED = 128 };
    const struct pdf_object *a, *b;
    TRY(both(&a, &b, d, pdf_get(old, "F"), pdf_get(new, "F"), e));
    int64_t was = a->type == PDF_INTEGER ? a->integer : 0, is = b->type == PDF_INTEGER ? b->integer : 0;
    if (((was ^ is) & ~(int64_t)(PRINT | LOCKED)) != 0)
        diff_other(d, "PDF-56", "its flags are others", "a signature field");
    return OK;
}

/* A signature field that was empty may be filled; one that was signed stays as it was. */
static status same_signature_field(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                                   struct err *e)
{
    static const char *const filled[] = {"V", "AP", "AS", "MK", "F", "Kids", "Parent", NULL}, *const signed_one[] = {
                                                                                                  "Kids", "Parent",
                                                                                                  NULL};
    const struct pdf_object *was, *is;
    TRY(both(&was, &is, d, pdf_get(old, "V"), pdf_get(new, "V"), e));
    if (was->type != PDF_NULL || is->type == PDF_NULL)
        return diff_same_keys(d, old, new, signed_one, "a signature field", e);
    TRY(diff_same_keys(d, old, new, filled, "a signature field", e));
    TRY(same_flags(d, old, new, e));
    return signature_added(d, new, e);
}

static status same_form_field(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, struct err *e)
{
    static const char *const except[] = {"V", "AP", "AS", "M", "Kids", "Parent", NULL};
    bool same = diff_equal_shallow(pdf_get(old, "V"), pdf_get(new, "V")) &&
                diff_equal_shallow(pdf_get(old, "AP"), pdf_get(new, "AP")) &&
                diff_equal_shallow(pdf_get(old, "AS"), pdf_get(new, "AS"));
    if (!same) d->changes |= PDF_CHANGE_FORM;
    return diff_same_keys(d, old, new, except, "a form field", e);
}

/* An /AP that was replaced as a whole is a form's or signature's new look; one that stayed must be the same to its last
 * stream. */
static status same_appearance(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, struct err *e)
{
    const struct pdf_object *a = pdf_get(old, "AP"), *b = pdf_get(new, "AP");
    return diff_equal_shallow(a, b) ? diff_same(d, a, b, "the appearance of a field", e) : OK;
}

static status same_field(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                         const struct pdf_object *type, size_t depth, struct err *e)
{
    const struct pdf_object *old, *new, *own_type, *old_kids, *new_kids;
    ENSURE(depth < LIMIT_PDF_DEPTH, ERR_LIMIT, "the form has too many fields, or they contain each other");
    if (!diff_equal_shallow(a, b) && (pdf_is(a, PDF_REFERENCE) || pdf_is(b, PDF_REFERENCE))) {
        diff_other(d, "PDF-57", "a field was exchanged", "/AcroForm/Fields");
        return OK;
    }
    if (pdf_is(a, PDF_REFERENCE)) {
        if (has_mark(d, a, MARK_FIELD)) return OK;
        set_mark(d, a->reference, MARK_FIELD);
    }
    TRY(both(&old, &new, d, a, b, e));
    if (old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY)
        return diff_same(d, old, new, "/AcroForm/Fields", e);
    TRY(pdf_file_get(&own_type, d->file, old, "FT", d->old, e));
    if (own_type->type == PDF_NAME) type = own_type;
    TRY(pdf_is_name(type, "Sig") ? same_signature_field(d, old, new, e) : same_form_field(d, old, new, e));
    TRY(same_appearance(d, old, new, e));
    TRY(diff_same(d, pdf_get(old, "Parent"), pdf_get(new, "Parent"), "the parent of a field", e));
    TRY(both(&old_kids, &new_kids, d, pdf_get(old, "Kids"), pdf_get(new, "Kids"), e));
    return same_fields(d, old_kids, new_kids, type, depth + 1, e);
}

static status same_form(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, struct err *e)
{
    static const char *const except[] = {"Fields", "SigFlags", "DA", "DR", NULL}, *const resources[] = {"DA", "DR"};
    static const struct pdf_object nothing = {.type = PDF_DICTIONARY};
    const struct pdf_object *old, *new, *old_fields, *new_fields;
    TRY(both(&old, &new, d, a, b, e));
    if (old->type == PDF_NULL && new->type == PDF_DICTIONARY) old = &nothing;
    if (old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY) return diff_same(d, old, new, "/AcroForm", e);
    TRY(both(&old_fields, &new_fields, d, pdf_get(old, "Fields"), pdf_get(new, "Fields"), e));
    TRY(same_fields(d, old_fields, new_fields, NULL, 0, e));
    for (size_t i = 0; i < 2; i++) /* may be added, as signing tools do, not changed */
        if (pdf_get(old, resources[i]) != NULL)
            TRY(diff_same(d, pdf_get(old, resources[i]), pdf_get(new, resources[i]), "/AcroForm", e));
    return diff_same_keys(d, old, new, except, "/AcroForm", e);
}

/* ---- pages ---- */

/* A page's annotations: the old ones in their order, then the widgets of the signature fields that were found good. */
static status same_annotations(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                               const char *label, struct err *e)
{
    const struct pdf_object *old, *new;
    TRY(both(&old, &new, d, a, b, e));
    size_t before = old->type == PDF_ARRAY ? old->array.count : 0,
           after = new->type == PDF_ARRAY ? new->array.count : 0;
    if (after < before) {
        diff_other(d, "PDF-56", "an annotation was taken away", label);
        return OK;
    }
    for (size_t i = 0; i < before; i++) TRY(diff_same(d, old->array.item[i], new->array.item[i], label, e));
    for (size_t i = before; i < after; i++) {
        if (has_mark(d, new->array.item[i], MARK_ADDED)) continue;
        d->changes |= PDF_CHANGE_ANNOTATION;
        diff_other(d, "PDF-56", "an annotation was added", label);
    }
    return OK;
}

static status same_page(struct diff *d, size_t i, struct err *e)
{
    static const char *const except[] = {"Annots", NULL};
    struct pdf_page old, new;
    char label[LABEL_MAX];
    snprintf(label, sizeof label, "page %zu", i + 1);
    TRY(pdf_file_page(&old, d->file, i, d->old, e));
    TRY(pdf_file_page(&new, d->file, i, d->new, e));
    if (old.ref.number != new.ref.number) {
        diff_other(d, "PDF-54", "another page stands in its place", label);
        return OK;
    }
    TRY(diff_same_keys(d, old.dictionary, new.dictionary, except, label, e));
    return same_annotations(d, pdf_get(old.dictionary, "Annots"), pdf_get(new.dictionary, "Annots"), label, e);
}

static status mark_pages(size_t *count, struct diff *d, struct err *e)
{
    size_t after;
    struct pdf_page page;
    TRY(pdf_file_page_count(count, d->file, d->old, e));
    TRY(pdf_file_page_count(&after, d->file, d->new, e));
    if (*count != after) {
        diff_other(d, "PDF-54", "pages were added or taken away", "the document");
        *count = 0;
        return OK;
    }
    for (size_t i = 0; i < *count; i++) {
        TRY(pdf_file_page(&page, d->file, i, d->old, e));
        set_mark(d, page.ref, MARK_PAGE);
    }
    return OK;
}

/* ---- the catalog ---- */

/* = PDF-59: the store has these keys and no others; what hangs below is validation data, never drawn */
static status check_dss(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, struct err *e)
{
    static const char *const known[] = {"Type", "VRI", "Certs", "CRLs", "OCSPs"};
    const struct pdf_object *old, *new;
    TRY(both(&old, &new, d, a, b, e));
    if (new->type == PDF_NULL && old->type == PDF_NULL) return OK;
    if (new->type != PDF_DICTIONARY) {
        diff_other(d, "PDF-59", "the document security store was taken away", "/DSS");
        return OK;
    }
    for (size_t i = 0; i < new->dictionary.count; i++) {
        bool is_known = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            is_known |= view_equals_string(new->dictionary.entry[i].key, known[k]);
        if (!is_known) diff_other(d, "PDF-59", "an entry that no such store has", "/DSS");
    }
    if (old != new) d->changes |= PDF_CHANGE_DSS;
    return OK;
}

/* A page's or document's metadata is shown by some viewers and never signed by none: told, not refused. */
static status note_metadata(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, struct err *e)
{
    const struct pdf_object *old, *new;
    TRY(both(&old, &new, d, a, b, e));
    if (old != new && !diff_equal_shallow(old, new))
        finding_add(d->findings, "PDF-60", "document information or metadata changed after the signature");
    return OK;
}

static status same_catalog(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, struct err *e)
{
    static const char *const except[] = {"AcroForm", "DSS", "Extensions", "Version", "Metadata", NULL};
    const struct pdf_object *old, *new;
    size_t pages;
    TRY(both(&old, &new, d, a, b, e));
    if (old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY) return diff_same(d, old, new, "/Root", e);
    TRY(mark_pages(&pages, d, e));
    TRY(same_form(d, pdf_get(old, "AcroForm"), pdf_get(new, "AcroForm"), e));
    for (size_t i = 0; i < pages; i++) TRY(same_page(d, i, e));
    TRY(check_dss(d, pdf_get(old, "DSS"), pdf_get(new, "DSS"), e));
    TRY(note_metadata(d, pdf_get(old, "Metadata"), pdf_get(new, "Metadata"), e));
    TRY(diff_same_keys(d, old, new, except, "/Root", e));
    return diff_drain(d, e);
}

/* ---- the whole ---- */

/* What was in use and is free now (PDF-19). */
static status check_freed(void *context, uint32_t number, struct err *e)
{
    struct diff *d = context;
    struct pdf_location was = pdf_file_locate(d->file, number, d->old), is = pdf_file_locate(d->file, number, d->new);
    (void)e;
    if (was.kind > PDF_FREE && is.kind <= PDF_FREE) diff_other(d, "PDF-19", "an object was freed", "the document");
    return OK;
}

static status compare(struct diff *d, struct err *e)
{
    const struct pdf_object *old = pdf_file_revision(d->file, d->old)->trailer,
                            *new = pdf_file_revision(d->file, d->new)->trailer;
    if (!diff_equal_shallow(pdf_get(old, "Root"), pdf_get(new, "Root"))) {
        diff_other(d, "PDF-15", "another catalog", "the trailer");
        return OK;
    }
    if ((pdf_get(old, "Encrypt") == NULL) != (pdf_get(new, "Encrypt") == NULL))
        diff_other(d, "PDF-06", "encryption", "the trailer");
    TRY(note_metadata(d, pdf_get(old, "Info"), pdf_get(new, "Info"), e));
    TRY(pdf_file_each_changed(d->file, d->new, check_freed, d, e));
    return same_catalog(d, pdf_get(old, "Root"), pdf_get(new, "Root"), e);
}

status pdf_diff(uint32_t *changes, struct findings *f, struct pdf_file *file, size_t from, struct err *e)
{
    struct diff d = {.file = file, .old = from, .new = from + 1, .size = pdf_file_size(file, from + 1), .findings = f};
    d.marks = mem_new_array(d.size, 1);
    MEM_ENSURE(d.marks);
    status r = compare(&d, e);
    mem_free(d.marks);
    mem_free(d.queue);
    TRY(r);
    *changes = d.changes;
    return OK;
}
