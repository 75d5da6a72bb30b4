// SPDX-License-Identifier: Apache-2.0
/*
 * The structure tree (ISO 32000-1 14.7), which assistive programs read out: the same, but for an element of its own for
 * each widget of a new signature, as programs write them that sign tagged documents. Such an element stands behind
 * those that were there, says that it is of the widget and has none of a page's content.
 */
#include "formats/base/limits.h"
#include "formats/pdf/pdf_diff_priv.h"

struct items {
    const struct pdf_object *const *item;
    size_t count;
};

/* A single kid stands for an array of one (table 323). */
static struct items items_of(const struct pdf_object *const *value, const struct pdf_object *resolved)
{
    if (resolved->type == PDF_ARRAY) return (struct items){resolved->array.item, resolved->array.count};
    return (struct items){value, resolved->type == PDF_NULL ? 0 : 1};
}

/* ---- new elements ---- */

/* An object reference (table 325) to a widget that was found good. */
static status shows_new_widget(bool *out, struct diff *d, const struct pdf_object *kids, struct err *e)
{
    const struct pdf_object *kid;
    TRY(pdf_file_resolve(&kid, d->file, kids, d->new, e));
    if (kid->type == PDF_ARRAY && kid->array.count == 1)
        TRY(pdf_file_resolve(&kid, d->file, kid->array.item[0], d->new, e));
    *out = pdf_is_name(pdf_get(kid, "Type"), "OBJR") && diff_has_mark(d, pdf_get(kid, "Obj"), MARK_ADDED);
    return OK;
}

static bool has_only(const struct pdf_object *dictionary, const char *const *known)
{
    for (size_t i = 0; i < dictionary->dictionary.count; i++) {
        bool found = false;
        for (size_t k = 0; known[k] != NULL && !found; k++)
            found = view_equals_string(dictionary->dictionary.entry[i].key, known[k]);
        if (!found) return false;
    }
    return true;
}

/* Text that would be read in the place of something else (/ActualText, /E) is not among the keys. */
static status judge_new_element(struct diff *d, const struct pdf_object *item, const struct place *p, struct err *e)
{
    static const char *const known[] = {"Type", "S", "P", "Pg", "K", "ID", "T", "Lang", "Alt", "A", "NS", NULL};
    const struct pdf_object *element;
    bool is_good = false;
    TRY(pdf_file_resolve(&element, d->file, item, d->new, e));
    if (diff_is_new(d, item) && element->type == PDF_DICTIONARY && has_only(element, known))
        TRY(shows_new_widget(&is_good, d, pdf_get(element, "K"), e));
    if (!is_good)
        finding_add(diff_other(d), "PDF-61",
                    "%s changed after the signature: an element was added that is no signature's",
                    diff_path(d, p).text);
    return OK;
}

/* ---- what was there ---- */

/* The old items in their order; false: there are fewer now. */
static status same_beginning(bool *is_grown, struct diff *d, struct items old, struct items new, const struct place *p,
                             struct err *e)
{
    *is_grown = new.count >= old.count;
    if (!*is_grown)
        finding_add(diff_other(d), "PDF-61", "%s changed after the signature: it has another length",
                    diff_path(d, p).text);
    for (size_t i = 0; *is_grown && i < old.count; i++) {
        struct place item = diff_item(p, i);
        TRY(diff_same(d, old.item[i], new.item[i], &item, e));
    }
    return OK;
}

static status same_kids(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                        const struct place *above, struct err *e)
{
    const struct pdf_object *a = pdf_get(old, "K"), *b = pdf_get(new, "K"), *was, *is;
    struct place p = diff_below(above, "K");
    bool is_grown;
    TRY(diff_both(&was, &is, d, a, b, &p, e));
    struct items before = items_of(&a, was), after = items_of(&b, is);
    TRY(same_beginning(&is_grown, d, before, after, &p, e));
    for (size_t i = before.count; is_grown && i < after.count; i++) {
        struct place item = diff_item(&p, i);
        TRY(judge_new_element(d, after.item[i], &item, e));
    }
    return OK;
}

/* An element that was there may have one more kid. It is compared here, and nowhere else again. */
static status same_element(void *context, uint32_t number, struct err *e)
{
    static const char *const except[] = {"K", NULL};
    struct diff *d = context;
    const struct pdf_object *old, *new;
    struct place p = PLACE_ROOT("structure element", "PDF-61");
    struct pdf_object ref = {.type = PDF_REFERENCE, .reference = {.number = number}};
    p.nth = number;
    ref.reference.generation = pdf_file_locate(d->file, number, d->old).generation;
    TRY(pdf_file_load(&old, d->file, ref.reference, d->old, e));
    TRY(pdf_file_load(&new, d->file, ref.reference, d->new, e));
    bool is_element = pdf_is(old, PDF_DICTIONARY) && pdf_is(new, PDF_DICTIONARY) &&
                      pdf_is(pdf_get(old, "S"), PDF_NAME) && pdf_is(pdf_get(old, "P"), PDF_REFERENCE) &&
                      !pdf_is(pdf_get(old, "Subtype"), PDF_NAME);
    if (!is_element) return OK;
    TRY(diff_same_keys(d, old, new, except, &p, e));
    TRY(same_kids(d, old, new, &p, e));
    diff_set_mark(d, &ref, MARK_PAGE);
    return OK;
}

/* ---- the parent tree (7.9.7, 14.7.4.4): from numbers to elements ---- */

/* A number that nothing had: or one reader would find the old element for it, and another one the new. */
static void judge_new_number(struct diff *d, struct items numbers, size_t i, int64_t next, const struct place *p)
{
    const struct pdf_object *number = numbers.item[i], *before = i >= 2 ? numbers.item[i - 2] : NULL;
    bool rises = pdf_is(number, PDF_INTEGER) && number->integer >= next &&
                 (before == NULL || before->type != PDF_INTEGER || number->integer > before->integer);
    if (!rises)
        finding_add(diff_other(d), "PDF-61", "%s changed after the signature: a number was added that is not the next",
                    diff_path(d, p).text);
}

static status same_numbers(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, int64_t next,
                           const struct place *above, struct err *e)
{
    const struct pdf_object *a = pdf_get(old, "Nums"), *b = pdf_get(new, "Nums"), *was, *is;
    struct place p = diff_below(above, "Nums");
    bool is_grown;
    TRY(diff_both(&was, &is, d, a, b, &p, e));
    struct items before = items_of(&a, was), after = items_of(&b, is);
    TRY(same_beginning(&is_grown, d, before, after, &p, e));
    for (size_t i = before.count; is_grown && i < after.count; i++) {
        struct place item = diff_item(&p, i);
        if (i % 2 == 0)
            judge_new_number(d, after, i, next, &item);
        else
            TRY(judge_new_element(d, after.item[i], &item, e));
    }
    return OK;
}

/* What a reader takes for the range of a node: its end may rise. */
static status same_limits(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                          const struct place *above, struct err *e)
{
    const struct pdf_object *a = pdf_get(old, "Limits"), *b = pdf_get(new, "Limits");
    struct place p = diff_below(above, "Limits");
    bool are_ranges = pdf_is(a, PDF_ARRAY) && pdf_is(b, PDF_ARRAY) && a->array.count == 2 && b->array.count == 2 &&
                      pdf_is(a->array.item[1], PDF_INTEGER) && pdf_is(b->array.item[1], PDF_INTEGER);
    if (!are_ranges || b->array.item[1]->integer < a->array.item[1]->integer) return diff_same(d, a, b, &p, e);
    return diff_same(d, a->array.item[0], b->array.item[0], &p, e);
}

static status same_node(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, int64_t next,
                        const struct place *p, unsigned depth, struct err *e)
{
    static const char *const except[] = {"Nums", "Limits", "Kids", NULL};
    const struct pdf_object *old, *new, *was, *is;
    struct place kids = diff_below(p, "Kids");
    ENSURE(depth < LIMIT_PDF_DEPTH, ERR_LIMIT, "the parent tree of the structure is too deep");
    if (diff_has_mark(d, a, MARK_PAGE)) return diff_same(d, a, b, p, e); /* met before: no node twice */
    TRY(diff_both(&old, &new, d, a, b, p, e));
    bool are_one = pdf_is(a, PDF_REFERENCE) == pdf_is(b, PDF_REFERENCE) &&
                   (!pdf_is(a, PDF_REFERENCE) || a->reference.number == b->reference.number);
    if (!are_one || old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY) return diff_same(d, a, b, p, e);
    diff_set_mark(d, a, MARK_PAGE);
    TRY(diff_same_keys(d, old, new, except, p, e));
    TRY(same_numbers(d, old, new, next, p, e));
    TRY(same_limits(d, old, new, p, e));
    TRY(diff_both(&was, &is, d, pdf_get(old, "Kids"), pdf_get(new, "Kids"), &kids, e));
    if (was->type != PDF_ARRAY || is->type != PDF_ARRAY || was->array.count != is->array.count)
        return diff_same(d, pdf_get(old, "Kids"), pdf_get(new, "Kids"), &kids, e);
    for (size_t i = 0; i < was->array.count; i++) {
        struct place item = diff_item(&kids, i);
        TRY(same_node(d, was->array.item[i], is->array.item[i], next, &item, depth + 1, e));
    }
    return OK;
}

/* ---- all together ---- */

static status same_next_key(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                            const struct place *above, struct err *e)
{
    const struct pdf_object *a = pdf_get(old, "ParentTreeNextKey"), *b = pdf_get(new, "ParentTreeNextKey");
    struct place p = diff_below(above, "ParentTreeNextKey");
    bool rises = pdf_is(a, PDF_INTEGER) && pdf_is(b, PDF_INTEGER) && b->integer >= a->integer;
    return rises ? OK : diff_same(d, a, b, &p, e);
}

status diff_structure(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, const struct place *p,
                      struct err *e)
{
    static const char *const except[] = {"K", "ParentTree", "ParentTreeNextKey", NULL};
    const struct pdf_object *old, *new;
    struct place parents = diff_below(p, "ParentTree");
    TRY(diff_both(&old, &new, d, a, b, p, e));
    bool are_one = pdf_is(a, PDF_REFERENCE) && pdf_is(b, PDF_REFERENCE) && a->reference.number == b->reference.number;
    if (!are_one || old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY) return diff_same(d, a, b, p, e);
    diff_set_mark(d, a, MARK_PAGE);
    TRY(pdf_file_each_changed(d->file, d->new, same_element, d, e));
    TRY(diff_same_keys(d, old, new, except, p, e));
    TRY(same_kids(d, old, new, p, e));
    const struct pdf_object *next = pdf_get(old, "ParentTreeNextKey");
    TRY(same_node(d, pdf_get(old, "ParentTree"), pdf_get(new, "ParentTree"),
                  pdf_is(next, PDF_INTEGER) ? next->integer : INT64_MIN, &parents, 0, e));
    return same_next_key(d, old, new, p, e);
}
