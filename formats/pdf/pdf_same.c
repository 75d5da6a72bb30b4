// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/pdf/pdf_diff_priv.h"

/* ---- places ---- */

struct place diff_below(const struct place *p, const char *key)
{
    return (struct place){.above = p, .key = view_of_string(key), .rule = p->rule};
}

struct place diff_item(const struct place *p, size_t i)
{
    return (struct place){.above = p, .item = i + 1, .rule = p->rule};
}

/* Writes `text` before *at; false when there is no room for it and for the dots. */
static bool prepend(struct path *path, size_t *at, const char *text)
{
    static const char dots[] = "...";
    size_t len = strlen(text), room = *at - (sizeof dots - 1);
    bool fits = len <= room;
    if (!fits) text = dots, len = sizeof dots - 1;
    *at -= len;
    memcpy(path->text + *at, text, len);
    return fits;
}

static bool prepend_key(struct path *path, size_t *at, struct view key)
{
    char text[TEXT_ESCAPED_MAX + 1];
    if (key.len == 0) return true;
    snprintf(text, sizeof text, "/%s", text_escape(key).s);
    return prepend(path, at, text);
}

static bool prepend_place(struct path *path, size_t *at, const struct place *p)
{
    char text[64] = "";
    if (p->item > 0) snprintf(text, sizeof text, "[%zu]", p->item - 1);
    bool fits = prepend(path, at, text) && prepend_key(path, at, p->key) && prepend_key(path, at, p->over) &&
                (!p->is_cut || prepend(path, at, "/..."));
    if (!fits || p->root == NULL) return fits;
    snprintf(text, sizeof text, p->nth > 0 ? "%s %zu" : "%s", p->root, p->nth);
    return prepend(path, at, text);
}

struct path diff_path(const struct diff *d, const struct place *p)
{
    struct path path = {{0}};
    size_t at = PATH_SIZE - 1;
    while (p != NULL && prepend_place(&path, &at, p))
        p = p->above != NULL ? p->above : p->from > 0 ? &d->queue[p->from - 1].place : NULL;
    memmove(path.text, path.text + at, PATH_SIZE - at);
    return path;
}

/* The key under which a value stands, its arrays aside. */
static struct view key_of(const struct diff *d, const struct place *p)
{
    while (p != NULL && p->key.len == 0)
        p = p->above != NULL ? p->above : p->from > 0 ? &d->queue[p->from - 1].place : NULL;
    return p == NULL ? view_of(NULL, 0) : p->key;
}

/* ---- marks ---- */

struct findings *diff_other(struct diff *d)
{
    d->step->changes |= PDF_CHANGE_OTHER;
    return &d->step->findings;
}

bool diff_has_mark(const struct diff *d, const struct pdf_object *reference, enum mark m)
{
    return pdf_is(reference, PDF_REFERENCE) && reference->reference.number < d->size &&
           (d->marks[reference->reference.number] & m) != 0;
}

void diff_set_mark(struct diff *d, const struct pdf_object *reference, enum mark m)
{
    if (pdf_is(reference, PDF_REFERENCE) && reference->reference.number < d->size)
        d->marks[reference->reference.number] |= (uint8_t)m;
}

/* ---- the queue ---- */

/* Where a form field may be referred to as such, and not as something else that its values would change. */
static bool leads_to_fields(struct view key)
{
    static const char *const keys[] = {"Annots", "Kids", "Parent", "Fields", "CO", "Obj", "T"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (view_equals_string(key, keys[i])) return true;
    return false;
}

/* The way that led here, without the stack: two keys and the last item are enough for a person. */
static struct place flatten(const struct place *p)
{
    struct place flat = {.item = p->item, .rule = p->rule};
    for (; p != NULL; p = p->above) {
        flat.from = p->from;
        flat.root = p->root;
        flat.nth = p->nth;
        if (p->key.len == 0) continue;
        if (flat.key.len == 0)
            flat.key = p->key;
        else if (flat.over.len == 0)
            flat.over = p->key;
        else
            flat.is_cut = true;
    }
    return flat;
}

/*
 * What a form may change in a field is not told from a place that leads to fields (lenient), but from any other. As
 * which objects are fields is known in the end only, both wait for it.
 */
static status enqueue(struct diff *d, uint32_t number, const struct place *p, struct err *e)
{
    bool is_lenient = leads_to_fields(key_of(d, p));
    uint8_t settled = MARK_PAGE | MARK_SEEN | (is_lenient ? MARK_LENIENT : 0);
    if (number >= d->size || (d->marks[number] & settled) != 0) return OK;
    if (d->queued == d->room) {
        size_t room = d->room == 0 ? 256 : d->room * 2;
        struct pending *queue = mem_resize_array(d->queue, d->room, room, sizeof *queue);
        MEM_ENSURE(queue);
        d->queue = queue;
        d->room = room;
    }
    d->marks[number] |= is_lenient ? MARK_LENIENT : MARK_SEEN;
    d->queue[d->queued++] = (struct pending){.number = number, .is_lenient = is_lenient, .place = flatten(p)};
    return OK;
}

/* ---- values ---- */

static bool is_null(const struct pdf_object *o)
{
    return o == NULL || o->type == PDF_NULL;
}

static bool is_container(const struct pdf_object *o)
{
    return o->type == PDF_ARRAY || o->type == PDF_DICTIONARY || o->type == PDF_STREAM;
}

/* The bytes of two streams, filters not undone, but encryption. */
static status same_bytes(bool *out, struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                         struct err *e)
{
    AUTO_BUF old_room = BUF_INIT(old->stream.encoded.len), new_room = BUF_INIT(new->stream.encoded.len);
    struct view was, is;
    *out = old == new;
    if (*out) return OK;
    TRY(pdf_file_stream_bytes(&was, &old_room, d->file, old, d->old, e));
    TRY(pdf_file_stream_bytes(&is, &new_room, d->file, new, d->new, e));
    *out = view_equal(was, is);
    return OK;
}

/* Equal without following references. */
static status looks_equal(bool *out, struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                          struct err *e)
{
    bool equal = pdf_equal(a, b);
    if (equal && pdf_is(a, PDF_STREAM)) TRY(same_bytes(&equal, d, a, b, e));
    *out = equal;
    return OK;
}

status diff_is_other(bool *out, struct diff *d, const struct pdf_object *a, const struct pdf_object *b, struct err *e)
{
    const struct pdf_object *old, *new;
    TRY(pdf_file_resolve(&old, d->file, a, d->old, e));
    TRY(pdf_file_resolve(&new, d->file, b, d->new, e));
    bool same, leads_to_same;
    TRY(looks_equal(&same, d, a, b, e));
    TRY(looks_equal(&leads_to_same, d, old, new, e));
    *out = !same || !leads_to_same;
    return OK;
}

bool diff_is_new(const struct diff *d, const struct pdf_object *reference)
{
    return pdf_is(reference, PDF_REFERENCE) &&
           pdf_file_locate(d->file, reference->reference.number, d->old).kind <= PDF_FREE;
}

status diff_both(const struct pdf_object **old, const struct pdf_object **new, struct diff *d,
                 const struct pdf_object *a, const struct pdf_object *b, const struct place *p, struct err *e)
{
    TRY(pdf_file_resolve(old, d->file, a, d->old, e));
    TRY(pdf_file_resolve(new, d->file, b, d->new, e));
    if (pdf_is(a, PDF_REFERENCE) && is_null(*old) && !is_null(*new))
        finding_add(diff_other(d), "PDF-20", "%s changed after the signature: it led nowhere and now leads somewhere",
                    diff_path(d, p).text);
    return OK;
}

/* ---- containers ---- */

static status same_array(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                         const struct place *p, struct err *e)
{
    if (old->array.count != new->array.count) {
        finding_add(diff_other(d), p->rule, "%s changed after the signature: it has another length",
                    diff_path(d, p).text);
        return OK;
    }
    for (size_t i = 0; i < old->array.count; i++) {
        struct place item = diff_item(p, i);
        TRY(diff_same(d, old->array.item[i], new->array.item[i], &item, e));
    }
    return OK;
}

static bool is_excepted(struct view key, const char *const *except)
{
    for (size_t i = 0; except != NULL && except[i] != NULL; i++)
        if (view_equals_string(key, except[i])) return true;
    return false;
}

status diff_same_keys(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                      const char *const *except, const struct place *p, struct err *e)
{
    struct place at = {.above = p, .rule = p->rule};
    for (size_t i = 0; i < old->dictionary.count; i++) {
        at.key = old->dictionary.entry[i].key;
        if (is_excepted(at.key, except)) continue;
        TRY(diff_same(d, old->dictionary.entry[i].value, pdf_get_near(new, i, at.key), &at, e));
    }
    for (size_t i = 0; i < new->dictionary.count &&old != new; i++) {
        at.key = new->dictionary.entry[i].key;
        if (is_excepted(at.key, except) || pdf_get_near(old, i, at.key) != NULL) continue;
        TRY(diff_same(d, NULL, new->dictionary.entry[i].value, &at, e));
    }
    return OK;
}

static status grown_keys(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, unsigned depth,
                         const struct place *p, struct err *e)
{
    struct place at = {.above = p, .rule = p->rule};
    for (size_t i = 0; i < old->dictionary.count; i++) {
        const struct pdf_object *before = old->dictionary.entry[i].value;
        at.key = old->dictionary.entry[i].key;
        const struct pdf_object *after = pdf_get_near(new, i, at.key);
        TRY(depth > 0 ? diff_grown(d, before, after, depth - 1, &at, e) : diff_same(d, before, after, &at, e));
    }
    return OK;
}

status diff_grown(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, unsigned depth,
                  const struct place *p, struct err *e)
{
    const struct pdf_object *old, *new;
    if (is_null(a)) return OK;
    TRY(diff_both(&old, &new, d, a, b, p, e));
    if (old->type == PDF_DICTIONARY && new->type == PDF_DICTIONARY) return grown_keys(d, old, new, depth, p, e);
    return diff_same(d, a, b, p, e);
}

static status same_container(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                             const struct place *p, struct err *e)
{
    if (old->type == PDF_ARRAY) return same_array(d, old, new, p, e);
    if (old->type == PDF_DICTIONARY) return diff_same_keys(d, old, new, NULL, p, e);
    bool same;
    TRY(same_bytes(&same, d, old, new, e));
    if (!same)
        finding_add(diff_other(d), "PDF-55", "%s changed after the signature: the stream was replaced",
                    diff_path(d, p).text);
    return diff_same_keys(d, old->stream.dictionary, new->stream.dictionary, NULL, p, e);
}

/* ---- all together ---- */

static void tell_missing(struct diff *d, const struct pdf_object *old, const struct place *p)
{
    if (is_null(old))
        finding_add(diff_other(d), p->rule, "%s changed after the signature: it was added", diff_path(d, p).text);
    else
        finding_add(diff_other(d), p->rule, "%s changed after the signature: it was taken away", diff_path(d, p).text);
}

status diff_same(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, const struct place *p,
                 struct err *e)
{
    if (is_null(old) && is_null(new)) return OK;
    if (is_null(old) || is_null(new)) {
        tell_missing(d, old, p);
    } else if (old->type != new->type) {
        finding_add(diff_other(d), "PDF-62", "%s changed after the signature: it is of another kind",
                    diff_path(d, p).text);
    } else if (is_container(old)) {
        return same_container(d, old, new, p, e);
    } else if (!pdf_equal(old, new)) {
        finding_add(diff_other(d), p->rule, "%s changed after the signature: it has another value",
                    diff_path(d, p).text);
    } else if (old->type == PDF_REFERENCE) {
        return enqueue(d, old->reference.number, p, e);
    }
    return OK;
}

static status compare_pending(struct diff *d, size_t i, struct err *e)
{
    const struct pdf_object *old, *new;
    uint32_t number = d->queue[i].number;
    struct place here = {.from = (uint32_t)i + 1, .rule = d->queue[i].place.rule};
    struct pdf_object reference = {
        .type = PDF_REFERENCE,
        .reference = {number, pdf_file_locate(d->file, number, d->new).generation},
    };
    TRY(pdf_file_load(&new, d->file, reference.reference, d->new, e));
    reference.reference.generation = pdf_file_locate(d->file, number, d->old).generation;
    TRY(pdf_file_load(&old, d->file, reference.reference, d->old, e));
    if (is_null(old) && !is_null(new)) return diff_both(&old, &new, d, &reference, new, &here, e);
    return diff_same(d, old, new, &here, e);
}

status diff_drain(struct diff *d, struct err *e)
{
    for (; d->done < d->queued; d->done++) {
        const struct pending *p = &d->queue[d->done];
        bool is_settled = p->is_lenient && (d->marks[p->number] & (MARK_FIELD | MARK_SEEN)) != 0;
        if (!is_settled) TRY(compare_pending(d, d->done, e));
    }
    return OK;
}
