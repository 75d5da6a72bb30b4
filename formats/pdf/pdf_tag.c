// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_tag.h"

#include <stdio.h>

#include "formats/pdf/pdf_text.h"

enum { KEY_MAX = INT32_MAX - 1, NODES_MAX = 100000 };

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* --- where a value stands --- */

/*
 * A key's value and the object that holds its bytes: one of its own, or that of its parent. References that lead to
 * references are not followed: what would be edited is not where the parent looks. value NULL: absent.
 */
static status follow(struct pdf_tag_part *out, struct pdf_tag *t, struct pdf_file *file, struct pdf_tag_part above,
                     const struct pdf_object *value, struct err *e)
{
    const struct pdf_object *loaded;
    *out = (struct pdf_tag_part){above.ref, above.holder, value};
    if (value == NULL || value->type != PDF_REFERENCE) return OK;
    TRY(pdf_file_load(&loaded, file, value->reference, newest_of(file), e));
    if (loaded->type == PDF_NULL) {
        out->value = NULL;
        return OK;
    }
    if (loaded->type == PDF_REFERENCE) t->obstacle = PDF_TAG_ODD;
    if (pdf_file_is_hidden(file, value->reference.number, newest_of(file))) t->obstacle = PDF_TAG_HIDDEN;
    *out = (struct pdf_tag_part){value->reference, loaded, loaded};
    return OK;
}

static status follow_key(struct pdf_tag_part *out, struct pdf_tag *t, struct pdf_file *file, struct pdf_tag_part above,
                         const char *key, struct err *e)
{
    return follow(out, t, file, above, pdf_get(above.value, key), e);
}

/* --- the element above --- */

/* The one kid of the root, where it is an element that has an object of its own: usually /Document. */
static status find_top(struct pdf_tag *t, struct pdf_file *file, struct err *e)
{
    struct pdf_tag_part kids, kid;
    t->top = t->root;
    TRY(follow_key(&kids, t, file, t->root, "K", e));
    const struct pdf_object *only = pdf_get(t->root.value, "K");
    if (kids.value != NULL && kids.value->type == PDF_ARRAY)
        only = kids.value->array.count == 1 ? kids.value->array.item[0] : NULL;
    if (!pdf_is(only, PDF_REFERENCE)) return OK;
    TRY(follow(&kid, t, file, t->root, only, e));
    bool is_element = pdf_is(kid.value, PDF_DICTIONARY) && pdf_is(pdf_get(kid.value, "S"), PDF_NAME) &&
                      pdf_is(pdf_get(kid.value, "P"), PDF_REFERENCE);
    if (is_element) t->top = kid;
    return OK;
}

/* --- the parent tree --- */

/* Beyond every number of the tree, also where it is not sorted. */
static status count_keys(struct pdf_tag *t, struct pdf_file *file, const struct pdf_object *node, unsigned depth,
                         size_t *nodes, struct err *e)
{
    const struct pdf_object *numbers, *kids, *kid;
    size_t newest = newest_of(file);
    ENSURE(depth < LIMIT_PDF_DEPTH && ++*nodes < NODES_MAX, ERR_LIMIT, "the parent tree of the structure is too deep");
    TRY(pdf_file_get(&numbers, file, node, "Nums", newest, e));
    for (size_t i = 0; numbers->type == PDF_ARRAY && i < numbers->array.count; i += 2) {
        const struct pdf_object *number = numbers->array.item[i];
        if (number->type == PDF_INTEGER && number->integer >= t->key && number->integer < INT64_MAX)
            t->key = number->integer + 1;
    }
    TRY(pdf_file_get(&kids, file, node, "Kids", newest, e));
    for (size_t i = 0; kids->type == PDF_ARRAY && i < kids->array.count; i++) {
        TRY(pdf_file_resolve(&kid, file, kids->array.item[i], newest, e));
        TRY(count_keys(t, file, kid, depth + 1, nodes, e));
    }
    return OK;
}

/* A range whose end can be edited in its node, or none. */
static bool has_plain_limits(const struct pdf_object *node)
{
    const struct pdf_object *limits = pdf_get(node, "Limits");
    if (limits == NULL) return true;
    return limits->type == PDF_ARRAY && limits->array.count == 2 && limits->array.item[1]->type == PDF_INTEGER;
}

/* Down to the last leaf. */
static status find_leaf(struct pdf_tag *t, struct pdf_file *file, struct err *e)
{
    struct pdf_tag_part node, kids;
    TRY(follow_key(&node, t, file, t->root, "ParentTree", e));
    if (node.value == NULL) t->obstacle = PDF_TAG_NO_PARENTS;
    for (; t->obstacle == PDF_TAG_NONE; t->depth++) {
        if (!pdf_is(node.value, PDF_DICTIONARY) || !has_plain_limits(node.value)) t->obstacle = PDF_TAG_ODD;
        ENSURE(t->depth < LIMIT_PDF_DEPTH, ERR_LIMIT, "the parent tree of the structure is too deep");
        t->node[t->depth] = node;
        TRY(follow_key(&kids, t, file, node, "Kids", e));
        if (kids.value == NULL || kids.value->type != PDF_ARRAY || kids.value->array.count == 0) break;
        TRY(follow(&node, t, file, kids, kids.value->array.item[kids.value->array.count - 1], e));
    }
    if (t->obstacle != PDF_TAG_NONE) return OK;
    t->depth++;
    TRY(follow_key(&t->numbers, t, file, node, "Nums", e));
    if (t->numbers.value != NULL && t->numbers.value->type != PDF_ARRAY) t->obstacle = PDF_TAG_ODD;
    return OK;
}

static status find_key(struct pdf_tag *t, struct pdf_file *file, struct err *e)
{
    const struct pdf_object *next = pdf_get(t->root.value, "ParentTreeNextKey");
    size_t nodes = 0;
    if (next != NULL && next->type != PDF_INTEGER)
        t->obstacle = PDF_TAG_ODD;
    else if (next != NULL && next->integer > 0)
        t->key = next->integer;
    if (t->obstacle != PDF_TAG_NONE) return OK;
    TRY(count_keys(t, file, t->node[0].value, 0, &nodes, e));
    if (t->key > KEY_MAX) t->obstacle = PDF_TAG_ODD;
    return OK;
}

status pdf_tag_open(struct pdf_tag *out, struct pdf_file *file, const struct pdf_object *catalog, struct err *e)
{
    struct pdf_tag t = {0};
    struct pdf_tag_part above = {.holder = catalog, .value = catalog};
    TRY(follow_key(&t.root, &t, file, above, "StructTreeRoot", e));
    t.is_tagged = pdf_is(t.root.value, PDF_DICTIONARY);
    if (t.is_tagged && t.root.ref.number == 0) t.obstacle = PDF_TAG_ODD;
    if (t.is_tagged && t.obstacle == PDF_TAG_NONE) {
        TRY(find_top(&t, file, e));
        TRY(follow_key(&t.kids, &t, file, t.top, "K", e));
        TRY(find_leaf(&t, file, e));
        TRY(find_key(&t, file, e));
    }
    *out = t;
    return OK;
}

int64_t pdf_tag_key(const struct pdf_tag *t)
{
    return t->is_tagged && t->obstacle == PDF_TAG_NONE ? t->key : -1;
}

/* --- one more element --- */

static void edit(struct pdf_update *u, struct pdf_tag_part part, struct pdf_edit change)
{
    pdf_update_edit(u, part.ref, part.holder, change);
}

static void set(struct pdf_update *u, struct pdf_tag_part part, const char *key, const char *value)
{
    edit(u, part, pdf_edit_set(part.value, key, value));
}

/* Text before or behind a value. */
static struct pdf_edit insert(const struct pdf_object *value, size_t offset, const char *text)
{
    struct pdf_edit change = {.old = view_of(value->source.data + offset, 0)};
    snprintf(change.text, sizeof change.text, "%s", text);
    return change;
}

/* A single kid becomes an array of two; a reference to an array leads to the array. */
static void add_kid(struct pdf_update *u, const struct pdf_tag *t, struct pdf_ref element)
{
    char text[48];
    const struct pdf_object *value = pdf_get(t->top.value, "K");
    if (pdf_is(t->kids.value, PDF_ARRAY)) {
        edit(u, t->kids, pdf_edit_append(t->kids.value, element));
        return;
    }
    if (t->kids.value == NULL) {
        snprintf(text, sizeof text, "%u %u R", element.number, element.generation);
        set(u, t->top, "K", text);
        return;
    }
    snprintf(text, sizeof text, " %u %u R]", element.number, element.generation);
    edit(u, t->top, insert(value, 0, "["));
    edit(u, t->top, insert(value, value->source.len, text));
}

static void add_number(struct pdf_update *u, const struct pdf_tag *t, struct pdf_ref element)
{
    char text[64];
    const struct pdf_tag_part leaf = t->node[t->depth - 1];
    snprintf(text, sizeof text, " %lld %u %u R", (long long)t->key, element.number, element.generation);
    if (t->numbers.value != NULL) {
        edit(u, t->numbers, insert(t->numbers.value, t->numbers.value->source.len - 1, text));
        return;
    }
    snprintf(text, sizeof text, "[%lld %u %u R]", (long long)t->key, element.number, element.generation);
    set(u, leaf, "Nums", text);
}

/* = ISO 32000-1 7.9.7: the least and the greatest key below a node */
static void raise_limits(struct pdf_update *u, const struct pdf_tag *t)
{
    for (size_t i = 0; i < t->depth; i++) {
        const struct pdf_object *limits = pdf_get(t->node[i].value, "Limits");
        if (limits == NULL) continue;
        struct pdf_edit change = {.old = limits->array.item[1]->source};
        snprintf(change.text, sizeof change.text, "%lld", (long long)t->key);
        edit(u, t->node[i], change);
    }
}

static void put_element(struct pdf_update *u, struct pdf_ref element, const struct pdf_tag *t, struct pdf_ref widget,
                        struct pdf_ref page, const char *text)
{
    struct buf *out = &u->body;
    pdf_update_begin(u, element);
    buf_put_string(out, "<< /Type /StructElem /S /Form /P ");
    pdf_write_reference(out, t->top.ref);
    buf_put_string(out, " /Pg ");
    pdf_write_reference(out, page);
    buf_put_string(out, " /K << /Type /OBJR /Obj ");
    pdf_write_reference(out, widget);
    buf_put_string(out, " /Pg ");
    pdf_write_reference(out, page);
    buf_put_string(out, " >>");
    if (text[0] != '\0') {
        buf_put_string(out, " /Alt ");
        pdf_text_write(out, text);
    }
    buf_put_string(out, " >>");
    pdf_update_end(u);
}

void pdf_tag_add(struct pdf_update *u, const struct pdf_tag *t, struct pdf_ref widget, struct pdf_ref page,
                 const char *text)
{
    char next[24];
    if (pdf_tag_key(t) < 0) return;
    struct pdf_ref element = pdf_update_new_ref(u);
    put_element(u, element, t, widget, page, text);
    add_kid(u, t, element);
    add_number(u, t, element);
    raise_limits(u, t);
    snprintf(next, sizeof next, "%lld", (long long)t->key + 1);
    if (pdf_get(t->root.value, "ParentTreeNextKey") != NULL) set(u, t->root, "ParentTreeNextKey", next);
}
