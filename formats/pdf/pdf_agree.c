// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_agree.h"

#include <qpdf/qpdf-c.h>
#include <string.h>

/* A value as one of the two readers sees it. */
struct thing {
    struct pdf_ref ref;            /* {0, 0}: direct */
    const struct pdf_object *ours; /* resolved */
    qpdf_oh theirs;
};

/* Our reader, or qpdf's when there is one. The walks below are the same for both: they differ in what the bytes mean.
 */
struct eye {
    struct pdf_file *file;
    size_t revision;
    qpdf_data qpdf;
    bool doubts; /* of qpdf, about the file */
};

enum { RANGE_ITEMS = 8, NODES_MAX = 4 * LIMIT_PDF_PAGES, SIGNATURES_TEXT = LIMIT_PDF_SIGNATURES * 512, FRESH = 2048 };

/* What a reader says of the document. */
struct opinion {
    struct pdf_ref root;
    size_t pages, nodes;
    struct buf signatures; /* a line a field: object number of its value, ByteRange */
};

static void clear_opinion(struct opinion *o)
{
    buf_clear(&o->signatures);
}

/* ---- qpdf ---- */

/* That /Size leaves room is what honest producers do, and none of a reader's business. */
static bool has_doubts(qpdf_data q)
{
    if (qpdf_has_error(q)) return true;
    while (qpdf_more_warnings(q)) {
        const char *detail = qpdf_get_error_message_detail(q, qpdf_next_warning(q));
        if (strstr(detail, "reported number of objects") == NULL) return true;
    }
    return false;
}

static bool open_qpdf(struct eye *eye)
{
    struct view bytes = pdf_file_bytes(eye->file);
    eye->qpdf = qpdf_init();
    if (eye->qpdf == NULL) return false;
    qpdf_silence_errors(eye->qpdf);
    qpdf_set_suppress_warnings(eye->qpdf, QPDF_TRUE);
    qpdf_set_attempt_recovery(eye->qpdf, QPDF_FALSE);
    return (qpdf_read_memory(eye->qpdf, "document", (const char *)bytes.data, bytes.len, pdf_file_password(eye->file)) &
            QPDF_ERRORS) == 0;
}

/* An error that nobody fetched is printed to stderr. */
static void close_qpdf(struct eye *eye)
{
    if (eye->qpdf == NULL) return;
    eye->doubts |= has_doubts(eye->qpdf);
    while (qpdf_has_error(eye->qpdf)) qpdf_get_error(eye->qpdf);
    qpdf_cleanup(&eye->qpdf);
}

/* It keeps every object that it has read: a book of many thousands of pages is read in parts. No handle survives. */
static status open_again(struct eye *eye, struct err *e)
{
    close_qpdf(eye);
    ENSURE(open_qpdf(eye), ERR_INTERNAL, "out of memory"); /* it could the first time */
    return OK;
}

/* ---- one value ---- */

static struct thing their_thing(const struct eye *eye, qpdf_oh handle)
{
    struct thing t = {.theirs = handle};
    if (!qpdf_oh_is_indirect(eye->qpdf, handle)) return t;
    t.ref.number = (uint32_t)qpdf_oh_get_object_id(eye->qpdf, handle);
    t.ref.generation = (uint32_t)qpdf_oh_get_generation(eye->qpdf, handle);
    return t;
}

static status our_thing(struct thing *out, const struct eye *eye, const struct pdf_object *o, struct err *e)
{
    struct thing t = {.ref = o != NULL && o->type == PDF_REFERENCE ? o->reference : (struct pdf_ref){0, 0}};
    TRY(pdf_file_resolve(&t.ours, eye->file, o, eye->revision, e));
    *out = t;
    return OK;
}

/* qpdf keeps what a handle stands for until then: for a book of thousands of pages that is much. */
static void drop(const struct eye *eye, struct thing t)
{
    if (eye->qpdf != NULL) qpdf_oh_release(eye->qpdf, t.theirs);
}

/* qpdf's accessors warn when the type is wrong, so that asking first is not optional. */
static bool is_dictionary(const struct eye *eye, struct thing t)
{
    return eye->qpdf == NULL ? t.ours->type == PDF_DICTIONARY : qpdf_oh_is_dictionary(eye->qpdf, t.theirs);
}

static size_t count_items(const struct eye *eye, struct thing t)
{
    if (eye->qpdf == NULL) return t.ours->type == PDF_ARRAY ? t.ours->array.count : 0;
    int n = qpdf_oh_is_array(eye->qpdf, t.theirs) ? qpdf_oh_get_array_n_items(eye->qpdf, t.theirs) : 0;
    return n > 0 ? (size_t)n : 0;
}

/* `key` with its slash, as qpdf wants it. */
static status get_key(struct thing *out, const struct eye *eye, struct thing t, const char *key, struct err *e)
{
    if (eye->qpdf == NULL) return our_thing(out, eye, is_dictionary(eye, t) ? pdf_get(t.ours, key + 1) : NULL, e);
    bool has = is_dictionary(eye, t);
    *out = their_thing(eye, has ? qpdf_oh_get_key(eye->qpdf, t.theirs, key) : qpdf_oh_new_null(eye->qpdf));
    return OK;
}

static status get_item(struct thing *out, const struct eye *eye, struct thing t, size_t i, struct err *e)
{
    if (eye->qpdf == NULL) return our_thing(out, eye, t.ours->array.item[i], e);
    *out = their_thing(eye, qpdf_oh_get_array_item(eye->qpdf, t.theirs, (int)i));
    return OK;
}

static bool is_name(const struct eye *eye, struct thing t, const char *name)
{
    return eye->qpdf == NULL ? pdf_is_name(t.ours, name + 1)
                             : qpdf_oh_is_name_and_equals(eye->qpdf, t.theirs, name) != QPDF_FALSE;
}

static bool is_null(const struct eye *eye, struct thing t)
{
    return eye->qpdf == NULL ? t.ours->type == PDF_NULL : qpdf_oh_is_null(eye->qpdf, t.theirs) != QPDF_FALSE;
}

static bool get_integer(long long *out, const struct eye *eye, struct thing t)
{
    if (eye->qpdf != NULL) return qpdf_oh_get_value_as_longlong(eye->qpdf, t.theirs, out) != QPDF_FALSE;
    if (t.ours->type != PDF_INTEGER) return false;
    *out = t.ours->integer;
    return true;
}

/* ---- the walks ---- */

static status count_node(struct opinion *o, unsigned depth, struct err *e)
{
    ENSURE(depth < LIMIT_PDF_DEPTH && o->nodes++ < NODES_MAX, ERR_LIMIT, "the page tree or the form is too large");
    return OK;
}

/* ---- pages ---- */

/* Nodes that are still to be visited. */
struct path {
    struct node {
        struct pdf_ref ref;
        unsigned depth;
    } * item;
    size_t count, room;
};

static void clear_path(struct path *p)
{
    mem_free(p->item);
}

static status push(struct path *p, struct pdf_ref ref, unsigned depth, struct err *e)
{
    if (p->count == p->room) {
        size_t room = p->room == 0 ? 256 : p->room * 2;
        ENSURE(room <= 2 * NODES_MAX, ERR_LIMIT, "the page tree or the form is too large");
        void *grown = mem_resize_array(p->item, p->room, room, sizeof *p->item);
        MEM_ENSURE(grown);
        p->item = grown;
        p->room = room;
    }
    p->item[p->count++] = (struct node){ref, depth};
    return OK;
}

static status get_object(struct thing *out, struct eye *eye, struct pdf_ref ref, struct err *e)
{
    struct pdf_object reference = {.type = PDF_REFERENCE, .reference = ref};
    if (eye->qpdf == NULL) return our_thing(out, eye, &reference, e);
    *out = their_thing(eye, qpdf_get_object_by_id(eye->qpdf, (int)ref.number, (int)ref.generation));
    return OK;
}

/* Kids that are objects of their own come later. */
static status visit_node(struct opinion *o, struct path *p, const struct eye *eye, struct thing node, unsigned depth,
                         struct err *e)
{
    struct thing kids, kid;
    TRY(count_node(o, depth, e));
    TRY(get_key(&kids, eye, node, "/Kids", e));
    if (is_null(eye, kids)) o->pages++;
    for (size_t i = 0; i < count_items(eye, kids); i++) {
        TRY(get_item(&kid, eye, kids, i, e));
        TRY(kid.ref.number == 0 ? visit_node(o, p, eye, kid, depth + 1, e) : push(p, kid.ref, depth + 1, e));
        drop(eye, kid);
    }
    drop(eye, kids);
    return OK;
}

/* Not qpdf_get_num_pages, which changes the tree. */
static status count_pages(struct opinion *o, struct eye *eye, struct thing root, struct err *e)
{
    AUTO_CLEAR(clear_path) struct path p = {0};
    TRY(visit_node(o, &p, eye, root, 0, e));
    for (size_t i = 1; p.count > 0; i++) {
        struct node next = p.item[--p.count];
        struct thing node;
        if (eye->qpdf != NULL && i % FRESH == 0) TRY(open_again(eye, e));
        TRY(get_object(&node, eye, next.ref, e));
        TRY(visit_node(o, &p, eye, node, next.depth, e));
        drop(eye, node);
    }
    return OK;
}

/* ---- the form ---- */

static status put_signature(struct opinion *o, const struct eye *eye, struct thing value, struct err *e)
{
    struct thing range, item;
    long long number;
    TRY(get_key(&range, eye, value, "/ByteRange", e));
    buf_printf(&o->signatures, "%u %u:", value.ref.number, value.ref.generation);
    size_t count = count_items(eye, range);
    for (size_t i = 0; i < count && i < RANGE_ITEMS; i++) {
        TRY(get_item(&item, eye, range, i, e));
        if (get_integer(&number, eye, item))
            buf_printf(&o->signatures, " %lld", number);
        else
            buf_put_string(&o->signatures, " ?");
    }
    buf_printf(&o->signatures, " of %zu\n", count);
    return OK;
}

/* `sig`: an ancestor said that the fields below are signatures. */
static status walk_fields(struct opinion *o, const struct eye *eye, struct thing node, bool sig, unsigned depth,
                          struct err *e)
{
    struct thing type, value, kids, kid;
    TRY(count_node(o, depth, e));
    TRY(get_key(&type, eye, node, "/FT", e));
    if (!is_null(eye, type)) sig = is_name(eye, type, "/Sig");
    TRY(get_key(&value, eye, node, "/V", e));
    if (sig) TRY(put_signature(o, eye, value, e));
    TRY(get_key(&kids, eye, node, "/Kids", e));
    for (size_t i = 0; i < count_items(eye, kids); i++) {
        TRY(get_item(&kid, eye, kids, i, e));
        TRY(walk_fields(o, eye, kid, sig, depth + 1, e));
    }
    return OK;
}

/* The pages last: no handle of qpdf survives them. */
static status form_opinion(struct opinion *o, struct eye *eye, struct thing trailer, struct err *e)
{
    struct thing root, pages, form, fields, field;
    TRY(get_key(&root, eye, trailer, "/Root", e));
    o->root = root.ref;
    TRY(get_key(&pages, eye, root, "/Pages", e));
    TRY(get_key(&form, eye, root, "/AcroForm", e));
    TRY(get_key(&fields, eye, form, "/Fields", e));
    for (size_t i = 0; i < count_items(eye, fields); i++) {
        TRY(get_item(&field, eye, fields, i, e));
        TRY(walk_fields(o, eye, field, false, 0, e));
    }
    return count_pages(o, eye, pages, e);
}

/* ---- both ---- */

static void compare(struct findings *f, const struct opinion *a, const struct opinion *b)
{
    struct view x = view_of(a->signatures.data, a->signatures.len), y = view_of(b->signatures.data, b->signatures.len);
    if (a->root.number != b->root.number || a->root.generation != b->root.generation)
        finding_add(f, "PDF-22", "two readers disagree about which object is the catalog");
    if (a->pages != b->pages)
        finding_add(f, "PDF-22", "two readers disagree about the pages: %zu and %zu", a->pages, b->pages);
    if (a->signatures.failed || b->signatures.failed || !view_equal(x, y))
        finding_add(f, "PDF-22", "two readers disagree about the signatures of the form");
}

static status ask_qpdf(struct findings *f, const struct opinion *ours, struct eye *eye, struct err *e)
{
    AUTO_CLEAR(clear_opinion) struct opinion theirs = {.signatures = BUF_INIT(SIGNATURES_TEXT)};
    if (!open_qpdf(eye)) {
        finding_add(f, "PDF-22", "a second reader cannot read the file");
        return OK;
    }
    TRY(form_opinion(&theirs, eye, their_thing(eye, qpdf_get_trailer(eye->qpdf)), e));
    compare(f, ours, &theirs);
    close_qpdf(eye);
    if (eye->doubts) finding_add(f, "PDF-22", "a second reader finds the file damaged");
    return OK;
}

status pdf_agree(struct findings *f, struct pdf_file *file, struct err *e)
{
    if (pdf_file_is_locked(file)) return OK;
    AUTO_CLEAR(clear_opinion) struct opinion ours = {.signatures = BUF_INIT(SIGNATURES_TEXT)};
    struct eye our_eye = {.file = file, .revision = pdf_file_revision_count(file) - 1};
    AUTO_CLEAR(close_qpdf) struct eye theirs = our_eye;
    struct thing trailer = {.ours = pdf_file_revision(file, our_eye.revision)->trailer};
    TRY(form_opinion(&ours, &our_eye, trailer, e));
    return ask_qpdf(f, &ours, &theirs, e);
}
