// SPDX-License-Identifier: Apache-2.0
/*
 * Pages (ISO 32000-1 7.7.3): the same, but for widgets of new signature fields among their annotations.
 */
#include "formats/pdf/pdf_diff_priv.h"

/* Approved with its field, and on one page only. */
static bool is_approved(struct diff *d, const struct pdf_object *item)
{
    if (!diff_has_mark(d, item, MARK_ADDED) || diff_has_mark(d, item, MARK_PLACED)) return false;
    diff_set_mark(d, item, MARK_PLACED);
    return true;
}

static status add_annotation(struct diff *d, const struct pdf_object *item, const struct place *p, struct err *e)
{
    const struct pdf_object *annotation;
    if (is_approved(d, item)) return OK;
    TRY(pdf_file_resolve(&annotation, d->file, item, d->new, e));
    const struct pdf_object *subtype = pdf_get(annotation, "Subtype");
    bool is_new =
        !pdf_is(item, PDF_REFERENCE) || pdf_file_locate(d->file, item->reference.number, d->old).kind <= PDF_FREE;
    if (is_new && pdf_is(subtype, PDF_NAME) && !pdf_is_name(subtype, "Widget")) {
        d->step->changes |= PDF_CHANGE_ANNOTATION;
        finding_add(&d->step->findings, "PDF-56", "%s changed after the signature: an annotation was added",
                    diff_path(d, p).text);
    } else {
        finding_add(diff_other(d), "PDF-56", "%s changed after the signature: it shows what is no new signature",
                    diff_path(d, p).text);
    }
    return OK;
}

/* The old ones in their order, then what was added. */
static status same_annotations(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                               const struct place *p, struct err *e)
{
    const struct pdf_object *old, *new;
    TRY(diff_both(&old, &new, d, a, b, p, e));
    size_t before = old->type == PDF_ARRAY ? old->array.count : 0;
    size_t after = new->type == PDF_ARRAY ? new->array.count : 0;
    if (after < before) {
        finding_add(diff_other(d), "PDF-56", "%s changed after the signature: an annotation was taken away",
                    diff_path(d, p).text);
        return OK;
    }
    for (size_t i = 0; i < after; i++) {
        struct place item = diff_item(p, i);
        if (i < before)
            TRY(diff_same(d, old->array.item[i], new->array.item[i], &item, e));
        else
            TRY(add_annotation(d, new->array.item[i], &item, e));
    }
    return OK;
}

static status same_page(struct diff *d, size_t i, struct err *e)
{
    static const char *const except[] = {"Annots", NULL};
    struct place page = PLACE_ROOT("page", "PDF-54"), annotations = diff_below(&page, "Annots");
    struct pdf_page old, new;
    page.nth = i + 1;
    annotations.rule = "PDF-56";
    TRY(pdf_file_page(&old, d->file, i, d->old, e));
    TRY(pdf_file_page(&new, d->file, i, d->new, e));
    if (old.ref.number != new.ref.number) {
        finding_add(diff_other(d), "PDF-54", "%s changed after the signature: another page stands in its place",
                    diff_path(d, &page).text);
        return OK;
    }
    TRY(diff_same_keys(d, old.dictionary, new.dictionary, except, &page, e));
    return same_annotations(d, pdf_get(old.dictionary, "Annots"), pdf_get(new.dictionary, "Annots"), &annotations, e);
}

status diff_mark_pages(struct diff *d, struct err *e)
{
    size_t count;
    struct pdf_page page;
    TRY(pdf_file_page_count(&count, d->file, d->old, e));
    for (size_t i = 0; i < count; i++) {
        TRY(pdf_file_page(&page, d->file, i, d->old, e));
        if (page.ref.number > 0 && page.ref.number < d->size) d->marks[page.ref.number] |= MARK_PAGE;
    }
    return OK;
}

status diff_pages(struct diff *d, struct err *e)
{
    size_t before, after;
    TRY(pdf_file_page_count(&before, d->file, d->old, e));
    TRY(pdf_file_page_count(&after, d->file, d->new, e));
    if (before != after) finding_add(diff_other(d), "PDF-54", "pages were added or taken away after the signature");
    for (size_t i = 0; i < before && i < after; i++) TRY(same_page(d, i, e));
    return OK;
}
