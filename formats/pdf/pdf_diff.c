// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_diff.h"

#include <string.h>

#include "formats/pdf/pdf_diff_priv.h"

/* ---- the document security store (ETSI EN 319 142-1 5.4.2) ---- */

struct store_key {
    const char *name;
    enum pdf_type type; /* arrays are of streams */
};

static bool is_known_key(const struct pdf_object *value, struct view key, const struct store_key *known)
{
    for (; known->name != NULL; known++)
        if (view_equals_string(key, known->name)) return value->type == PDF_NULL || value->type == known->type;
    return false;
}

/* Only validation data: known keys, which hold what they should. */
static status check_store_keys(struct diff *d, const struct pdf_object *store, const struct store_key *known,
                               const struct place *p, struct err *e)
{
    const struct pdf_object *value, *item;
    for (size_t i = 0; i < store->dictionary.count; i++) {
        const struct pdf_entry *entry = &store->dictionary.entry[i];
        struct place at = {.above = p, .rule = p->rule, .key = entry->key};
        TRY(pdf_file_resolve(&value, d->file, entry->value, d->new, e));
        bool is_good = is_known_key(value, entry->key, known);
        for (size_t k = 0; is_good && value->type == PDF_ARRAY && k < value->array.count; k++) {
            TRY(pdf_file_resolve(&item, d->file, value->array.item[k], d->new, e));
            is_good = item->type == PDF_STREAM;
        }
        if (!is_good)
            finding_add(diff_other(d), "PDF-59", "%s changed after the signature: no validation data is stored so",
                        diff_path(d, &at).text);
    }
    return OK;
}

/* The upper-case hex of the SHA-1 of a signature. */
static bool is_vri_name(struct view key)
{
    bool hex = key.len == 40;
    for (size_t i = 0; hex && i < key.len; i++)
        hex = (key.data[i] >= '0' && key.data[i] <= '9') || (key.data[i] >= 'A' && key.data[i] <= 'F');
    return hex;
}

static status check_vri(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                        const struct place *p, struct err *e)
{
    static const struct store_key known[] = {{"Type", PDF_NAME},  {"Cert", PDF_ARRAY}, {"CRL", PDF_ARRAY},
                                             {"OCSP", PDF_ARRAY}, {"TU", PDF_STRING},  {"TS", PDF_STREAM},
                                             {NULL, PDF_NULL}};
    const struct pdf_object *vri, *entry;
    struct place at = diff_below(p, "VRI");
    TRY(diff_grown(d, pdf_get(old, "VRI"), pdf_get(new, "VRI"), 0, &at, e)); /* what was there stays */
    TRY(pdf_file_get(&vri, d->file, new, "VRI", d->new, e));
    for (size_t i = 0; vri->type == PDF_DICTIONARY && i < vri->dictionary.count; i++) {
        struct place one = {.above = &at, .rule = p->rule, .key = vri->dictionary.entry[i].key};
        TRY(pdf_file_resolve(&entry, d->file, vri->dictionary.entry[i].value, d->new, e));
        if (is_vri_name(one.key) && entry->type == PDF_DICTIONARY)
            TRY(check_store_keys(d, entry, known, &one, e));
        else if (!view_equals_string(one.key, "Type"))
            finding_add(diff_other(d), "PDF-59", "%s changed after the signature: no validation data is stored so",
                        diff_path(d, &one).text);
    }
    return OK;
}

/* Streams that were in the store are the same, where the new one still has them. */
static status same_store_items(struct diff *d, const struct pdf_object *old, const char *key, const struct place *p,
                               struct err *e)
{
    const struct pdf_object *array;
    struct place at = diff_below(p, key);
    TRY(pdf_file_get(&array, d->file, old, key, d->old, e));
    for (size_t i = 0; array->type == PDF_ARRAY && i < array->array.count; i++) {
        struct place item = diff_item(&at, i);
        TRY(diff_same(d, array->array.item[i], array->array.item[i], &item, e));
    }
    return OK;
}

/* = PDF-59 */
static status check_dss(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, const struct place *p,
                        struct err *e)
{
    static const struct store_key known[] = {{"Type", PDF_NAME},  {"VRI", PDF_DICTIONARY}, {"Certs", PDF_ARRAY},
                                             {"CRLs", PDF_ARRAY}, {"OCSPs", PDF_ARRAY},    {NULL, PDF_NULL}};
    const struct pdf_object *old, *new;
    bool differs;
    TRY(diff_both(&old, &new, d, a, b, p, e));
    TRY(diff_is_other(&differs, d, a, b, e));
    if (!differs) return diff_same(d, a, b, p, e);
    d->step->changes |= PDF_CHANGE_DSS;
    if (new->type != PDF_DICTIONARY) return diff_same(d, a, b, p, e);
    for (size_t i = 0; known[i].name != NULL; i++)
        if (known[i].type == PDF_ARRAY) TRY(same_store_items(d, old, known[i].name, p, e));
    TRY(check_store_keys(d, new, known, p, e));
    return check_vri(d, old, new, p, e);
}

/* ---- the catalog ---- */

/* Shown by some viewers and signed by none: told, not refused (PDF-60). */
static status note_metadata(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, struct err *e)
{
    bool differs;
    TRY(diff_is_other(&differs, d, a, b, e));
    if (differs)
        finding_add(&d->step->findings, "PDF-60", "document information or metadata changed after the signature");
    return OK;
}

/* = PDF-53: the version may rise, to one that exists */
static status check_version(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                            const struct place *p, struct err *e)
{
    static const char *const versions[] = {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.0"};
    const struct pdf_object *old, *new;
    bool is_reached = false, is_good = false;
    TRY(diff_both(&old, &new, d, a, b, p, e));
    if (!pdf_is(new, PDF_NAME)) return diff_same(d, a, b, p, e);
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        is_reached |= old->type == PDF_NULL || pdf_is_name(old, versions[i]);
        is_good |= is_reached && pdf_is_name(new, versions[i]);
    }
    return is_good ? OK : diff_same(d, a, b, p, e);
}

/* Every other key, each with the rule that it would break. */
static status same_rest(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                        const struct place *p, struct err *e)
{
    static const char *const except[] = {"AcroForm", "DSS",   "Extensions",     "Version",
                                         "Metadata", "Pages", "StructTreeRoot", NULL};
    struct place pages = diff_below(p, "Pages"), structure = diff_below(p, "StructTreeRoot");
    pages.rule = "PDF-54";
    structure.rule = "PDF-61";
    TRY(diff_same(d, pdf_get(old, "Pages"), pdf_get(new, "Pages"), &pages, e));
    TRY(diff_structure(d, pdf_get(old, "StructTreeRoot"), pdf_get(new, "StructTreeRoot"), &structure, e));
    return diff_same_keys(d, old, new, except, p, e);
}

static status same_catalog(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, struct err *e)
{
    const struct pdf_object *old, *new;
    struct place root = PLACE_ROOT("/Root", "PDF-53"), form = diff_below(&root, "AcroForm"),
                 store = diff_below(&root, "DSS"), version = diff_below(&root, "Version");
    form.rule = "PDF-57";
    store.rule = "PDF-59";
    TRY(diff_both(&old, &new, d, a, b, &root, e));
    if (old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY) return diff_same(d, old, new, &root, e);
    diff_set_mark(d, a, MARK_PAGE); /* signatures name it: what they are about is the document */
    TRY(diff_mark_pages(d, e));
    TRY(diff_form(d, pdf_get(old, "AcroForm"), pdf_get(new, "AcroForm"), &form, e));
    TRY(diff_pages(d, e));
    TRY(check_dss(d, pdf_get(old, "DSS"), pdf_get(new, "DSS"), &store, e));
    TRY(check_version(d, pdf_get(old, "Version"), pdf_get(new, "Version"), &version, e));
    TRY(note_metadata(d, pdf_get(old, "Metadata"), pdf_get(new, "Metadata"), e));
    TRY(same_rest(d, old, new, &root, e));
    return diff_drain(d, e);
}

/* ---- the whole ---- */

/* What was in use and is free now (PDF-19). */
static status check_freed(void *context, uint32_t number, struct err *e)
{
    struct diff *d = context;
    struct pdf_location was = pdf_file_locate(d->file, number, d->old), is = pdf_file_locate(d->file, number, d->new);
    (void)e;
    if (was.kind > PDF_FREE && is.kind <= PDF_FREE)
        finding_add(diff_other(d), "PDF-19", "object %u was freed after the signature", number);
    return OK;
}

static status compare(struct diff *d, struct err *e)
{
    const struct pdf_object *old = pdf_file_revision(d->file, d->old)->trailer,
                            *new = pdf_file_revision(d->file, d->new)->trailer;
    const struct pdf_object *root = pdf_get(old, "Root"), *new_root = pdf_get(new, "Root");
    if (root->reference.number != new_root->reference.number ||
        root->reference.generation != new_root->reference.generation) {
        finding_add(diff_other(d), "PDF-15", "the trailer names another catalog after the signature");
        return OK;
    }
    if ((pdf_get(old, "Encrypt") == NULL) != (pdf_get(new, "Encrypt") == NULL))
        finding_add(diff_other(d), "PDF-06b", "encryption changed after the signature");
    TRY(note_metadata(d, pdf_get(old, "Info"), pdf_get(new, "Info"), e));
    TRY(pdf_file_each_changed(d->file, d->new, check_freed, d, e));
    return same_catalog(d, root, new_root, e);
}

status pdf_diff(struct pdf_step *out, struct pdf_file *file, size_t from, struct err *e)
{
    struct diff d = {.file = file, .old = from, .new = from + 1, .size = pdf_file_size(file, from + 1), .step = out};
    d.marks = mem_new_array(d.size, 1);
    MEM_ENSURE(d.marks);
    status r = compare(&d, e);
    mem_free(d.marks);
    mem_free(d.queue);
    return r;
}

void pdf_step_clear(struct pdf_step *s)
{
    mem_free(s->touched);
    *s = (struct pdf_step){0};
}
