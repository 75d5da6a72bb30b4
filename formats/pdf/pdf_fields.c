// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_fields.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "formats/pdf/pdf_text.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))

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

void pdf_text_of(char *out, size_t size, const struct pdf_object *string)
{
    AUTO_BUF text = BUF_INIT(4 * LIMIT_TEXT); /* UTF-8 of as many characters */
    AUTO_BUF clean = BUF_INIT(32 * LIMIT_TEXT);
    out[0] = '\0';
    if (!pdf_is(string, PDF_STRING)) return;
    pdf_text_decode(&text, view_part(string->string, 0, MIN(string->string.len, LIMIT_TEXT)));
    text_put_clean(&clean, view_of(text.data, text.len));
    size_t n = MIN(clean.len, size - 1);
    while (n > 0 && n < clean.len && (clean.data[n] & 0xc0) == 0x80) n--;
    if (n > 0) memcpy(out, clean.data, n);
    out[n] = '\0';
}

status pdf_fields_name(char out[static LIMIT_TEXT], const char *parent, struct pdf_file *file,
                       const struct pdf_object *field, size_t revision, struct err *e)
{
    char part[LIMIT_TEXT];
    const struct pdf_object *name;
    TRY(pdf_file_get(&name, file, field, "T", revision, e));
    pdf_text_of(part, sizeof part, name);
    bool both = parent[0] != '\0' && part[0] != '\0';
    size_t used = strlen(parent);
    memmove(out, parent, used + 1);
    snprintf(out + used, LIMIT_TEXT - used, "%s%s", both ? "." : "", part);
    text_trim_cut(out);
    return OK;
}

static status grow(struct pdf_fields *f, struct err *e)
{
    ENSURE(f->count < LIMIT_PDF_SIGNATURES * 4, ERR_LIMIT, "more than %d signature fields", LIMIT_PDF_SIGNATURES * 4);
    struct pdf_field *item = mem_resize_array(f->item, f->count, f->count + 1, sizeof *item);
    MEM_ENSURE(item);
    f->item = item;
    return OK;
}

static struct pdf_ref ref_of(const struct pdf_object *o)
{
    return o != NULL && o->type == PDF_REFERENCE ? o->reference : (struct pdf_ref){0, 0};
}

static status find_widget(struct pdf_field *f, struct walk *w, struct err *e)
{
    const struct pdf_object *kids, *kid;
    if (pdf_get(f->dictionary, "Rect") != NULL) {
        f->widget = f->dictionary;
        f->widget_ref = f->ref;
        return OK;
    }
    TRY(pdf_file_get(&kids, w->file, f->dictionary, "Kids", w->revision, e));
    for (size_t i = 0; kids->type == PDF_ARRAY && i < kids->array.count && f->widget == NULL; i++) {
        TRY(pdf_file_resolve(&kid, w->file, kids->array.item[i], w->revision, e));
        if (pdf_get(kid, "Rect") == NULL) continue;
        f->widget = kid;
        f->widget_ref = ref_of(kids->array.item[i]);
    }
    return OK;
}

/* = PDF-42: who asks for a field by its name gets this one */
static status judge_name(struct walk *w, const struct pdf_field *f, struct err *e)
{
    char part[LIMIT_TEXT];
    TRY(pdf_fields_name(part, "", w->file, f->dictionary, w->revision, e));
    bool is_name = part[0] != '\0' && strchr(part, '.') == NULL;
    if (!is_name)
        finding_add(w->findings, "PDF-42", "the name of the signature field \"%s\" is empty or has a full stop",
                    f->name);
    for (size_t i = 0; i < w->out->count; i++)
        if (strcmp(w->out->item[i].name, f->name) == 0)
            finding_add(w->findings, "PDF-42", "two signature fields are called \"%s\"", f->name);
    return OK;
}

static status add_field(struct walk *w, struct pdf_ref ref, const struct pdf_object *field, const char *name,
                        struct err *e)
{
    const struct pdf_object *value = pdf_get(field, "V");
    TRY(grow(w->out, e));
    struct pdf_field *f = &w->out->item[w->out->count];
    snprintf(f->name, sizeof f->name, "%s", name);
    f->ref = ref;
    f->dictionary = field;
    if (value != NULL) TRY(pdf_file_resolve(&f->value, w->file, value, w->revision, e));
    f->value_ref = ref_of(value);
    TRY(find_widget(f, w, e));
    TRY(judge_name(w, f, e));
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

static status walk_field(struct walk *w, const struct pdf_object *item, const struct inherited *from, size_t depth,
                         struct err *e)
{
    const struct pdf_object *field, *type;
    struct inherited here = {.type = from->type};
    bool are_fields;
    ENSURE(depth < LIMIT_PDF_DEPTH && w->visited++ < LIMIT_PDF_FIELDS_VISITED, ERR_LIMIT,
           "the form has too many fields, or they contain each other");
    TRY(pdf_file_resolve(&field, w->file, item, w->revision, e));
    if (field->type != PDF_DICTIONARY) return OK;
    TRY(pdf_file_get(&type, w->file, field, "FT", w->revision, e));
    if (type->type == PDF_NAME) here.type = type;
    TRY(pdf_fields_name(here.name, from->name, w->file, field, w->revision, e));
    TRY(walk_kids(&are_fields, w, field, &here, depth, e));
    bool is_signature = pdf_is_name(here.type, "Sig") && (!are_fields || pdf_get(field, "V") != NULL);
    if (!is_signature) return OK;
    return add_field(w, ref_of(item), field, here.name, e);
}

static status form_fields(const struct pdf_object **out, struct pdf_file *file, size_t revision, struct err *e)
{
    const struct pdf_object *catalog, *form;
    TRY(pdf_file_get(&catalog, file, pdf_file_revision(file, revision)->trailer, "Root", revision, e));
    TRY(pdf_file_get(&form, file, catalog, "AcroForm", revision, e));
    return pdf_file_get(out, file, form, "Fields", revision, e);
}

status pdf_fields_find(struct pdf_fields *out, struct pdf_file *file, size_t revision, struct findings *f,
                       struct err *e)
{
    const struct pdf_object *fields;
    struct pdf_fields found = {0};
    struct walk w = {.file = file, .revision = revision, .out = &found, .findings = f};
    struct inherited top = {0};
    TRY(form_fields(&fields, file, revision, e));
    for (size_t i = 0; fields->type == PDF_ARRAY && i < fields->array.count; i++) {
        if (walk_field(&w, fields->array.item[i], &top, 0, e) == OK) continue;
        pdf_fields_clear(&found);
        return FAILED;
    }
    *out = found;
    return OK;
}

/* ---- by name ---- */

struct search {
    struct pdf_file *file;
    size_t revision;
    const char *name;
    size_t visited;
    bool found;
};

static status search_among(struct search *s, const struct pdf_object *items, const char *parent, size_t depth,
                           struct err *e)
{
    const struct pdf_object *field, *kids;
    char name[LIMIT_TEXT];
    for (size_t i = 0; items->type == PDF_ARRAY && i < items->array.count && !s->found; i++) {
        ENSURE(depth < LIMIT_PDF_DEPTH && s->visited++ < LIMIT_PDF_FIELDS_VISITED, ERR_LIMIT,
               "the form has too many fields, or they contain each other");
        TRY(pdf_file_resolve(&field, s->file, items->array.item[i], s->revision, e));
        TRY(pdf_fields_name(name, parent, s->file, field, s->revision, e));
        size_t length = strlen(name);
        s->found = strcmp(name, s->name) == 0;
        bool leads_there = strncmp(name, s->name, length) == 0 && (length == 0 || s->name[length] == '.');
        if (!leads_there) continue;
        TRY(pdf_file_get(&kids, s->file, field, "Kids", s->revision, e));
        TRY(search_among(s, kids, name, depth + 1, e));
    }
    return OK;
}

status pdf_fields_have(bool *out, struct pdf_file *file, size_t revision, const char *name, struct err *e)
{
    const struct pdf_object *fields;
    struct search s = {.file = file, .revision = revision, .name = name};
    TRY(form_fields(&fields, file, revision, e));
    TRY(search_among(&s, fields, "", 0, e));
    *out = s.found;
    return OK;
}

void pdf_fields_clear(struct pdf_fields *f)
{
    mem_free(f->item);
    *f = (struct pdf_fields){0};
}
