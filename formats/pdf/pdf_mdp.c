// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_mdp.h"

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* = PDF-70: the catalog's /Perms names this signature, and it is the first */
static status read_certification(struct pdf_signature *s, struct pdf_file *file, const struct pdf_field *field,
                                 const struct pdf_object *parameters, bool is_first, struct err *e)
{
    const struct pdf_object *catalog, *permissions, *p;
    size_t newest = newest_of(file);
    TRY(pdf_file_get(&p, file, parameters, "P", newest, e));
    s->certification = p->type == PDF_INTEGER && p->integer >= 1 && p->integer <= 3 ? (uint32_t)p->integer : 2;
    TRY(pdf_file_get(&catalog, file, pdf_file_revision(file, newest)->trailer, "Root", newest, e));
    TRY(pdf_file_get(&permissions, file, catalog, "Perms", newest, e));
    const struct pdf_object *named = pdf_get(permissions, "DocMDP");
    if (!pdf_is(named, PDF_REFERENCE) || named->reference.number != field->value_ref.number)
        finding_add(&s->findings, "PDF-70", "the signature certifies the document, but the document does not name it");
    if (!is_first) finding_add(&s->findings, "PDF-70", "a signature that is not the first certifies the document");
    return OK;
}

static status read_field_lock(bool *locks_all, struct pdf_signature *s, struct pdf_file *file,
                              const struct pdf_object *parameters, struct err *e)
{
    const struct pdf_object *action;
    TRY(pdf_file_get(&action, file, parameters, "Action", newest_of(file), e));
    if (pdf_is_name(action, "All"))
        *locks_all = true;
    else
        finding_add(&s->findings, "PDF-43", "the signature locks some fields by name, which is not judged yet");
    return OK;
}

static status read_reference(bool *locks_all, struct pdf_signature *s, struct pdf_file *file,
                             const struct pdf_field *field, const struct pdf_object *reference, bool is_first,
                             struct err *e)
{
    const struct pdf_object *parameters, *method = pdf_get(reference, "TransformMethod");
    TRY(pdf_file_get(&parameters, file, reference, "TransformParams", newest_of(file), e));
    if (pdf_is_name(method, "DocMDP")) return read_certification(s, file, field, parameters, is_first, e);
    if (pdf_is_name(method, "FieldMDP")) return read_field_lock(locks_all, s, file, parameters, e);
    finding_add(&s->findings, "PDF-43", "the signature has a transform that is not known");
    return OK;
}

status pdf_mdp_read(struct pdf_signature *s, bool *locks_all, struct pdf_file *file, const struct pdf_field *field,
                    bool is_first, struct err *e)
{
    const struct pdf_object *references, *one;
    size_t newest = newest_of(file);
    *locks_all = false;
    TRY(pdf_file_get(&references, file, field->value, "Reference", newest, e));
    for (size_t i = 0; references->type == PDF_ARRAY && i < references->array.count; i++) {
        TRY(pdf_file_resolve(&one, file, references->array.item[i], newest, e));
        TRY(read_reference(locks_all, s, file, field, one, is_first, e));
    }
    return OK;
}

void pdf_mdp_check(struct pdf_signature *s, bool locks_all)
{
    uint32_t allowed_by_1 = PDF_CHANGE_TIMESTAMP | PDF_CHANGE_DSS;
    if (s->certification == 1 && (s->changes_after & ~allowed_by_1) != 0)
        finding_add(&s->findings, "PDF-73", "the document was certified so that nothing may change, and something did");
    if (locks_all && (s->changes_after & PDF_CHANGE_FORM) != 0)
        finding_add(&s->findings, "PDF-74", "the signature locked every field, and one was changed");
}
