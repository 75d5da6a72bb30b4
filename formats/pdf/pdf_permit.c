// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_permit.h"

#include <string.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf_fields.h"
#include "formats/pdf/pdf_text.h"

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* Does the list hold the field, by its name or by that of a parent? Ours is at the top and has none (PDF-42, PDF-74).
 */
static status list_holds(bool *out, struct pdf_file *file, const struct pdf_object *parameters, const char *name,
                         struct err *e)
{
    const struct pdf_object *list, *item;
    AUTO_BUF text = BUF_INIT(LIMIT_PDF_UPDATE);
    struct view entry;
    *out = false;
    TRY(pdf_file_get(&list, file, parameters, "Fields", newest_of(file), e));
    for (size_t i = 0; list->type == PDF_ARRAY && i < list->array.count; i++) {
        TRY(pdf_file_resolve(&item, file, list->array.item[i], newest_of(file), e));
        buf_clear(&text);
        if (item->type == PDF_STRING) pdf_text_decode(&text, item->string);
        TRY(buf_done(&entry, &text, e));
        *out |= view_equals_string(entry, name);
    }
    return OK;
}

/* FieldMDP parameters and /Lock dictionaries are alike: /Action and /Fields. An unknown action is taken as the worst.
 */
static status check_field_lock(struct pdf_file *file, const struct pdf_object *parameters, const char *name,
                               struct err *e)
{
    const struct pdf_object *action;
    bool is_listed, is_locked = true;
    TRY(pdf_file_get(&action, file, parameters, "Action", newest_of(file), e));
    TRY(list_holds(&is_listed, file, parameters, name, e));
    if (pdf_is_name(action, "Include")) is_locked = is_listed;
    if (pdf_is_name(action, "Exclude")) is_locked = !is_listed;
    ENSURE(!is_locked, ERR_REFUSED, "PDF-74: an earlier signature locks the form fields; no further one may be added");
    return OK;
}

/* `p`: of a certification or a lock. Absent or no integer is 2: signing is allowed (PDF-70). */
static status check_level(const struct pdf_object *p, struct err *e)
{
    ENSURE(p->type != PDF_INTEGER || p->integer != 1, ERR_REFUSED,
           "PDF-73: the PDF is certified or locked so that nothing may be added to it, not even a signature");
    return OK;
}

static status check_reference(struct pdf_file *file, const struct pdf_object *reference, const char *name,
                              struct err *e)
{
    const struct pdf_object *method, *parameters, *p;
    TRY(pdf_file_get(&method, file, reference, "TransformMethod", newest_of(file), e));
    TRY(pdf_file_get(&parameters, file, reference, "TransformParams", newest_of(file), e));
    TRY(pdf_file_get(&p, file, parameters, "P", newest_of(file), e));
    if (pdf_is_name(method, "DocMDP")) return check_level(p, e);
    if (pdf_is_name(method, "FieldMDP")) return check_field_lock(file, parameters, name, e);
    return OK;
}

static status check_value(struct pdf_file *file, const struct pdf_object *value, const char *name, struct err *e)
{
    const struct pdf_object *references, *one;
    TRY(pdf_file_get(&references, file, value, "Reference", newest_of(file), e));
    for (size_t i = 0; references->type == PDF_ARRAY && i < references->array.count; i++) {
        TRY(pdf_file_resolve(&one, file, references->array.item[i], newest_of(file), e));
        TRY(check_reference(file, one, name, e));
    }
    return OK;
}

static status check_lock(struct pdf_file *file, const struct pdf_field *field, const char *name, struct err *e)
{
    const struct pdf_object *lock, *p;
    TRY(pdf_file_get(&lock, file, field->dictionary, "Lock", newest_of(file), e));
    if (lock->type == PDF_NULL) return OK;
    TRY(pdf_file_get(&p, file, lock, "P", newest_of(file), e));
    TRY(check_level(p, e));
    return check_field_lock(file, lock, name, e);
}

static status check_number(size_t is_signed, struct err *e)
{
    ENSURE(is_signed < LIMIT_PDF_SIGNATURES, ERR_REFUSED, "the PDF has %d signatures already", LIMIT_PDF_SIGNATURES);
    return OK;
}

static status check_fields(const struct pdf_fields *fields, struct pdf_file *file, const char *name, struct err *e)
{
    size_t is_signed = 0;
    for (size_t i = 0; i < fields->count; i++) {
        if (fields->item[i].value == NULL) continue;
        is_signed++;
        TRY(check_value(file, fields->item[i].value, name, e));
        TRY(check_lock(file, &fields->item[i], name, e));
    }
    return check_number(is_signed, e);
}

status pdf_permit_field(struct pdf_file *file, const struct pdf_form *form, const char *name, struct err *e)
{
    const struct pdf_object *permissions, *certification;
    struct pdf_fields fields = {0};
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    MEM_ENSURE(ignored);
    TRY(pdf_file_get(&permissions, file, form->catalog, "Perms", newest_of(file), e));
    TRY(pdf_file_get(&certification, file, permissions, "DocMDP", newest_of(file), e));
    TRY(check_value(file, certification, name, e));
    TRY(pdf_fields_find(&fields, file, newest_of(file), ignored, e));
    status result = check_fields(&fields, file, name, e);
    pdf_fields_clear(&fields);
    return result;
}

status pdf_permit_timestamp(struct pdf_file *file, struct err *e)
{
    struct pdf_fields fields = {0};
    size_t is_signed = 0;
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    MEM_ENSURE(ignored);
    TRY(pdf_fields_find(&fields, file, newest_of(file), ignored, e));
    for (size_t i = 0; i < fields.count; i++) is_signed += fields.item[i].value != NULL;
    pdf_fields_clear(&fields);
    return check_number(is_signed, e);
}
