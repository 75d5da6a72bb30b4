// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_object.h"

const struct pdf_object *pdf_get(const struct pdf_object *o, const char *key)
{
    if (pdf_is(o, PDF_STREAM)) o = o->stream.dictionary;
    if (!pdf_is(o, PDF_DICTIONARY)) return NULL;
    for (size_t i = 0; i < o->dictionary.count; i++) {
        const struct pdf_entry *entry = &o->dictionary.entry[i];
        if (view_equals_string(entry->key, key)) return entry->value->type == PDF_NULL ? NULL : entry->value;
    }
    return NULL;
}

bool pdf_is(const struct pdf_object *o, enum pdf_type type)
{
    return o != NULL && o->type == type;
}

bool pdf_is_name(const struct pdf_object *o, const char *name)
{
    return pdf_is(o, PDF_NAME) && view_equals_string(o->name, name);
}

static bool equal_arrays(const struct pdf_object *a, const struct pdf_object *b)
{
    bool equal = a->array.count == b->array.count;
    for (size_t i = 0; equal && i < a->array.count; i++) equal = pdf_equal(a->array.item[i], b->array.item[i]);
    return equal;
}

const struct pdf_object *pdf_get_near(const struct pdf_object *dictionary, size_t i, struct view key)
{
    const struct pdf_entry *entry = dictionary->dictionary.entry;
    size_t count = dictionary->dictionary.count;
    if (i < count && view_equal(entry[i].key, key)) return entry[i].value;
    for (i = 0; i < count; i++)
        if (view_equal(entry[i].key, key)) return entry[i].value;
    return NULL;
}

/* Each key of `a` in `b`: as none occurs twice, that is all of them when there are as many. */
static bool equal_dictionaries(const struct pdf_object *a, const struct pdf_object *b)
{
    bool equal = a->dictionary.count == b->dictionary.count;
    for (size_t i = 0; equal && i < a->dictionary.count; i++) {
        const struct pdf_object *other = pdf_get_near(b, i, a->dictionary.entry[i].key);
        equal = other != NULL && pdf_equal(a->dictionary.entry[i].value, other);
    }
    return equal;
}

bool pdf_equal(const struct pdf_object *a, const struct pdf_object *b)
{
    if (a == NULL || b == NULL) return (a == NULL || a->type == PDF_NULL) && (b == NULL || b->type == PDF_NULL);
    if (a == b) return true;
    if (a->type != b->type) return false;
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
        return equal_arrays(a, b);
    case PDF_DICTIONARY:
        return equal_dictionaries(a, b);
    case PDF_STREAM:
        return equal_dictionaries(a->stream.dictionary, b->stream.dictionary);
    }
    return false;
}

bool pdf_number(double *out, const struct pdf_object *o)
{
    if (pdf_is(o, PDF_INTEGER))
        *out = (double)o->integer;
    else if (pdf_is(o, PDF_REAL))
        *out = o->real;
    else
        return false;
    return true;
}
