// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml_splice.h"

#include <stdio.h>

#include "formats/xml/xml_canon.h"
#include "formats/xml/xml_grammar.h"
#include "formats/xml/xml_names.h"

static status set_text(char *out, size_t size, struct err *e, const char *a, const char *b, const char *c,
                       const char *d)
{
    int len = snprintf(out, size, "%s%s%s%s", a, b, c, d);
    ENSURE(len >= 0 && (size_t)len < size, ERR_LIMIT, "the tags around the signature are too long");
    return OK;
}

/* <a .../> is opened: its "/>" goes, ">" comes before and "</a>" after. */
static status open_empty(struct xml_plan *p, const xmlNode *parent, const char *open, const char *close, size_t end,
                         struct err *e)
{
    char name[600];
    const char *prefix = parent->ns == NULL ? NULL : (const char *)parent->ns->prefix;
    TRY(set_text(name, sizeof name, e, "</", prefix == NULL ? "" : prefix, prefix == NULL ? "" : ":",
                 (const char *)parent->name));
    p->offset = end - 2;
    p->skip = 2;
    TRY(set_text(p->before, sizeof p->before, e, ">", open, "", ""));
    return set_text(p->after, sizeof p->after, e, close, name, ">", "");
}

/* An end tag holds no '<' but its first byte. */
static status find_end_tag(size_t *out, struct view bytes, size_t end, struct err *e)
{
    size_t at = end - 1;
    while (at > 0 && bytes.data[at] != '<') at--;
    ENSURE(view_starts_with(view_part(bytes, at, bytes.len - at), "</"), ERR_INTERNAL, "an element's end is not found");
    *out = at;
    return OK;
}

status xml_splice_plan(struct xml_plan *out, const struct xml_tree *t, const xmlNode *parent, const char *open,
                       const char *close, struct err *e)
{
    size_t end = xml_tree_end(parent), at = 0;
    ENSURE(end >= 4 && end <= t->bytes.len && t->bytes.data[end - 1] == '>', ERR_INTERNAL,
           "an element's end is not found");
    if (t->bytes.data[end - 2] == '/') return open_empty(out, parent, open, close, end, e);
    TRY(find_end_tag(&at, t->bytes, end, e));
    out->offset = at;
    out->skip = 0;
    TRY(set_text(out->before, sizeof out->before, e, open, "", "", ""));
    return set_text(out->after, sizeof out->after, e, close, "", "", "");
}

/* --- the proof
 * -------------------------------------------------------------------------------------------------------- */

static status put_spliced(struct buf *out, const struct xml_plan *p, struct view bytes, struct err *e)
{
    struct view done;
    size_t offset = (size_t)p->offset, rest = offset + p->skip;
    buf_put(out, view_part(bytes, 0, offset));
    buf_put_string(out, p->before);
    buf_printf(out, "<ds:Signature xmlns:ds=\"" XMLNS_DS "\" Id=\"%s\"/>", p->facts.signature_id);
    buf_put_string(out, p->after);
    buf_put(out, view_part(bytes, rest, bytes.len - rest));
    return buf_done(&done, out, e);
}

static status take_out(struct xml_tree *t, const char *id, size_t levels, struct err *e)
{
    xmlNode *n = NULL;
    xml_tree_find_id(&n, t, id);
    ENSURE(xml_is_signature(n) && (levels == 0 || xml_signature_is_counter(n)), ERR_INTERNAL,
           "the planned signature is not where it should be");
    for (size_t i = 0; i < levels; i++) {
        ENSURE(n->prev == NULL && n->next == NULL && n->parent->type == XML_ELEMENT_NODE, ERR_INTERNAL,
               "the planned signature is not where it should be");
        n = n->parent;
    }
    ENSURE(n->next == NULL, ERR_INTERNAL, "the planned signature is not where it should be");
    xmlUnlinkNode(n);
    xmlFreeNode(n);
    mem_free(t->ids);
    t->ids = NULL;
    t->id_count = 0;
    return OK;
}

status xml_splice_check(const struct xml_plan *p, struct view document, struct view identity, size_t levels,
                        struct err *e)
{
    AUTO_BUF bytes = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_BUF after = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_CLEAR(xml_tree_clear) struct xml_tree again = {0};
    TRY(put_spliced(&bytes, p, document, e));
    TRY(xml_tree_parse(&again, view_of(bytes.data, bytes.len), e));
    TRY(take_out(&again, p->facts.signature_id, levels, e));
    TRY(xml_canonical_identity(&after, &again, e));
    ENSURE(view_equal(identity, view_of(after.data, after.len)), ERR_INTERNAL,
           "the planned signature would change the document");
    return OK;
}
