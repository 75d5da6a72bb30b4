// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_form.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "formats/pdf/pdf_text.h"

enum { SIGNATURES_EXIST = 1, APPEND_ONLY = 2 }; /* ISO 32000-1 table 219 */

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* --- what is there --- */

/* A dictionary's value (NULL: absent or null) and its reference where it is indirect. */
static status follow(const struct pdf_object **out, struct pdf_ref *ref, struct pdf_file *file,
                     const struct pdf_object *dictionary, const char *key, struct err *e)
{
    const struct pdf_object *value = pdf_get(dictionary, key), *resolved;
    *ref = (struct pdf_ref){0, 0};
    *out = NULL;
    TRY(pdf_file_resolve(&resolved, file, value, newest_of(file), e));
    if (resolved->type == PDF_NULL) return OK;
    if (value->type == PDF_REFERENCE) *ref = value->reference;
    *out = resolved;
    return OK;
}

static status refuse_dynamic(struct pdf_file *file, const struct pdf_form *f, struct err *e)
{
    const struct pdf_object *xfa, *needs_rendering;
    TRY(pdf_file_get(&xfa, file, f->form, "XFA", newest_of(file), e));
    TRY(pdf_file_get(&needs_rendering, file, f->catalog, "NeedsRendering", newest_of(file), e));
    bool is_drawn_when_opened = needs_rendering->type == PDF_BOOLEAN && needs_rendering->boolean;
    ENSURE(xfa->type == PDF_NULL && !is_drawn_when_opened, ERR_REFUSED,
           "PDF-81: the PDF has an XFA form, whose pages are made when it is opened; sign needs fixed pages");
    return OK;
}

static status open_fields(struct pdf_form *f, struct pdf_file *file, struct err *e)
{
    const struct pdf_object *flags;
    if (f->form == NULL) return OK;
    ENSURE(f->form->type == PDF_DICTIONARY, ERR_SYNTAX, "ISO 32000-1 12.7.2: /AcroForm is not a dictionary");
    TRY(follow(&f->fields, &f->fields_ref, file, f->form, "Fields", e));
    ENSURE(f->fields == NULL || f->fields->type == PDF_ARRAY, ERR_SYNTAX,
           "ISO 32000-1 12.7.2: /Fields is not an array");
    TRY(pdf_file_get(&flags, file, f->form, "SigFlags", newest_of(file), e));
    if (flags->type == PDF_INTEGER) f->flags = flags->integer;
    return OK;
}

status pdf_form_open(struct pdf_form *out, struct pdf_file *file, struct err *e)
{
    struct pdf_form f = {0};
    const struct pdf_object *trailer = pdf_file_revision(file, newest_of(file))->trailer;
    TRY(follow(&f.catalog, &f.catalog_ref, file, trailer, "Root", e));
    ENSURE(pdf_is(f.catalog, PDF_DICTIONARY) && f.catalog_ref.number != 0, ERR_SYNTAX,
           "ISO 32000-1 7.7.2: the document has no catalog");
    TRY(follow(&f.form, &f.form_ref, file, f.catalog, "AcroForm", e));
    TRY(refuse_dynamic(file, &f, e));
    TRY(open_fields(&f, file, e));
    *out = f;
    return OK;
}

/* --- names --- */

/* The partial name of the i-th field at the top, as UTF-8 in `text`; empty where it has none. */
static status name_of(struct view *out, struct buf *text, struct pdf_file *file, const struct pdf_form *form, size_t i,
                      struct err *e)
{
    const struct pdf_object *field, *name;
    buf_clear(text);
    TRY(pdf_file_resolve(&field, file, form->fields->array.item[i], newest_of(file), e));
    TRY(pdf_file_get(&name, file, field, "T", newest_of(file), e));
    if (name->type == PDF_STRING) pdf_text_decode(text, name->string);
    return buf_done(out, text, e);
}

static size_t field_count(const struct pdf_form *form)
{
    return form->fields == NULL ? 0 : form->fields->array.count;
}

static status check_name(struct pdf_file *file, const struct pdf_form *form, const char *wanted, struct err *e)
{
    AUTO_BUF text = BUF_INIT(LIMIT_PDF_UPDATE);
    struct view name, v = view_of_string(wanted);
    ENSURE(v.len < LIMIT_TEXT && text_is_clean(v), ERR_REFUSED,
           "PDF-42: \"%s\" is no name for a signature field: it is too long, or has control characters",
           text_escape_string(wanted).s);
    ENSURE(strchr(wanted, '.') == NULL, ERR_REFUSED,
           "PDF-42: the PDF has no signature field \"%s\", and the name of a new one has no full stop",
           text_escape_string(wanted).s);
    for (size_t i = 0; i < field_count(form); i++) {
        TRY(name_of(&name, &text, file, form, i, e));
        ENSURE(!view_equal(name, v), ERR_REFUSED, "PDF-42: the PDF has a field \"%s\" already",
               text_escape_string(wanted).s);
    }
    return OK;
}

/* The n of "<stem><n>", 0 if it is none below LIMIT_PDF_FIELD_NAMES. */
static size_t number_of(struct view name, const char *stem)
{
    char expected[24];
    size_t n = 0, length = strlen(stem);
    if (!view_starts_with(name, stem) || name.len > length + 4) return 0;
    for (size_t i = length; i < name.len; i++) {
        if (name.data[i] < '0' || name.data[i] > '9') return 0;
        n = 10 * n + (size_t)(name.data[i] - '0');
    }
    snprintf(expected, sizeof expected, "%s%zu", stem, n);
    return view_equals_string(name, expected) ? n : 0;
}

static status find_free(size_t *out, struct pdf_file *file, const struct pdf_form *form, const char *stem,
                        struct err *e)
{
    bool taken[LIMIT_PDF_FIELD_NAMES] = {true}; /* there is no Signature0 */
    AUTO_BUF text = BUF_INIT(LIMIT_PDF_UPDATE);
    struct view name;
    for (size_t i = 0; i < field_count(form); i++) {
        TRY(name_of(&name, &text, file, form, i, e));
        taken[number_of(name, stem)] = true;
    }
    for (*out = 0; *out < LIMIT_PDF_FIELD_NAMES && taken[*out];) ++*out;
    ENSURE(*out < LIMIT_PDF_FIELD_NAMES, ERR_LIMIT, "more than %d signature fields", LIMIT_PDF_FIELD_NAMES);
    return OK;
}

status pdf_form_choose_name(char out[static LIMIT_TEXT], struct pdf_file *file, const struct pdf_form *form,
                            const char *wanted, const char *stem, struct err *e)
{
    size_t n;
    if (wanted[0] != '\0') {
        TRY(check_name(file, form, wanted, e));
        snprintf(out, LIMIT_TEXT, "%s", wanted);
        return OK;
    }
    TRY(find_free(&n, file, form, stem, e));
    snprintf(out, LIMIT_TEXT, "%s%zu", stem, n);
    return OK;
}

/* --- what is written --- */

/* The catalog's entry that leads to the form. */
static void set_form(struct pdf_update *u, const struct pdf_form *form, const char *value)
{
    pdf_update_edit(u, form->catalog_ref, form->catalog, pdf_edit_set(form->catalog, "AcroForm", value));
}

/*
 * An edit of the form itself, which may stand within the catalog. A form that older readers of a hybrid file do not
 * find gets another number, to which the catalog must lead.
 */
static void edit_form(struct pdf_update *u, const struct pdf_form *form, struct pdf_edit edit)
{
    char text[40];
    const size_t before = u->pending_count;
    if (form->form_ref.number == 0) {
        pdf_update_edit(u, form->catalog_ref, form->catalog, edit);
        return;
    }
    struct pdf_ref home = pdf_update_home(u, form->form_ref, form->form);
    bool is_moved_now = home.number != form->form_ref.number && u->pending_count > before;
    pdf_update_edit(u, form->form_ref, form->form, edit);
    if (!is_moved_now) return;
    snprintf(text, sizeof text, "%u %u R", home.number, home.generation);
    set_form(u, form, text);
}

static void add_to_fields(struct pdf_update *u, const struct pdf_form *form, struct pdf_ref field)
{
    char text[40];
    if (form->fields == NULL) {
        snprintf(text, sizeof text, "[%u %u R]", field.number, field.generation);
        edit_form(u, form, pdf_edit_set(form->form, "Fields", text));
        return;
    }
    struct pdf_edit edit = pdf_edit_append(form->fields, field);
    if (form->fields_ref.number == 0) {
        edit_form(u, form, edit);
        return;
    }
    struct pdf_ref home = pdf_update_home(u, form->fields_ref, form->fields);
    pdf_update_edit(u, form->fields_ref, form->fields, edit);
    if (home.number == form->fields_ref.number) return;
    snprintf(text, sizeof text, "%u %u R", home.number, home.generation);
    edit_form(u, form, pdf_edit_set(form->form, "Fields", text));
}

void pdf_form_write(struct pdf_update *u, const struct pdf_form *form, struct pdf_ref field)
{
    const int64_t wanted = form->flags | SIGNATURES_EXIST | APPEND_ONLY;
    char text[64];
    if (form->form == NULL) {
        snprintf(text, sizeof text, "<< /Fields [%u %u R] /SigFlags 3 >>", field.number, field.generation);
        if (field.number != 0) set_form(u, form, text);
        return;
    }
    if (field.number != 0) add_to_fields(u, form, field);
    if (wanted == form->flags) return;
    snprintf(text, sizeof text, "%lld", (long long)wanted);
    edit_form(u, form, pdf_edit_set(form->form, "SigFlags", text));
}
