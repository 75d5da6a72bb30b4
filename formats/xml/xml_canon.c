// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml_canon.h"

#include <string.h>

#include <libxml/c14n.h>

#include "formats/cms/digest.h"
#include "formats/xml/xml_names.h"

enum { PREFIXES_MAX = 32 };

static const struct {
    const char *uri;
    enum canonical_form form;
} forms[] = {
    {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", CANONICAL_INCLUSIVE},
    {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", CANONICAL_INCLUSIVE},
    {"http://www.w3.org/2006/12/xml-c14n11", CANONICAL_INCLUSIVE_11},
    {"http://www.w3.org/2006/12/xml-c14n11#WithComments", CANONICAL_INCLUSIVE_11},
    {XMLNS_EXCLUSIVE, CANONICAL_EXCLUSIVE},
    {XMLNS_EXCLUSIVE "WithComments", CANONICAL_EXCLUSIVE},
};

static const int modes[] = {
    [CANONICAL_NONE] = XML_C14N_1_0,
    [CANONICAL_INCLUSIVE] = XML_C14N_1_0,
    [CANONICAL_INCLUSIVE_11] = XML_C14N_1_1,
    [CANONICAL_EXCLUSIVE] = XML_C14N_EXCLUSIVE_1_0,
};

enum canonical_form xml_canonical_form(const char *uri)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (strcmp(forms[i].uri, uri) == 0) return forms[i].form;
    return CANONICAL_NONE;
}

/* From the node upwards: what leaves out an element leaves out everything in it. */
bool xml_selects(const struct xml_selection *s, const xmlNode *element)
{
    bool inside = s->apex == NULL;
    for (const xmlNode *n = element; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent) {
        if (n == s->excluded || (s->without_signatures && xml_is_signature(n))) return false;
        inside |= n == s->apex;
    }
    return inside;
}

/* Attributes, namespaces and text belong to their element; libxml2 passes a namespace as if it were a node. */
static int is_visible(void *context, xmlNodePtr node, xmlNodePtr parent)
{
    return xml_selects(context, node->type == XML_ELEMENT_NODE ? node : parent);
}

/* --- where the canonical bytes go
 * ------------------------------------------------------------------------------------- */

struct sink {
    struct buf *bytes; /* or */
    struct digester *digester;
    size_t count;
    struct err *e;
};

static int sink_write(void *context, const char *data, int len)
{
    struct sink *s = context;
    struct view v = view_of(data, (size_t)len);
    s->count += v.len;
    if (s->bytes != NULL) buf_put(s->bytes, v);
    if (s->digester != NULL && digester_update(s->digester, v, s->e) != OK) return -1;
    return len;
}

/* PrefixList is separated by white space; the pieces point into `copy`. */
static status split_prefixes(xmlChar *out[static PREFIXES_MAX + 1], char *copy, struct err *e)
{
    size_t count = 0;
    char *rest = NULL;
    for (char *p = strtok_r(copy, " \t\r\n", &rest); p != NULL; p = strtok_r(NULL, " \t\r\n", &rest)) {
        ENSURE(count < PREFIXES_MAX, ERR_LIMIT, "too many prefixes in an InclusiveNamespaces element");
        out[count++] = (xmlChar *)p;
    }
    out[count] = NULL;
    return OK;
}

static status execute(struct sink *to, const struct xml_tree *t, const struct xml_selection *s, int with_comments,
                      struct err *e)
{
    xmlChar *prefixes[PREFIXES_MAX + 1] = {NULL};
    AUTO(mem_free)
    char *copy = mem_copy_string(s->prefixes == NULL ? "" : s->prefixes);
    MEM_ENSURE(copy);
    TRY(split_prefixes(prefixes, copy, e));
    struct xml_selection visible = *s;
    xmlOutputBuffer *out = xmlOutputBufferCreateIO(sink_write, NULL, to, NULL);
    MEM_ENSURE(out);
    int done = xmlC14NExecute(t->doc, is_visible, &visible, modes[s->form], prefixes, with_comments, out);
    int closed = xmlOutputBufferClose(out);
    ENSURE(done >= 0 && closed >= 0, ERR_SYNTAX, "a part of the XML document has no canonical form");
    ENSURE(to->count > 0, ERR_SYNTAX, "the canonical form of what is signed is empty");
    return OK;
}

status xml_canonical_bytes(struct buf *out, const struct xml_tree *t, const struct xml_selection *s, struct err *e)
{
    AUTO_BUF bytes = BUF_INIT(out->max);
    struct view done;
    TRY(execute(&(struct sink){.bytes = &bytes, .e = e}, t, s, 0, e));
    TRY(buf_done(&done, &bytes, e));
    buf_move(out, &bytes);
    return OK;
}

static status digest_of(struct buf *out, const struct xml_tree *t, const struct xml_selection *s, int with_comments,
                        enum digest_algorithm d, struct err *e)
{
    AUTO(digester_free)
    struct digester *digester = NULL;
    TRY(digester_new(&digester, d, e));
    TRY(execute(&(struct sink){.digester = digester, .e = e}, t, s, with_comments, e));
    return digester_finish(out, digester, e);
}

status xml_canonical_identity(struct buf *digest, const struct xml_tree *t, struct err *e)
{
    return digest_of(digest, t, &(struct xml_selection){.form = CANONICAL_INCLUSIVE}, 1, DIGEST_SHA256, e);
}

status xml_canonical_digest(struct buf *out, const struct xml_tree *t, const struct xml_selection *s,
                            enum digest_algorithm d, struct err *e)
{
    return digest_of(out, t, s, 0, d, e);
}
