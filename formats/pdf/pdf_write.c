// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"

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
    long long hundredths = llround(value * 100);
    long long whole = hundredths / 100, part = hundredths % 100;
    if (part == 0)
        buf_printf(out, "%lld", whole);
    else
        buf_printf(out, "%s%lld.%02lld", hundredths < 0 ? "-" : "", whole < 0 ? -whole : whole,
                   part < 0 ? -part : part);
}

/* The text is UTF-8 (checked where it came in); code points beyond the BMP become surrogate pairs. */
static void put_utf16be(struct buf *out, const char *utf8)
{
    const uint8_t *p = (const uint8_t *)utf8;
    while (*p != 0) {
        int more = *p < 0x80 ? 0 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
        uint32_t c = more == 0 ? *p : *p & (0x3fu >> more);
        for (p++; more > 0 && *p != 0; more--) c = c << 6 | (*p++ & 0x3f);
        if (c >= 0x10000) {
            buf_printf(out, "%04X", 0xd800 + ((c - 0x10000) >> 10));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        buf_printf(out, "%04X", c);
    }
}

void pdf_write_text(struct buf *out, const char *utf8)
{
    bool ascii = true;
    for (const char *p = utf8; *p != '\0'; p++) ascii &= *p >= ' ' && *p < 0x7f;
    buf_put_byte(out, '<');
    if (ascii) {
        text_put_hex(out, view_of_string(utf8));
    } else {
        buf_put_string(out, "FEFF");
        put_utf16be(out, utf8);
    }
    buf_put_byte(out, '>');
}

static void write_array(struct buf *out, const struct pdf_object *o, pdf_renumber *renumber, void *context)
{
    buf_put_byte(out, '[');
    for (size_t i = 0; i < o->array.count; i++) {
        if (i > 0) buf_put_byte(out, ' ');
        pdf_write_object(out, o->array.item[i], renumber, context);
    }
    buf_put_byte(out, ']');
}

static void write_dictionary(struct buf *out, const struct pdf_object *o, pdf_renumber *renumber, void *context)
{
    buf_put_string(out, "<<");
    for (size_t i = 0; i < o->dictionary.count; i++) {
        buf_put_byte(out, ' ');
        pdf_write_name(out, o->dictionary.entry[i].key);
        buf_put_byte(out, ' ');
        pdf_write_object(out, o->dictionary.entry[i].value, renumber, context);
    }
    buf_put_string(out, " >>");
}

void pdf_write_object(struct buf *out, const struct pdf_object *o, pdf_renumber *renumber, void *context)
{
    if (o->type == PDF_ARRAY) {
        write_array(out, o, renumber, context);
    } else if (o->type == PDF_DICTIONARY) {
        write_dictionary(out, o, renumber, context);
    } else if (o->type == PDF_STREAM) {
        write_dictionary(out, o->stream.dictionary, renumber, context);
    } else if (o->type == PDF_REFERENCE) {
        uint32_t number = renumber(context, o->reference);
        pdf_write_reference(out, number == 0 ? o->reference : (struct pdf_ref){number, 0});
    } else {
        buf_put(out, o->source);
    }
}

static const struct pdf_edit *edit_of(struct view key, const struct pdf_edit *edits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (view_equals_string(key, edits[i].key)) return &edits[i];
    return NULL;
}

static bool has_key(const struct pdf_object *dictionary, const char *key)
{
    for (size_t i = 0; i < dictionary->dictionary.count; i++)
        if (view_equals_string(dictionary->dictionary.entry[i].key, key)) return true;
    return false;
}

void pdf_write_edited(struct buf *out, const struct pdf_object *dictionary, const struct pdf_edit *edits, size_t count)
{
    buf_put_string(out, "<<");
    for (size_t i = 0; i < dictionary->dictionary.count; i++) {
        const struct pdf_entry *entry = &dictionary->dictionary.entry[i];
        const struct pdf_edit *edit = edit_of(entry->key, edits, count);
        buf_put_byte(out, ' ');
        pdf_write_name(out, entry->key);
        buf_put_byte(out, ' ');
        buf_put(out, edit == NULL ? entry->value->source : edit->value);
    }
    for (size_t i = 0; i < count; i++) {
        if (has_key(dictionary, edits[i].key)) continue;
        buf_printf(out, " /%s ", edits[i].key);
        buf_put(out, edits[i].value);
    }
    buf_put_string(out, " >>");
}

void pdf_write_appended(struct buf *out, const struct pdf_object *array, struct pdf_ref item)
{
    buf_put_byte(out, '[');
    for (size_t i = 0; i < array->array.count; i++) {
        buf_put(out, array->array.item[i]->source);
        buf_put_byte(out, ' ');
    }
    pdf_write_reference(out, item);
    buf_put_byte(out, ']');
}
