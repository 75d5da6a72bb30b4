// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_parse.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"

static status push(struct pdf_lex *x, struct view key, const struct pdf_object *value, struct err *e)
{
    if (x->pending_count == x->pending_room) {
        size_t room = x->pending_room == 0 ? 32 : x->pending_room * 2;
        void *grown = mem_resize_array(x->pending, x->pending_room, room, sizeof *x->pending);
        MEM_ENSURE(grown);
        x->pending = grown;
        x->pending_room = room;
    }
    x->pending[x->pending_count++] = (struct pdf_entry){key, value};
    return OK;
}

/* ---- arrays and dictionaries ---- */

static status parse_array(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    size_t first = x->pending_count;
    x->at++;
    for (pdf_lex_skip(x); !pdf_lex_bytes(x, "]"); pdf_lex_skip(x)) {
        const struct pdf_object *item;
        TRY(pdf_parse(&item, x, e));
        TRY(push(x, view_of(NULL, 0), item, e));
        ENSURE(x->pending_count - first <= LIMIT_PDF_ARRAY, ERR_LIMIT, "byte %zu: more than %d items in an array",
               x->at, LIMIT_PDF_ARRAY);
    }
    void *taken;
    size_t count = x->pending_count - first;
    TRY(arena_take(&taken, x->arena, count, sizeof(const struct pdf_object *), e));
    o->type = PDF_ARRAY;
    o->array.item = taken;
    o->array.count = count;
    for (size_t i = 0; i < count; i++) o->array.item[i] = x->pending[first + i].value;
    x->pending_count = first;
    return OK;
}

static int compare_keys(const void *a, const void *b)
{
    const struct view *x = &((const struct pdf_entry *)a)->key, *y = &((const struct pdf_entry *)b)->key;
    if (x->len != y->len) return x->len < y->len ? -1 : 1;
    return x->len == 0 ? 0 : memcmp(x->data, y->data, x->len);
}

/* Sorts the entries, which are copied by then. */
static status refuse_duplicate_keys(struct pdf_entry *entry, size_t count, size_t at, struct err *e)
{
    if (count > 1) qsort(entry, count, sizeof *entry, compare_keys);
    for (size_t i = 1; i < count; i++)
        ENSURE(compare_keys(&entry[i - 1], &entry[i]) != 0, ERR_SYNTAX,
               "PDF-17: the dictionary at byte %zu has the key %s twice", at, text_escape(entry[i].key).s);
    return OK;
}

static status parse_entry(struct pdf_lex *x, struct err *e)
{
    struct view key;
    const struct pdf_object *value;
    ENSURE(x->at < x->source.len && x->source.data[x->at] == '/', ERR_SYNTAX,
           "byte %zu: a key of a dictionary must stand here", x->at);
    TRY(pdf_lex_name(&key, x, e));
    TRY(pdf_parse(&value, x, e));
    return push(x, key, value, e);
}

static status parse_dictionary(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    size_t start = x->at, first = x->pending_count;
    x->at += 2;
    for (pdf_lex_skip(x); !pdf_lex_bytes(x, ">>"); pdf_lex_skip(x)) {
        TRY(parse_entry(x, e));
        ENSURE(x->pending_count - first <= LIMIT_PDF_ARRAY, ERR_LIMIT, "byte %zu: more than %d keys in a dictionary",
               x->at, LIMIT_PDF_ARRAY);
    }
    struct view kept;
    size_t count = x->pending_count - first;
    o->type = PDF_DICTIONARY;
    if (count == 0) return OK;
    TRY(arena_copy(&kept, x->arena, view_of(x->pending + first, count * sizeof *x->pending), e));
    TRY(refuse_duplicate_keys(x->pending + first, count, start, e));
    o->dictionary.entry = (const void *)kept.data;
    o->dictionary.count = count;
    x->pending_count = first;
    return OK;
}

/* ---- the rest ---- */

/* After "N": reads " G R" if it follows. */
static status parse_reference(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    size_t start = x->at;
    uint64_t number, generation;
    bool is_reference = pdf_lex_unsigned(&number, x, UINT64_MAX);
    if (is_reference) pdf_lex_skip(x);
    is_reference = is_reference && pdf_lex_unsigned(&generation, x, UINT64_MAX);
    if (is_reference) pdf_lex_skip(x);
    if (!is_reference || !pdf_lex_word(x, "R")) {
        x->at = start;
        return pdf_lex_number(o, x, e);
    }
    ENSURE(number <= LIMIT_PDF_NUMBER, ERR_LIMIT, "byte %zu: an object number beyond %d", start, LIMIT_PDF_NUMBER);
    ENSURE(generation <= UINT16_MAX, ERR_SYNTAX, "byte %zu: a generation beyond 65535", start);
    o->type = PDF_REFERENCE;
    o->reference = (struct pdf_ref){(uint32_t)number, (uint32_t)generation};
    return OK;
}

static status parse_hex_or_dictionary(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    bool two = x->at + 1 < x->source.len && x->source.data[x->at + 1] == '<';
    return two ? parse_dictionary(o, x, e) : pdf_lex_hex(o, x, e);
}

static status parse_name(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    o->type = PDF_NAME;
    return pdf_lex_name(&o->name, x, e);
}

static status parse_word(struct pdf_object *o, struct pdf_lex *x, struct err *e)
{
    if (pdf_lex_word(x, "null")) {
        o->type = PDF_NULL;
        return OK;
    }
    o->boolean = pdf_lex_word(x, "true");
    ENSURE(o->boolean || pdf_lex_word(x, "false"), ERR_SYNTAX, "byte %zu: an object must stand here", x->at);
    o->type = PDF_BOOLEAN;
    return OK;
}

/* By the first byte of a token; parse_word where there is none. */
static status (*const parser_of[256])(struct pdf_object *o, struct pdf_lex *x, struct err *e) = {
    ['/'] = parse_name,     ['('] = pdf_lex_literal, ['['] = parse_array,    ['<'] = parse_hex_or_dictionary,
    ['+'] = pdf_lex_number, ['-'] = pdf_lex_number,  ['.'] = pdf_lex_number, ['0' ... '9'] = parse_reference,
};

status pdf_parse(const struct pdf_object **out, struct pdf_lex *x, struct err *e)
{
    pdf_lex_skip(x);
    size_t start = x->at;
    ENSURE(start < x->source.len, ERR_SYNTAX, "byte %zu: the data ends where an object must stand", start);
    ENSURE(x->depth < LIMIT_PDF_DEPTH, ERR_LIMIT, "byte %zu: objects nested more than %d deep", start, LIMIT_PDF_DEPTH);
    void *taken;
    TRY(arena_take(&taken, x->arena, 1, sizeof(struct pdf_object), e));
    struct pdf_object *o = taken;
    uint8_t first = x->source.data[start];
    x->depth++;
    TRY((parser_of[first] != NULL ? parser_of[first] : parse_word)(o, x, e));
    x->depth--;
    o->source = view_part(x->source, start, x->at - start);
    *out = o;
    return OK;
}
