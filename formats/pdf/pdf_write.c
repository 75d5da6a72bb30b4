// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/pdf/pdf_crypt.h"

/* --- tokens --- */

void pdf_write_reference(struct buf *out, struct pdf_ref ref)
{
    buf_printf(out, "%u %u R", ref.number, ref.generation);
}

/* = ISO 32000-1 7.3.5: everything but regular characters as #xx */
void pdf_write_name(struct buf *out, struct view name)
{
    buf_put_byte(out, '/');
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];
        if (c <= ' ' || c >= 0x7f || strchr("#()<>[]{}/%", c) != NULL)
            buf_printf(out, "#%02X", c);
        else
            buf_put_byte(out, c);
    }
}

void pdf_write_number(struct buf *out, double value)
{
    long long hundredths = llround(value * 100), whole = llabs(hundredths / 100), part = llabs(hundredths % 100);
    const char *sign = hundredths < 0 ? "-" : "";
    if (part == 0)
        buf_printf(out, "%s%lld", sign, whole);
    else
        buf_printf(out, "%s%lld.%02lld", sign, whole, part);
}

/* --- copies --- */

static void write_array(struct buf *out, const struct pdf_object *o, pdf_renumber *renumber, void *context)
{
    buf_put_byte(out, '[');
    for (size_t i = 0; i < o->array.count; i++) {
        if (i > 0) buf_put_byte(out, ' ');
        pdf_write_object(out, o->array.item[i], renumber, context);
    }
    buf_put_byte(out, ']');
}

/* `length`: of the stream that this is the dictionary of; NULL for other dictionaries. */
static void write_dictionary(struct buf *out, const struct pdf_object *o, const size_t *length, pdf_renumber *renumber,
                             void *context)
{
    buf_put_string(out, "<<");
    for (size_t i = 0; i < o->dictionary.count; i++) {
        const struct pdf_entry *entry = &o->dictionary.entry[i];
        if (length != NULL && view_equals_string(entry->key, "Length")) continue;
        buf_put_byte(out, ' ');
        pdf_write_name(out, entry->key);
        buf_put_byte(out, ' ');
        pdf_write_object(out, entry->value, renumber, context);
    }
    if (length != NULL) buf_printf(out, " /Length %zu", *length);
    buf_put_string(out, " >>");
}

void pdf_write_stream_data(struct buf *out, struct view encoded)
{
    buf_put_string(out, "\nstream\n");
    buf_put(out, encoded);
    buf_put_string(out, "\nendstream");
}

static void write_stream(struct buf *out, const struct pdf_object *o, pdf_renumber *renumber, void *context)
{
    write_dictionary(out, o->stream.dictionary, &o->stream.encoded.len, renumber, context);
    pdf_write_stream_data(out, o->stream.encoded);
}

static void write_renumbered(struct buf *out, struct pdf_ref ref, pdf_renumber *renumber, void *context)
{
    uint32_t number = renumber(context, ref);
    pdf_write_reference(out, number == 0 ? ref : (struct pdf_ref){number, 0});
}

void pdf_write_object(struct buf *out, const struct pdf_object *o, pdf_renumber *renumber, void *context)
{
    switch (o->type) {
    case PDF_ARRAY:
        write_array(out, o, renumber, context);
        return;
    case PDF_DICTIONARY:
        write_dictionary(out, o, NULL, renumber, context);
        return;
    case PDF_STREAM:
        write_stream(out, o, renumber, context);
        return;
    case PDF_REFERENCE:
        write_renumbered(out, o->reference, renumber, context);
        return;
    case PDF_NULL: /* may be the one that stands for what is absent, and has no source */
        buf_put_string(out, "null");
        return;
    case PDF_BOOLEAN:
    case PDF_INTEGER:
    case PDF_REAL:
    case PDF_NAME:
    case PDF_STRING:
        buf_put(out, o->source);
        return;
    }
}

/* --- edits --- */

/* An insertion right before the last `closing` bytes of a construct. */
static struct view before_end(const struct pdf_object *o, size_t closing)
{
    return view_of(o->source.data + o->source.len - closing, 0);
}

struct pdf_edit pdf_edit_append(const struct pdf_object *array, struct pdf_ref item)
{
    struct pdf_edit edit = {.old = before_end(array, 1)};
    snprintf(edit.text, sizeof edit.text, " %u %u R", item.number, item.generation);
    return edit;
}

/* Spaces around a replacement, because the old value may have been a token that needed none: "/A[1]/B" to "/A 2 /B". */
struct pdf_edit pdf_edit_set(const struct pdf_object *dictionary, const char *key, const char *value)
{
    struct pdf_edit edit = {.old = before_end(dictionary, 2)};
    for (size_t i = 0; i < dictionary->dictionary.count; i++) {
        if (!view_equals_string(dictionary->dictionary.entry[i].key, key)) continue;
        edit.old = dictionary->dictionary.entry[i].value->source;
        snprintf(edit.text, sizeof edit.text, " %s ", value);
        return edit;
    }
    snprintf(edit.text, sizeof edit.text, " /%s %s", key, value);
    return edit;
}

/* Stable, so that two insertions at one place keep their order; there are two or three of them. */
static void sort_edits(struct pdf_edit *edits, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && edits[k].old.data < edits[k - 1].old.data; k--) {
            struct pdf_edit moved = edits[k];
            edits[k] = edits[k - 1];
            edits[k - 1] = moved;
        }
}

/* What stands between the edits of an object. */
struct copy {
    const struct pdf_object *object; /* NULL: strings stay as they are */
    pdf_spell *spell;
    void *context;
};

/* Where in the source copying is, and how far it goes now. */
struct stretch {
    const struct copy *copy;
    struct buf *out;
    const uint8_t *at, *end;
};

static void copy_to(struct stretch *s, const uint8_t *to)
{
    buf_put(s->out, view_of(s->at, (size_t)(to - s->at)));
    s->at = to;
}

static void spell_strings(struct stretch *s, const struct pdf_object *o)
{
    const uint8_t *end = o->source.data + o->source.len;
    if (end <= s->at || o->source.data >= s->end) return;
    if (o->type == PDF_STRING) {
        copy_to(s, o->source.data);
        s->copy->spell(s->copy->context, s->out, o->string);
        s->at = end;
    }
    for (size_t i = 0; o->type == PDF_ARRAY && i < o->array.count; i++) spell_strings(s, o->array.item[i]);
    for (size_t i = 0; o->type == PDF_DICTIONARY && i < o->dictionary.count; i++)
        if (!pdf_crypt_is_plain(o, &o->dictionary.entry[i])) spell_strings(s, o->dictionary.entry[i].value);
}

static void copy_stretch(struct buf *out, const struct copy *c, const uint8_t *from, const uint8_t *end)
{
    struct stretch s = {c, out, from, end};
    if (c->object != NULL) spell_strings(&s, c->object);
    copy_to(&s, end);
}

static void write_edited(struct buf *out, struct view source, struct pdf_edit *edits, size_t count,
                         const struct copy *c)
{
    const uint8_t *at = source.data, *end = source.data + source.len;
    sort_edits(edits, count);
    for (size_t i = 0; i < count; i++) {
        const struct view old = edits[i].old;
        if (old.data < at || old.data > end || old.len > (size_t)(end - old.data)) {
            out->failed = true;
            return;
        }
        copy_stretch(out, c, at, old.data);
        buf_put_string(out, edits[i].text);
        at = old.data + old.len;
    }
    copy_stretch(out, c, at, end);
}

void pdf_write_edited(struct buf *out, struct view source, struct pdf_edit *edits, size_t count)
{
    const struct copy as_it_is = {0};
    write_edited(out, source, edits, count, &as_it_is);
}

void pdf_write_string(struct buf *out, struct view value)
{
    buf_put_byte(out, '<');
    text_put_hex(out, value);
    buf_put_byte(out, '>');
}

void pdf_write_spelled(struct buf *out, const struct pdf_object *o, struct pdf_edit *edits, size_t count,
                       pdf_spell *spell, void *context)
{
    const struct copy c = {o->type == PDF_STREAM ? o->stream.dictionary : o, spell, context};
    write_edited(out, o->source, edits, count, &c);
}
