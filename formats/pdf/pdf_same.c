// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_diff_priv.h"

#include <stdio.h>
#include <string.h>

void diff_other(struct diff *d, const char *rule, const char *what, const char *label)
{
    d->changes |= PDF_CHANGE_OTHER;
    finding_add(d->findings, rule, "%s changed after the signature: %s", label, what);
}

static bool same_scalar(const struct pdf_object *a, const struct pdf_object *b)
{
    switch (a->type) {
    case PDF_NULL:
        return true;
    case PDF_BOOLEAN:
        return a->boolean == b->boolean;
    case PDF_INTEGER:
        return a->integer == b->integer;
    case PDF_REAL: /* the same number in another spelling, and no rounding that hides a difference */
        return a->real <= b->real && a->real >= b->real;
    case PDF_NAME:
        return view_equal(a->name, b->name);
    case PDF_STRING:
        return view_equal(a->string, b->string);
    case PDF_REFERENCE:
        return a->reference.number == b->reference.number && a->reference.generation == b->reference.generation;
    case PDF_ARRAY:
    case PDF_DICTIONARY:
    case PDF_STREAM:
        break;
    }
    return false;
}

static bool is_container(const struct pdf_object *o)
{
    return o->type == PDF_ARRAY || o->type == PDF_DICTIONARY || o->type == PDF_STREAM;
}

bool diff_equal_shallow(const struct pdf_object *a, const struct pdf_object *b)
{
    if (a == NULL || b == NULL) return a == b;
    return a == b || (a->type == b->type && (is_container(a) ? view_equal(a->source, b->source) : same_scalar(a, b)));
}

static status enqueue(struct diff *d, uint32_t number, const char *label, struct err *e)
{
    if (number >= d->size || d->marks[number] != 0) return OK;
    if (d->queued == d->room) {
        size_t room = d->room == 0 ? 256 : d->room * 2;
        struct pending *queue = mem_resize_array(d->queue, d->room, room, sizeof *queue);
        MEM_ENSURE(queue);
        d->queue = queue;
        d->room = room;
    }
    d->marks[number] |= MARK_SEEN;
    d->queue[d->queued].number = number;
    snprintf(d->queue[d->queued].label, LABEL_MAX, "%s", label);
    d->queued++;
    return OK;
}

static status same_array(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, const char *label,
                         struct err *e)
{
    if (old->array.count != new->array.count) {
        diff_other(d, "PDF-62", "an array has another length", label);
        return OK;
    }
    for (size_t i = 0; i < old->array.count; i++) TRY(diff_same(d, old->array.item[i], new->array.item[i], label, e));
    return OK;
}

static bool is_excepted(struct view key, const char *const *except)
{
    for (size_t i = 0; except != NULL && except[i] != NULL; i++)
        if (view_equals_string(key, except[i])) return true;
    return false;
}

static const struct pdf_object *value_of(const struct pdf_object *dictionary, struct view key)
{
    for (size_t i = 0; i < dictionary->dictionary.count; i++)
        if (view_equal(dictionary->dictionary.entry[i].key, key)) return dictionary->dictionary.entry[i].value;
    return NULL;
}

/* The place in words: "/Root/Names" grows by one key, as long as it fits. */
static void deeper(char out[static LABEL_MAX], const char *label, struct view key)
{
    bool fits = strlen(label) + key.len + 2 <= LABEL_MAX / 2;
    if (fits)
        snprintf(out, LABEL_MAX, "%s/%.*s", label, (int)key.len, (const char *)key.data);
    else
        snprintf(out, LABEL_MAX, "%s", label);
}

status diff_same_keys(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                      const char *const *except, const char *label, struct err *e)
{
    char place[LABEL_MAX];
    for (size_t i = 0; i < old->dictionary.count; i++) {
        const struct pdf_entry *entry = &old->dictionary.entry[i];
        if (is_excepted(entry->key, except)) continue;
        deeper(place, label, entry->key);
        TRY(diff_same(d, entry->value, value_of(new, entry->key), place, e));
    }
    for (size_t i = 0; i < new->dictionary.count; i++) {
        const struct pdf_entry *entry = &new->dictionary.entry[i];
        if (is_excepted(entry->key, except) || value_of(old, entry->key) != NULL) continue;
        deeper(place, label, entry->key);
        TRY(diff_same(d, NULL, entry->value, place, e));
    }
    return OK;
}

static status same_container(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                             const char *label, struct err *e)
{
    if (old->type == PDF_ARRAY) return same_array(d, old, new, label, e);
    if (old->type == PDF_DICTIONARY) return diff_same_keys(d, old, new, NULL, label, e);
    if (!view_equal(old->stream.encoded, new->stream.encoded)) diff_other(d, "PDF-55", "a stream was replaced", label);
    return diff_same_keys(d, old->stream.dictionary, new->stream.dictionary, NULL, label, e);
}

static bool is_null(const struct pdf_object *o)
{
    return o == NULL || o->type == PDF_NULL;
}

status diff_same(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, const char *label,
                 struct err *e)
{
    if (is_null(old) && is_null(new)) return OK;
    if (is_null(old) || is_null(new) || old->type != new->type) {
        diff_other(d, is_null(old) || is_null(new) ? "PDF-58" : "PDF-62",
                   is_null(old)   ? "something was added"
                   : is_null(new) ? "something was taken away"
                                  : "a value has another kind",
                   label);
        return OK;
    }
    if (is_container(old)) return same_container(d, old, new, label, e);
    if (!same_scalar(old, new)) {
        diff_other(d, "PDF-58", "a value is another", label);
        return OK;
    }
    return old->type == PDF_REFERENCE ? enqueue(d, old->reference.number, label, e) : OK;
}

static status compare_pending(struct diff *d, const struct pending *p, struct err *e)
{
    const struct pdf_object *old, *new;
    struct pdf_ref ref = {p->number, pdf_file_locate(d->file, p->number, d->old).generation};
    TRY(pdf_file_load(&old, d->file, ref, d->old, e));
    ref.generation = pdf_file_locate(d->file, p->number, d->new).generation;
    TRY(pdf_file_load(&new, d->file, ref, d->new, e));
    if (is_null(old) && !is_null(new)) {
        diff_other(d, "PDF-20", "a reference that led nowhere leads somewhere now", p->label);
        return OK;
    }
    return diff_same(d, old, new, p->label, e);
}

status diff_drain(struct diff *d, struct err *e)
{
    while (d->done < d->queued) {
        struct pending p = d->queue[d->done++];
        TRY(compare_pending(d, &p, e));
    }
    return OK;
}
