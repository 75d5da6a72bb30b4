// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "formats/pdf/pdf_file_priv.h"

/* One walk over the page tree (ISO 32000-1 7.7.3). */
struct walk {
    struct pdf_file *f;
    size_t revision;
    struct pdf_page *page; /* room for LIMIT_PDF_PAGES, on the heap: the arena gets what is used */
    size_t count, nodes;
};

static status inherit(const struct pdf_object **value, const struct walk *w, const struct pdf_object *node,
                      const char *key, struct err *e)
{
    const struct pdf_object *own;
    TRY(pdf_file_get(&own, w->f, node, key, w->revision, e));
    if (own->type != PDF_NULL) *value = own;
    return OK;
}

/* = table 30: the four attributes that a page has from its ancestors */
static status inherit_all(struct pdf_page *p, const struct walk *w, const struct pdf_object *node, struct err *e)
{
    TRY(inherit(&p->media_box, w, node, "MediaBox", e));
    TRY(inherit(&p->crop_box, w, node, "CropBox", e));
    TRY(inherit(&p->rotate, w, node, "Rotate", e));
    return inherit(&p->resources, w, node, "Resources", e);
}

/* A node has /Kids and is a /Pages, a page is neither. */
static status is_page(bool *out, const struct pdf_object *node, struct err *e)
{
    const struct pdf_object *type = pdf_get(node, "Type");
    *out = pdf_get(node, "Kids") == NULL;
    ENSURE(type == NULL || pdf_is_name(type, *out ? "Page" : "Pages"), ERR_SYNTAX,
           "the page tree has a node that is neither a page nor a list of pages");
    return OK;
}

static status walk_node(struct walk *w, const struct pdf_object *o, struct pdf_page above, unsigned depth,
                        struct err *e);

static status walk_kids(struct walk *w, const struct pdf_object *node, struct pdf_page here, unsigned depth,
                        struct err *e)
{
    const struct pdf_object *kids;
    TRY(pdf_file_get(&kids, w->f, node, "Kids", w->revision, e));
    ENSURE(kids->type == PDF_ARRAY, ERR_SYNTAX, "the page tree has /Kids that is not an array");
    for (size_t i = 0; i < kids->array.count; i++) TRY(walk_node(w, kids->array.item[i], here, depth + 1, e));
    return OK;
}

/* The bound on nodes also ends cycles, and trees whose branches are shared. */
static status walk_node(struct walk *w, const struct pdf_object *o, struct pdf_page above, unsigned depth,
                        struct err *e)
{
    bool page;
    ENSURE(depth < LIMIT_PDF_DEPTH, ERR_LIMIT, "the page tree is deeper than %d", LIMIT_PDF_DEPTH);
    ENSURE(w->nodes++ < 2 * LIMIT_PDF_PAGES, ERR_LIMIT, "the page tree has more than %d nodes", 2 * LIMIT_PDF_PAGES);
    above.ref = pdf_is(o, PDF_REFERENCE) ? o->reference : (struct pdf_ref){0, 0};
    TRY(pdf_file_resolve(&above.dictionary, w->f, o, w->revision, e));
    ENSURE(above.dictionary->type == PDF_DICTIONARY, ERR_SYNTAX, "the page tree has a node that is not a dictionary");
    TRY(is_page(&page, above.dictionary, e));
    TRY(inherit_all(&above, w, above.dictionary, e));
    if (!page) return walk_kids(w, above.dictionary, above, depth, e);
    ENSURE(w->count < LIMIT_PDF_PAGES, ERR_LIMIT, "more than %d pages", LIMIT_PDF_PAGES);
    w->page[w->count++] = above;
    return OK;
}

static status walk_tree(struct walk *w, struct err *e)
{
    const struct pdf_object *root;
    TRY(pdf_file_get(&root, w->f, w->f->revision[w->revision].trailer, "Root", w->revision, e));
    ENSURE(root->type == PDF_DICTIONARY, ERR_SYNTAX, "the document has no catalog");
    ENSURE(pdf_get(root, "Pages") != NULL, ERR_SYNTAX, "the document has no page tree");
    return walk_node(w, pdf_get(root, "Pages"), (struct pdf_page){0}, 0, e);
}

static status pages_of(const struct page_list **out, struct pdf_file *f, size_t revision, struct err *e)
{
    struct page_list *list = &f->pages[revision];
    if (list->page == NULL) {
        AUTO(mem_free)
        void *room = mem_new_array(LIMIT_PDF_PAGES, sizeof *list->page);
        MEM_ENSURE(room);
        struct walk w = {.f = f, .revision = revision, .page = room};
        struct view kept;
        TRY(walk_tree(&w, e));
        TRY(arena_copy(&kept, f->arena, view_of(w.page, w.count * sizeof *w.page), e));
        list->page = (const void *)kept.data;
        list->count = w.count;
    }
    *out = list;
    return OK;
}

status pdf_file_page_count(size_t *out, struct pdf_file *f, size_t revision, struct err *e)
{
    const struct page_list *list;
    TRY(pages_of(&list, f, revision, e));
    *out = list->count;
    return OK;
}

status pdf_file_page(struct pdf_page *out, struct pdf_file *f, size_t index, size_t revision, struct err *e)
{
    const struct page_list *list;
    TRY(pages_of(&list, f, revision, e));
    ENSURE(index < list->count, ERR_REFUSED, "the document has no page %zu", index + 1);
    *out = list->page[index];
    return OK;
}
