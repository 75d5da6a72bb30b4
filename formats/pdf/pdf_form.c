// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_form.h"

#include <stdio.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "formats/pdf/pdf_write.h"

enum { SIGNATURES_EXIST = 1, APPEND_ONLY = 2 }; /* ISO 32000-1 table 219 */

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* A dictionary's value: the object itself, and its reference where it is indirect. */
static status follow(const struct pdf_object **out, struct pdf_ref *ref, struct pdf_file *file,
                     const struct pdf_object *dictionary, const char *key, struct err *e)
{
    const struct pdf_object *value = pdf_get(dictionary, key), *resolved;
    *ref = (struct pdf_ref){0, 0};
    *out = NULL;
    if (value == NULL) return OK;
    if (value->type == PDF_REFERENCE) *ref = value->reference;
    TRY(pdf_file_resolve(&resolved, file, value, newest_of(file), e));
    if (resolved->type != PDF_NULL) *out = resolved;
    return OK;
}

/* One /Reference entry of a signature: DocMDP with P 1 (ISO 32000-1 12.8.2.2) allows nothing more. */
static status refuse_if_final(struct pdf_file *file, const struct pdf_object *reference, struct err *e)
{
    const struct pdf_object *parameters, *p;
    size_t newest = newest_of(file);
    if (!pdf_is_name(pdf_get(reference, "TransformMethod"), "DocMDP")) return OK;
    TRY(pdf_file_get(&parameters, file, reference, "TransformParams", newest, e));
    TRY(pdf_file_get(&p, file, parameters, "P", newest, e));
    ENSURE(p->type != PDF_INTEGER || p->integer != 1, ERR_REFUSED,
           "PDF-73: the document is certified so that nothing may be added to it, not even a signature");
    return OK;
}

static status check_certification(struct pdf_file *file, const struct pdf_object *catalog, struct err *e)
{
    const struct pdf_object *permissions, *certification, *references, *one;
    size_t newest = newest_of(file);
    TRY(pdf_file_get(&permissions, file, catalog, "Perms", newest, e));
    TRY(pdf_file_get(&certification, file, permissions, "DocMDP", newest, e));
    TRY(pdf_file_get(&references, file, certification, "Reference", newest, e));
    for (size_t i = 0; references->type == PDF_ARRAY && i < references->array.count; i++) {
        TRY(pdf_file_resolve(&one, file, references->array.item[i], newest, e));
        TRY(refuse_if_final(file, one, e));
    }
    return OK;
}

/* A signed field whose /Lock has P 1 (ISO 32000-2 table 236) closes the document like a certification. */
static status check_locks(struct pdf_file *file, const struct pdf_form *form, struct err *e)
{
    const struct pdf_object *field, *value, *lock, *p;
    size_t newest = newest_of(file);
    for (size_t i = 0; form->fields != NULL && i < form->fields->array.count; i++) {
        TRY(pdf_file_resolve(&field, file, form->fields->array.item[i], newest, e));
        TRY(pdf_file_get(&value, file, field, "V", newest, e));
        TRY(pdf_file_get(&lock, file, field, "Lock", newest, e));
        TRY(pdf_file_get(&p, file, lock, "P", newest, e));
        ENSURE(value->type != PDF_DICTIONARY || p->type != PDF_INTEGER || p->integer != 1, ERR_REFUSED,
               "PDF-73: an earlier signature locks the document; nothing may be added to it");
    }
    return OK;
}

static status open_fields(struct pdf_form *f, struct pdf_file *file, struct err *e)
{
    const struct pdf_object *xfa, *flags;
    size_t newest = newest_of(file);
    if (f->form == NULL) return OK;
    ENSURE(f->form->type == PDF_DICTIONARY, ERR_SYNTAX, "ISO 32000-1 12.7.2: /AcroForm is not a dictionary");
    TRY(pdf_file_get(&xfa, file, f->form, "XFA", newest, e));
    ENSURE(xfa->type == PDF_NULL, ERR_REFUSED, "PDF-81: the document has an XFA form, which cannot be signed safely");
    TRY(follow(&f->fields, &f->fields_ref, file, f->form, "Fields", e));
    ENSURE(f->fields == NULL || f->fields->type == PDF_ARRAY, ERR_SYNTAX,
           "ISO 32000-1 12.7.2: /Fields is not an array");
    TRY(pdf_file_get(&flags, file, f->form, "SigFlags", newest, e));
    if (flags->type == PDF_INTEGER) f->flags = flags->integer;
    return OK;
}

status pdf_form_open(struct pdf_form *out, struct pdf_file *file, struct err *e)
{
    struct pdf_form f = {0};
    const struct pdf_object *trailer = pdf_file_revision(file, newest_of(file))->trailer;
    TRY(follow(&f.catalog, &f.catalog_ref, file, trailer, "Root", e));
    ENSURE(f.catalog != NULL && f.catalog->type == PDF_DICTIONARY && f.catalog_ref.number != 0, ERR_SYNTAX,
           "ISO 32000-1 7.7.2: the document has no catalog");
    TRY(follow(&f.form, &f.form_ref, file, f.catalog, "AcroForm", e));
    TRY(open_fields(&f, file, e));
    TRY(check_certification(file, f.catalog, e));
    TRY(check_locks(file, &f, e));
    *out = f;
    return OK;
}

/* A text string in either encoding (ISO 32000-1 7.9.2.2) against our ASCII or UTF-8 name. */
static bool is_text(const struct pdf_object *o, const char *name)
{
    struct err ignored = {0};
    AUTO_BUF written = BUF_INIT(8 * LIMIT_TEXT);
    AUTO_BUF bytes = BUF_INIT(4 * LIMIT_TEXT);
    if (!pdf_is(o, PDF_STRING)) return false;
    if (view_equals_string(o->string, name)) return true;
    buf_put_string(&written, "FEFF");
    for (const char *p = name; *p != '\0'; p++) buf_printf(&written, "%04X", (unsigned)(uint8_t)*p);
    return text_get_hex(&bytes, view_of(written.data, written.len), &ignored) == OK &&
           view_equal(view_of(bytes.data, bytes.len), o->string);
}

status pdf_form_has(bool *out, struct pdf_file *file, const struct pdf_form *form, const char *name, struct err *e)
{
    const struct pdf_object *field, *title;
    size_t newest = newest_of(file);
    *out = false;
    for (size_t i = 0; form->fields != NULL && i < form->fields->array.count; i++) {
        TRY(pdf_file_resolve(&field, file, form->fields->array.item[i], newest, e));
        TRY(pdf_file_get(&title, file, field, "T", newest, e));
        *out |= is_text(title, name);
    }
    return OK;
}

static void put_fields(struct buf *out, const struct pdf_form *form, struct pdf_ref field)
{
    if (form->fields != NULL) {
        pdf_write_appended(out, form->fields, field);
        return;
    }
    buf_put_byte(out, '[');
    pdf_write_reference(out, field);
    buf_put_byte(out, ']');
}

static void put_form(struct buf *out, const struct pdf_form *form, struct pdf_ref field)
{
    char flags[24];
    AUTO_BUF fields = BUF_INIT(LIMIT_PDF_UPDATE);
    snprintf(flags, sizeof flags, "%lld", (long long)(form->flags | SIGNATURES_EXIST | APPEND_ONLY));
    put_fields(&fields, form, field);
    struct pdf_edit edits[] = {{"SigFlags", view_of_string(flags)}, {"Fields", view_of(fields.data, fields.len)}};
    if (form->form != NULL) {
        pdf_write_edited(out, form->form, edits, form->fields_ref.number == 0 ? 2 : 1);
        return;
    }
    buf_printf(out, "<< /SigFlags %s /Fields ", flags);
    buf_put(out, edits[1].value);
    buf_put_string(out, " >>");
}

static void rewrite_form(struct pdf_update *u, const struct pdf_form *form, struct pdf_ref field)
{
    if (form->form_ref.number != 0) {
        pdf_update_begin(u, form->form_ref);
        put_form(&u->body, form, field);
        pdf_update_end(u);
        return;
    }
    AUTO_BUF value = BUF_INIT(LIMIT_PDF_UPDATE);
    put_form(&value, form, field);
    struct pdf_edit edit = {"AcroForm", view_of(value.data, value.len)};
    pdf_update_begin(u, form->catalog_ref);
    pdf_write_edited(&u->body, form->catalog, &edit, 1);
    pdf_update_end(u);
}

void pdf_form_add(struct pdf_update *u, const struct pdf_form *form, struct pdf_ref field)
{
    const int64_t both = SIGNATURES_EXIST | APPEND_ONLY;
    if (form->fields_ref.number != 0) {
        pdf_update_begin(u, form->fields_ref);
        put_fields(&u->body, form, field);
        pdf_update_end(u);
        if ((form->flags & both) == both) return;
    }
    rewrite_form(u, form, field);
}
