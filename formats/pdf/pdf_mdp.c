// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_mdp.h"

#include <string.h>

#include "formats/base/limits.h"

/* ---- reading ---- */

struct reading {
    struct pdf_file *file;
    size_t revision;
    struct findings *findings;
};

static status get(const struct pdf_object **out, const struct reading *r, const struct pdf_object *dictionary,
                  const char *key, struct err *e)
{
    return pdf_file_get(out, r->file, dictionary, key, r->revision, e);
}

/* Absent or no such level is 2 (ISO 32000-1 table 254). */
static uint32_t level_of(const struct pdf_object *p)
{
    return p->type == PDF_INTEGER && p->integer >= 1 && p->integer <= 3 ? (uint32_t)p->integer : 2;
}

static void restrict_to(struct pdf_mdp *m, uint32_t level)
{
    if (m->level == 0 || level < m->level) m->level = level;
}

static enum pdf_lock_action action_of(const struct reading *r, const struct pdf_object *action)
{
    if (pdf_is_name(action, "Include")) return PDF_LOCK_INCLUDE;
    if (pdf_is_name(action, "Exclude")) return PDF_LOCK_EXCLUDE;
    if (!pdf_is_name(action, "All"))
        finding_add(r->findings, "PDF-43", "the signature locks fields in a way that is not known");
    return PDF_LOCK_ALL;
}

static status read_names(struct pdf_lock *out, const struct reading *r, const struct pdf_object *list, struct err *e)
{
    const struct pdf_object *item;
    size_t count = list->type == PDF_ARRAY ? list->array.count : 0;
    out->name = mem_new_array(count, sizeof *out->name);
    MEM_ENSURE(out->name);
    for (; out->count < count; out->count++) {
        TRY(pdf_file_resolve(&item, r->file, list->array.item[out->count], r->revision, e));
        pdf_text_of(out->name[out->count], LIMIT_TEXT, item);
    }
    return OK;
}

/* FieldMDP parameters and /Lock dictionaries are alike. */
static status read_lock(struct pdf_mdp *m, struct pdf_lock *out, const struct reading *r,
                        const struct pdf_object *parameters, struct err *e)
{
    const struct pdf_object *action, *list, *p;
    TRY(get(&p, r, parameters, "P", e));
    if (p->type != PDF_NULL) restrict_to(m, level_of(p));
    TRY(get(&action, r, parameters, "Action", e));
    TRY(get(&list, r, parameters, "Fields", e));
    ENSURE(list->type != PDF_ARRAY || list->array.count <= LIMIT_PDF_SIGNATURES * LIMIT_PDF_SIGNATURES, ERR_LIMIT,
           "a signature locks too many fields");
    mem_free(out->name);
    *out = (struct pdf_lock){.action = action_of(r, action)};
    return read_names(out, r, list, e);
}

/* The analysis is one of the whole document: of another object it would mean nothing (ISO 32000-1 table 253). */
static void judge_data(const struct reading *r, const struct pdf_object *reference)
{
    const struct pdf_object *data = pdf_get(reference, "Data");
    const struct pdf_object *root = pdf_get(pdf_file_revision(r->file, r->revision)->trailer, "Root");
    if (data == NULL || data->type == PDF_NULL) return;
    if (data->type != PDF_REFERENCE || data->reference.number != root->reference.number)
        finding_add(r->findings, "PDF-43", "the signature has a transform of something else than the document");
}

static status read_reference(struct pdf_mdp *out, const struct reading *r, const struct pdf_object *reference,
                             struct err *e)
{
    const struct pdf_object *parameters, *method, *p;
    TRY(get(&method, r, reference, "TransformMethod", e));
    TRY(get(&parameters, r, reference, "TransformParams", e));
    judge_data(r, reference);
    if (pdf_is_name(method, "FieldMDP")) return read_lock(out, &out->lock[0], r, parameters, e);
    if (!pdf_is_name(method, "DocMDP")) {
        finding_add(r->findings, "PDF-43", "the signature has a transform that is not known");
        return OK;
    }
    TRY(get(&p, r, parameters, "P", e));
    out->certification = level_of(p);
    restrict_to(out, out->certification);
    return OK;
}

/* The lock that the field had when it was signed. */
static status read_field_lock(struct pdf_mdp *out, const struct reading *r, const struct pdf_field *field,
                              struct err *e)
{
    const struct pdf_object *dictionary = field->dictionary, *lock;
    if (field->ref.number != 0) TRY(pdf_file_load(&dictionary, r->file, field->ref, r->revision, e));
    TRY(get(&lock, r, dictionary, "Lock", e));
    if (lock->type != PDF_DICTIONARY) return OK;
    return read_lock(out, &out->lock[1], r, lock, e);
}

static status read_all(struct pdf_mdp *out, const struct reading *r, const struct pdf_field *field, struct err *e)
{
    const struct pdf_object *references, *one;
    TRY(get(&references, r, field->value, "Reference", e));
    for (size_t i = 0; references->type == PDF_ARRAY && i < references->array.count; i++) {
        TRY(pdf_file_resolve(&one, r->file, references->array.item[i], r->revision, e));
        TRY(read_reference(out, r, one, e));
    }
    return read_field_lock(out, r, field, e);
}

status pdf_mdp_read(struct pdf_mdp *out, struct findings *f, struct pdf_file *file, const struct pdf_field *field,
                    size_t revision, struct err *e)
{
    struct reading r = {file, revision, f};
    struct pdf_mdp m = {0};
    if (read_all(&m, &r, field, e) != OK) {
        pdf_mdp_clear(&m);
        return FAILED;
    }
    *out = m;
    return OK;
}

void pdf_mdp_clear(struct pdf_mdp *m)
{
    for (size_t i = 0; i < 2; i++) mem_free(m->lock[i].name);
    *m = (struct pdf_mdp){0};
}

/* ---- judging ---- */

status pdf_mdp_check_certification(struct findings *f, const struct pdf_mdp *m, struct pdf_file *file,
                                   const struct pdf_field *field, bool is_first, struct err *e)
{
    const struct pdf_object *catalog, *permissions;
    size_t newest = pdf_file_revision_count(file) - 1;
    TRY(pdf_file_get(&catalog, file, pdf_file_revision(file, newest)->trailer, "Root", newest, e));
    TRY(pdf_file_get(&permissions, file, catalog, "Perms", newest, e));
    const struct pdf_object *named = pdf_get(permissions, "DocMDP");
    bool is_named = pdf_is(named, PDF_REFERENCE) && named->reference.number == field->value_ref.number;
    bool certifies = m->certification != 0;
    if (certifies && !is_named)
        finding_add(f, "PDF-70", "the signature certifies the document, but the document does not name it");
    if (!certifies && is_named)
        finding_add(f, "PDF-70", "the document names the signature as its certification, which it is not");
    if (certifies && !is_first) finding_add(f, "PDF-70", "a signature that is not the first certifies the document");
    return OK;
}

static bool lock_holds(const struct pdf_lock *lock, const char *name)
{
    bool listed = false;
    for (size_t i = 0; i < lock->count && !listed; i++) {
        size_t n = strlen(lock->name[i]);
        listed = strncmp(lock->name[i], name, n) == 0 && (name[n] == '\0' || name[n] == '.');
    }
    switch (lock->action) {
    case PDF_LOCK_NONE:
        return false;
    case PDF_LOCK_ALL:
        return true;
    case PDF_LOCK_INCLUDE:
        return listed;
    case PDF_LOCK_EXCLUDE:
        return !listed;
    case PDF_LOCK_ACTION_COUNT:
        break;
    }
    return true;
}

bool pdf_mdp_locks(const struct pdf_mdp *m, const char *name)
{
    return lock_holds(&m->lock[0], name) || lock_holds(&m->lock[1], name);
}

static bool is_locked(const struct pdf_mdp *m, const struct pdf_touched *t)
{
    return t->change != PDF_CHANGE_TIMESTAMP && pdf_mdp_locks(m, t->name);
}

void pdf_mdp_check_step(struct findings *f, const struct pdf_mdp *m, const struct pdf_step *step)
{
    static const uint32_t allowed[] = {
        [0] = PDF_CHANGE_SIGNATURE | PDF_CHANGE_TIMESTAMP | PDF_CHANGE_DSS | PDF_CHANGE_FORM,
        [1] = PDF_CHANGE_TIMESTAMP | PDF_CHANGE_DSS,
        [2] = PDF_CHANGE_SIGNATURE | PDF_CHANGE_TIMESTAMP | PDF_CHANGE_DSS | PDF_CHANGE_FORM,
        [3] = PDF_CHANGE_SIGNATURE | PDF_CHANGE_TIMESTAMP | PDF_CHANGE_DSS | PDF_CHANGE_FORM | PDF_CHANGE_ANNOTATION,
    };
    if (m->level != 0 && (step->changes & ~allowed[m->level]) != 0)
        finding_add(f, "PDF-73", "the signature allows changes of level %u only, and more was changed", m->level);
    if (m->certification == 3 && (step->changes & PDF_CHANGE_ANNOTATION) != 0)
        finding_add(f, "PDF-71", "an annotation was added to the certified document: it may look different now");
    if (m->certification != 0 && step->adds_visible)
        finding_add(f, "PDF-72", "a signature field that can be seen was added to the certified document");
    for (size_t i = 0; i < step->touched_count; i++) {
        const struct pdf_touched *t = &step->touched[i];
        if (is_locked(m, t))
            finding_add(f, "PDF-74", "the signature locked the field \"%s\", which was changed", t->name);
        if (m->level == 0 && t->is_replaced)
            finding_add(f, "PDF-57", "the field \"%s\" shows something else than when it was signed", t->name);
    }
}
