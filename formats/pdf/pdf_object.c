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
