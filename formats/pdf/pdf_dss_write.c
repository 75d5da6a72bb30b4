// SPDX-License-Identifier: Apache-2.0
/*
 * Adds to the document security store. The lists become arrays of their own, old items first, so that nothing else in
 * the file that uses an array of the store (nobody honest does) changes with it; every other byte of the store stays.
 */
#include <stdio.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_access.h"
#include "formats/pdf/pdf_dss.h"
#include "formats/pdf/pdf_prepare_priv.h"
#include "formats/pdf/pdf_update.h"

enum { LISTS = 3 };

static const struct {
    const char *key;
    enum proof_kind kind;
} lists[LISTS] = {{"Certs", PROOF_CERTIFICATE}, {"OCSPs", PROOF_OCSP}, {"CRLs", PROOF_CRL}};

struct storing {
    struct pdf_file *file;
    size_t newest;
    struct pdf_ref catalog_ref, store_ref; /* store_ref {0, 0}: direct in the catalog, or absent */
    const struct pdf_object *catalog;
    const struct pdf_object *store; /* NULL: absent */
    struct proofs there;            /* what the store holds */
    const struct proofs *add;
    struct pdf_update *update;
};

/* ---- what is there ---- */

static status open_store(struct storing *s, struct err *e)
{
    const struct pdf_object *value = pdf_get(s->catalog, "DSS"), *store, *type;
    TRY(pdf_file_resolve(&store, s->file, value, s->newest, e));
    if (store->type == PDF_NULL) return OK;
    ENSURE(store->type == PDF_DICTIONARY, ERR_SYNTAX, "PDF-59: /DSS is not a dictionary");
    TRY(pdf_file_get(&type, s->file, store, "Type", s->newest, e));
    bool is_store = type->type == PDF_NULL || pdf_is_name(type, "DSS");
    if (value->type == PDF_REFERENCE) s->store_ref = value->reference;
    ENSURE(is_store && s->store_ref.number != s->catalog_ref.number, ERR_SYNTAX,
           "PDF-59: /DSS is something else than a store of validation data");
    s->store = store;
    return OK;
}

static status open_document(struct storing *s, struct err *e)
{
    const struct pdf_object *root = pdf_get(pdf_file_revision(s->file, s->newest)->trailer, "Root");
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored); /* pdf_inspect tells them */
    MEM_ENSURE(ignored);
    TRY(pdf_file_resolve(&s->catalog, s->file, root, s->newest, e));
    ENSURE(pdf_is(s->catalog, PDF_DICTIONARY) && pdf_is(root, PDF_REFERENCE), ERR_SYNTAX,
           "ISO 32000-1 7.7.2: the document has no catalog");
    s->catalog_ref = root->reference;
    TRY(open_store(s, e));
    return pdf_dss_read(&s->there, ignored, s->file, e);
}

/* An array that others may add to: items are references to streams, and stay as they are written. */
static status old_items(const struct pdf_object **out, struct storing *s, const char *key, struct err *e)
{
    const struct pdf_object *list;
    *out = NULL;
    if (s->store == NULL) return OK;
    TRY(pdf_file_get(&list, s->file, s->store, key, s->newest, e));
    if (list->type == PDF_NULL) return OK;
    ENSURE(list->type == PDF_ARRAY, ERR_SYNTAX, "PDF-59: a list in /DSS is not an array");
    for (size_t i = 0; i < list->array.count; i++)
        ENSURE(list->array.item[i]->type == PDF_REFERENCE, ERR_SYNTAX,
               "PDF-59: a list in /DSS holds something else than references");
    *out = list;
    return OK;
}

/* ---- what is new ---- */

static bool is_new(const struct storing *s, size_t i)
{
    const struct proof *p = &s->add->item[i];
    struct view der = view_of(p->der.data, p->der.len);
    for (size_t k = 0; k < i; k++)
        if (s->add->item[k].kind == p->kind &&
            view_equal(view_of(s->add->item[k].der.data, s->add->item[k].der.len), der))
            return false;
    return !proofs_have(&s->there, p->kind, der);
}

static size_t count_new(const struct storing *s, enum proof_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < s->add->count; i++) n += s->add->item[i].kind == kind && is_new(s, i);
    return n;
}

static void put_stream(struct pdf_update *u, struct pdf_ref ref, const struct buf *der)
{
    pdf_update_begin(u, ref);
    buf_printf(&u->body, "<< /Length %zu >>", der->len);
    pdf_write_stream_data(&u->body, view_of(der->data, der->len));
    pdf_update_end(u);
}

/* The streams, and after them the list of all. */
static status put_list(struct pdf_ref *out, struct storing *s, const char *key, enum proof_kind kind, struct err *e)
{
    struct pdf_update *u = s->update;
    const struct pdf_object *old;
    AUTO_BUF items = BUF_INIT(LIMIT_PDF_UPDATE);
    TRY(old_items(&old, s, key, e));
    for (size_t i = 0; old != NULL && i < old->array.count; i++) {
        pdf_write_reference(&items, old->array.item[i]->reference);
        buf_put_byte(&items, ' ');
    }
    for (size_t i = 0; i < s->add->count; i++) {
        if (s->add->item[i].kind != kind || !is_new(s, i)) continue;
        struct pdf_ref ref = pdf_update_new_ref(u);
        put_stream(u, ref, &s->add->item[i].der);
        pdf_write_reference(&items, ref);
        buf_put_byte(&items, ' ');
    }
    *out = pdf_update_new_ref(u);
    pdf_update_begin(u, *out);
    buf_put_byte(&u->body, '[');
    buf_put(&u->body, view_of(items.data, items.len));
    u->body.failed |= items.failed;
    buf_put_byte(&u->body, ']');
    pdf_update_end(u);
    return OK;
}

/* ---- the store ---- */

static void set_store(struct storing *s, struct pdf_ref store)
{
    char text[32];
    snprintf(text, sizeof text, "%u %u R", store.number, store.generation);
    pdf_update_edit(s->update, s->catalog_ref, s->catalog, pdf_edit_set(s->catalog, "DSS", text));
}

static void put_new_store(struct storing *s, const struct pdf_ref list[LISTS])
{
    struct pdf_update *u = s->update;
    struct pdf_ref store = pdf_update_new_ref(u);
    pdf_update_begin(u, store);
    buf_put_string(&u->body, "<< /Type /DSS");
    for (size_t k = 0; k < LISTS; k++)
        if (list[k].number != 0) buf_printf(&u->body, " /%s %u 0 R", lists[k].key, list[k].number);
    buf_put_string(&u->body, " >>");
    pdf_update_end(u);
    set_store(s, store);
}

/* A store that stands in the catalog is edited there; one that a hybrid file hides gets another number. */
static void grow_store(struct storing *s, const struct pdf_ref list[LISTS])
{
    struct pdf_update *u = s->update;
    bool is_direct = s->store_ref.number == 0;
    struct pdf_ref ref = is_direct ? s->catalog_ref : s->store_ref;
    const struct pdf_object *whole = is_direct ? s->catalog : s->store;
    struct pdf_ref home = pdf_update_home(u, ref, whole);
    char text[32];
    for (size_t k = 0; k < LISTS; k++) {
        if (list[k].number == 0) continue;
        snprintf(text, sizeof text, "%u 0 R", list[k].number);
        pdf_update_edit(u, ref, whole, pdf_edit_set(s->store, lists[k].key, text));
    }
    if (!is_direct && home.number != ref.number) set_store(s, home);
}

static status write_store(struct storing *s, struct err *e)
{
    struct pdf_ref list[LISTS] = {{0}};
    size_t count = 0;
    for (size_t k = 0; k < LISTS; k++) {
        size_t n = count_new(s, lists[k].kind);
        if (n > 0) TRY(put_list(&list[k], s, lists[k].key, lists[k].kind, e));
        count += n;
    }
    ENSURE(s->there.count + count <= LIMIT_PROOFS, ERR_LIMIT, "more than %d certificates and status answers came along",
           LIMIT_PROOFS);
    if (count == 0) return OK;
    if (s->store == NULL)
        put_new_store(s, list);
    else
        grow_store(s, list);
    return pdf_update_finish(s->update, e);
}

static void storing_clear(struct storing *s)
{
    proofs_clear(&s->there);
    pdf_update_free(s->update);
    pdf_file_close(s->file);
}

status pdf_store_proofs(struct buf *update, struct view document, struct view password, const struct proofs *add,
                        struct err *e)
{
    AUTO_CLEAR(storing_clear) struct storing s = {.add = add};
    TRY(pdf_prepare_open(&s.file, document, password, e));
    TRY(pdf_access_check(s.file, PDF_ACCESS_VALIDATION_DATA, e));
    s.newest = pdf_file_revision_count(s.file) - 1;
    s.update = pdf_update_new(s.file);
    MEM_ENSURE(s.update);
    TRY(open_document(&s, e));
    size_t nothing = s.update->count;
    TRY(write_store(&s, e));
    buf_clear(update);
    if (s.update->count > nothing) buf_move(update, &s.update->body);
    return OK;
}
