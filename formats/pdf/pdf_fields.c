// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_fields.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"

enum { FIELDS_VISITED = 100000 };

struct walk {
    struct pdf_file *file;
    size_t revision;
    struct pdf_fields *out;
    struct findings *findings;
    size_t visited;
};

/* What a field has from its parents. */
struct inherited {
    char name[LIMIT_TEXT];
    const struct pdf_object *type;
};

static void put_utf8(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_put_byte(out, (uint8_t)c);
    } else if (c < 0x800) {
        buf_put_byte(out, (uint8_t)(0xc0 | c >> 6));
        buf_put_byte(out, (uint8_t)(0x80 | (c & 0x3f)));
    } else {
        buf_put_byte(out, (uint8_t)(0xe0 | c >> 12));
        buf_put_byte(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        buf_put_byte(out, (uint8_t)(0x80 | (c & 0x3f)));
    }
}

void pdf_text_of(char *out, size_t size, const struct pdf_object *string)
{
    AUTO_BUF raw = BUF_INIT(8 * LIMIT_TEXT);
    AUTO_BUF clean = BUF_INIT(32 * LIMIT_TEXT);
    out[0] = '\0';
    if (!pdf_is(string, PDF_STRING)) return;
    struct view s = view_part(string->string, 0, string->string.len < LIMIT_TEXT ? string->string.len : LIMIT_TEXT);
    if (view_starts_with(s, "\xfe\xff")) {
        for (size_t i = 2; i + 1 < s.len; i += 2) put_utf8(&raw, (uint32_t)s.data[i] << 8 | s.data[i + 1]);
    } else if (view_starts_with(s, "\xef\xbb\xbf")) {
        buf_put(&raw, view_part(s, 3, s.len - 3));
    } else {
        for (size_t i = 0; i < s.len; i++) put_utf8(&raw, s.data[i]);
    }
    text_put_clean(&clean, view_of(raw.data, raw.len));
    size_t n = clean.len < size - 1 ? clean.len : size - 1;
    while (n > 0 && n < clean.len && (clean.data[n] & 0xc0) == 0x80) n--;
    if (n > 0) memcpy(out, clean.data, n);
    out[n] = '\0';
}

static status grow(struct pdf_fields *f, struct err *e)
{
    ENSURE(f->count < LIMIT_PDF_SIGNATURES * 4, ERR_LIMIT, "more than %d signature fields", LIMIT_PDF_SIGNATURES * 4);
    struct pdf_field *item = mem_resize_array(f->item, f->count, f->count + 1, sizeof *item);
    MEM_ENSURE(item);
    f->item = item;
    return OK;
}

static status find_widget(const struct pdf_object **out, struct walk *w, const struct pdf_object *field, struct err *e)
{
    const struct pdf_object *kids, *kid;
    *out = pdf_get(field, "Rect") != NULL ? field : NULL;
    if (*out != NULL) return OK;
    TRY(pdf_file_get(&kids, w->file, field, "Kids", w->revision, e));
    for (size_t i = 0; kids->type == PDF_ARRAY && i < kids->array.count && *out == NULL; i++) {
        TRY(pdf_file_resolve(&kid, w->file, kids->array.item[i], w->revision, e));
        if (pdf_get(kid, "Rect") != NULL) *out = kid;
    }
    return OK;
}

static status add_field(struct walk *w, struct pdf_ref ref, const struct pdf_object *field, const char *name,
                        struct err *e)
{
    const struct pdf_object *value = pdf_get(field, "V"), *resolved;
    TRY(grow(w->out, e));
    struct pdf_field *f = &w->out->item[w->out->count];
    for (size_t i = 0; i < w->out->count; i++)
        if (strcmp(w->out->item[i].name, name) == 0)
            finding_add(w->findings, "PDF-42", "two signature fields are called \"%s\"", name);
    snprintf(f->name, sizeof f->name, "%s", name);
    f->ref = ref;
    f->dictionary = field;
    TRY(pdf_file_resolve(&resolved, w->file, value, w->revision, e));
    if (value != NULL && value->type == PDF_REFERENCE) f->value_ref = value->reference;
    f->value = resolved->type == PDF_NULL ? NULL : resolved;
    TRY(find_widget(&f->widget, w, field, e));
    w->out->count++;
    return OK;
}

static status walk_field(struct walk *w, const struct pdf_object *item, const struct inherited *from, size_t depth,
                         struct err *e);

/* Kids with a /T are fields, those without are this field's widgets. */
static status walk_kids(bool *are_fields, struct walk *w, const struct pdf_object *field, const struct inherited *here,
                        size_t depth, struct err *e)
{
    const struct pdf_object *kids, *kid;
    *are_fields = false;
    TRY(pdf_file_get(&kids, w->file, field, "Kids", w->revision, e));
    for (size_t i = 0; kids->type == PDF_ARRAY && i < kids->array.count; i++) {
        TRY(pdf_file_resolve(&kid, w->file, kids->array.item[i], w->revision, e));
        if (pdf_get(kid, "T") == NULL) continue;
        *are_fields = true;
        TRY(walk_field(w, kids->array.item[i], here, depth + 1, e));
    }
    return OK;
}

static void name_of(struct inherited *here, const struct pdf_object *field, const struct inherited *from)
{
    char part[LIMIT_TEXT];
    pdf_text_of(part, sizeof part, pdf_get(field, "T"));
    bool both = from->name[0] != '\0' && part[0] != '\0';
    size_t used = strlen(from->name);
    snprintf(here->name, sizeof here->name, "%s", from->name);
    snprintf(here->name + used, sizeof here->name - used, "%s%s", both ? "." : "", part);
}

static status walk_field(struct walk *w, const struct pdf_object *item, const struct inherited *from, size_t depth,
                         struct err *e)
{
    const struct pdf_object *field, *type;
    struct inherited here = {.type = from->type};
    bool are_fields;
    ENSURE(depth < LIMIT_PDF_DEPTH && w->visited++ < FIELDS_VISITED, ERR_LIMIT,
           "the form has too many fields, or they contain each other");
    TRY(pdf_file_resolve(&field, w->file, item, w->revision, e));
    if (field->type != PDF_DICTIONARY) return OK;
    TRY(pdf_file_get(&type, w->file, field, "FT", w->revision, e));
    if (type->type == PDF_NAME) here.type = type;
    name_of(&here, field, from);
    TRY(walk_kids(&are_fields, w, field, &here, depth, e));
    if (are_fields || !pdf_is_name(here.type, "Sig")) return OK;
    struct pdf_ref ref = item->type == PDF_REFERENCE ? item->reference : (struct pdf_ref){0, 0};
    return add_field(w, ref, field, here.name, e);
}

status pdf_fields_find(struct pdf_fields *out, struct pdf_file *file, size_t revision, struct findings *f,
                       struct err *e)
{
    const struct pdf_object *catalog, *form, *fields;
    struct pdf_fields found = {0};
    struct walk w = {.file = file, .revision = revision, .out = &found, .findings = f};
    struct inherited top = {0};
    TRY(pdf_file_get(&catalog, file, pdf_file_revision(file, revision)->trailer, "Root", revision, e));
    TRY(pdf_file_get(&form, file, catalog, "AcroForm", revision, e));
    TRY(pdf_file_get(&fields, file, form, "Fields", revision, e));
    for (size_t i = 0; fields->type == PDF_ARRAY && i < fields->array.count; i++) {
        if (walk_field(&w, fields->array.item[i], &top, 0, e) == OK) continue;
        pdf_fields_clear(&found);
        return FAILED;
    }
    *out = found;
    return OK;
}

void pdf_fields_clear(struct pdf_fields *f)
{
    mem_free(f->item);
    *f = (struct pdf_fields){0};
}
