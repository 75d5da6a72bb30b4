// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>

#include "formats/base/text.h"
#include "formats/xml/xml_names.h"

AUTO_DEFINE(xmlParserCtxt, xmlFreeParserCtxt)

static inline void auto_xml_free(xmlChar **p)
{
    if (*p != NULL) xmlFree(*p);
}

/* What the callbacks of one parse know; in ctxt->_private. */
struct watch {
    struct err *e;
    size_t depth, nodes;
    size_t spaces[LIMIT_XML_DEPTH + 1]; /* in scope, by depth */
};

/* --- callbacks: refuse, count, note where elements end
 * ---------------------------------------------------------------- */

/* A macro, so that the text is a literal that has its Vietnamese form. */
#define STOP(c, code, text) (err_set(watch_of(c)->e, code, text), xmlStopParser(c))

static struct watch *watch_of(const xmlParserCtxt *c)
{
    return c->_private;
}

static void count_nodes(xmlParserCtxt *c, size_t more)
{
    struct watch *w = c->_private;
    w->nodes += more;
    if (w->nodes > LIMIT_XML_NODES) STOP(c, ERR_LIMIT, "the XML document has too many elements and attributes");
}

static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name;
    (void)public_id;
    (void)system_id;
    STOP((xmlParserCtxt *)context, ERR_SYNTAX, "the XML document has a DOCTYPE, which is never read");
}

static void refuse_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    (void)target;
    (void)data;
    STOP((xmlParserCtxt *)context, ERR_SYNTAX, "the XML document has a processing instruction");
}

static void refuse_entity(void *context, const xmlChar *name)
{
    (void)name;
    STOP((xmlParserCtxt *)context, ERR_SYNTAX, "the XML document uses an entity that it cannot know");
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_spaces,
                          const xmlChar **spaces, int n_attributes, int n_defaulted, const xmlChar **attributes)
{
    xmlParserCtxt *c = context;
    struct watch *w = c->_private;
    if (++w->depth > LIMIT_XML_DEPTH) return STOP(c, ERR_LIMIT, "the XML document's elements are nested too deep");
    if (n_spaces < 0 || n_attributes < 0 || n_spaces + n_attributes > LIMIT_XML_ATTRIBUTES)
        return STOP(c, ERR_LIMIT, "an XML element has too many attributes");
    w->spaces[w->depth] = w->spaces[w->depth - 1] + (size_t)n_spaces;
    if (w->spaces[w->depth] > XML_SPACES_MAX)
        return STOP(c, ERR_LIMIT, "the XML document has too many namespaces at once");
    if (xmlStrlen(name) > LIMIT_XML_NAME) return STOP(c, ERR_LIMIT, "the name of an XML element is too long");
    count_nodes(c, 1 + (size_t)n_spaces + (size_t)n_attributes);
    xmlSAX2StartElementNs(context, name, prefix, uri, n_spaces, spaces, n_attributes, n_defaulted, attributes);
}

/* The parser stands behind the tag's '>': libxml2 calls this for </a> and <a/> alike after it took the tag. */
static void end_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    xmlParserCtxt *c = context;
    struct watch *w = c->_private;
    w->depth--;
    if (c->node != NULL && c->input != NULL) {
        size_t at = (size_t)(c->input->cur - c->input->base) + c->input->consumed;
        c->node->_private = (void *)at;
    }
    xmlSAX2EndElementNs(context, name, prefix, uri);
}

static void on_comment(void *context, const xmlChar *text)
{
    count_nodes(context, 1);
    xmlSAX2Comment(context, text);
}

static void on_cdata(void *context, const xmlChar *text, int len)
{
    count_nodes(context, 1);
    xmlSAX2CDataBlock(context, text, len);
}

/* xml:lang and xml:space with odd values harm nobody; whatever else libxml2 has to say is a reason to stop. */
static void on_error(void *context, xmlErrorPtr error)
{
    xmlParserCtxt *c = context;
    struct watch *w = c->_private;
    if (error->code == XML_WAR_LANG_VALUE || error->code == XML_WAR_SPACE_VALUE) return;
    if (error->code == XML_ERR_NO_MEMORY) err_set(w->e, ERR_LIMIT, "the XML document takes too much memory");
    if (error->code == XML_WAR_NS_URI_RELATIVE) /* = Canonical XML 1.0 1.3: no canonical form */
        err_set(w->e, ERR_SYNTAX, "an XML namespace is a relative URI (line %d): such a document cannot be signed",
                error->line);
    err_set(w->e, ERR_SYNTAX, "not well-formed XML (line %d, libxml2's reason %d)", error->line, error->code);
}

static xmlParserInput *load_nothing(const char *url, const char *id, xmlParserCtxt *c)
{
    (void)url;
    (void)id;
    (void)c;
    return NULL;
}

static void be_silent(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static void print_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* --- before the parser
 * ------------------------------------------------------------------------------------------------ */

/* The value of a pseudo-attribute in the text of an XML declaration; empty when it is not there. */
static struct view declared(struct view declaration, const char *name)
{
    size_t at = view_find(declaration, 0, view_of_string(name));
    if (at == SIZE_MAX) return view_of("", 0);
    size_t i = at + strlen(name);
    while (i < declaration.len && strchr(" \t\r\n=", declaration.data[i]) != NULL) i++;
    if (i >= declaration.len || (declaration.data[i] != '"' && declaration.data[i] != '\'')) return view_of("", 0);
    uint8_t quote = declaration.data[i];
    size_t end = view_find(declaration, i + 1, view_of(&quote, 1));
    return end == SIZE_MAX ? view_of("", 0) : view_part(declaration, i + 1, end - i - 1);
}

/* The parser reads the declaration properly; here only what it might obey is refused. */
static status check_declaration(struct view text, struct err *e)
{
    if (!view_starts_with(text, "<?xml") || text.len < 6 || strchr(" \t\r\n", text.data[5]) == NULL) return OK;
    size_t end = view_find(text, 0, view_of_string("?>"));
    ENSURE(end != SIZE_MAX, ERR_SYNTAX, "the XML declaration does not end");
    struct view declaration = view_part(text, 0, end), encoding = declared(declaration, "encoding");
    ENSURE(view_equals_string(declared(declaration, "version"), "1.0"), ERR_SYNTAX, "not XML 1.0");
    ENSURE(view_find(declaration, 0, view_of_string("encoding")) == SIZE_MAX ||
               (encoding.len == 5 && strncasecmp((const char *)encoding.data, "UTF-8", 5) == 0),
           ERR_SYNTAX, "the XML document is not in UTF-8");
    return OK;
}

static status check_bytes(size_t *bom, struct view document, struct err *e)
{
    ENSURE(document.len <= LIMIT_XML_DOCUMENT, ERR_LIMIT, "the XML document is beyond %d MiB",
           (int)(LIMIT_XML_DOCUMENT >> 20));
    *bom = view_starts_with(document, "\xef\xbb\xbf") ? 3 : 0;
    struct view text = view_part(document, *bom, document.len - *bom);
    ENSURE(text.len > 0, ERR_SYNTAX, "the XML document is empty");
    ENSURE(!view_starts_with(text, "\xef\xbb\xbf"), ERR_SYNTAX, "the XML document has two byte order marks");
    ENSURE(memchr(text.data, '\0', text.len) == NULL && text_is_utf8(text), ERR_SYNTAX,
           "the XML document is not in UTF-8");
    return check_declaration(text, e);
}

/* --- the tree
 * --------------------------------------------------------------------------------------------------------- */

static void set_callbacks(xmlParserCtxt *c)
{
    c->sax->internalSubset = refuse_doctype;
    c->sax->externalSubset = refuse_doctype;
    c->sax->processingInstruction = refuse_instruction;
    c->sax->reference = refuse_entity;
    c->sax->startElementNs = start_element;
    c->sax->endElementNs = end_element;
    c->sax->comment = on_comment;
    c->sax->cdataBlock = on_cdata;
    c->sax->serror = on_error;
    c->sax->error = NULL;
    c->sax->warning = NULL;
}

static status parse_text(xmlDoc **out, struct view text, struct err *e)
{
    struct watch w = {.e = e};
    xmlInitParser();
    xmlSetExternalEntityLoader(load_nothing);
    xmlSetStructuredErrorFunc(NULL, be_silent);
    xmlSetGenericErrorFunc(NULL, print_nothing);
    AUTO(xmlFreeParserCtxt)
    xmlParserCtxt *c = xmlCreateMemoryParserCtxt((const char *)text.data, (int)text.len);
    MEM_ENSURE(c);
    xmlCtxtUseOptions(c, XML_PARSE_NONET);
    set_callbacks(c);
    c->_private = &w;
    xmlParseDocument(c);
    bool good = c->wellFormed && c->nsWellFormed && e->code == ERR_NONE && c->myDoc != NULL;
    if (!good && c->myDoc != NULL) {
        xmlFreeDoc(c->myDoc);
        c->myDoc = NULL;
    }
    ENSURE(good, ERR_SYNTAX, "not well-formed XML");
    *out = c->myDoc;
    return OK;
}

static void shift_ends(xmlDoc *doc, size_t by)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = root; n != NULL; n = xml_next(n, root))
        if (n->type == XML_ELEMENT_NODE) n->_private = (void *)((uintptr_t)n->_private + by);
}

/* --- Ids
 * -------------------------------------------------------------------------------------------------------------- */

static bool is_id_attribute(const xmlAttr *a, bool *usable)
{
    if (xmlStrcasecmp(a->name, XML_TEXT("id")) != 0) return false;
    bool is_xml = a->ns != NULL && xmlStrEqual(a->ns->href, XML_XML_NAMESPACE);
    *usable = a->ns == NULL ? !xmlStrEqual(a->name, XML_TEXT("iD")) : is_xml && xmlStrEqual(a->name, XML_TEXT("id"));
    return true;
}

static const xmlChar *attribute_value(const xmlAttr *a)
{
    if (a->children == NULL) return XML_TEXT("");
    return a->children->next == NULL && a->children->type == XML_TEXT_NODE ? a->children->content : NULL;
}

static int compare_ids(const void *a, const void *b)
{
    return strcasecmp((const char *)((const struct xml_id *)a)->value, (const char *)((const struct xml_id *)b)->value);
}

static size_t walk_ids(struct xml_id *out, xmlNode *root)
{
    size_t count = 0;
    for (xmlNode *n = root; n != NULL; n = xml_next(n, root)) {
        if (n->type != XML_ELEMENT_NODE) continue;
        for (xmlAttr *a = n->properties; a != NULL; a = a->next) {
            struct xml_id id = {.value = attribute_value(a), .element = n};
            if (!is_id_attribute(a, &id.usable) || id.value == NULL) continue;
            if (out != NULL) out[count] = id;
            count++;
        }
    }
    return count;
}

static status collect_ids(struct xml_tree *t, struct err *e)
{
    xmlNode *root = xmlDocGetRootElement(t->doc);
    t->id_count = walk_ids(NULL, root);
    if (t->id_count == 0) return OK;
    t->ids = mem_new_array(t->id_count, sizeof *t->ids);
    MEM_ENSURE(t->ids);
    walk_ids(t->ids, root);
    qsort(t->ids, t->id_count, sizeof *t->ids, compare_ids);
    return OK;
}

status xml_tree_parse(struct xml_tree *out, struct view document, struct err *e)
{
    AUTO_CLEAR(xml_tree_clear) struct xml_tree t = {.bytes = document};
    size_t bom = 0;
    TRY(check_bytes(&bom, document, e));
    TRY(parse_text(&t.doc, view_part(document, bom, document.len - bom), e));
    ENSURE(xmlDocGetRootElement(t.doc) != NULL, ERR_SYNTAX, "not well-formed XML");
    if (bom > 0) shift_ends(t.doc, bom);
    TRY(collect_ids(&t, e));
    *out = t;
    t = (struct xml_tree){0};
    return OK;
}

void xml_tree_clear(struct xml_tree *t)
{
    if (t->doc != NULL) xmlFreeDoc(t->doc);
    mem_free(t->ids);
    *t = (struct xml_tree){0};
}

size_t xml_tree_find_id(xmlNode **out, const struct xml_tree *t, const char *id)
{
    struct xml_id key = {.value = XML_TEXT(id)};
    *out = NULL;
    const struct xml_id *hit = t->id_count == 0 ? NULL : bsearch(&key, t->ids, t->id_count, sizeof key, compare_ids);
    if (hit == NULL) return 0;
    const struct xml_id *first = hit, *end = hit + 1;
    while (first > t->ids && compare_ids(first - 1, &key) == 0) first--;
    while (end < t->ids + t->id_count && compare_ids(end, &key) == 0) end++;
    if (end - first == 1 && hit->usable && strcmp((const char *)hit->value, id) == 0) *out = hit->element;
    return (size_t)(end - first);
}

/* --- walking
 * ---------------------------------------------------------------------------------------------------------- */

size_t xml_tree_end(const xmlNode *element)
{
    return (size_t)(uintptr_t)element->_private;
}

bool xml_is_element(const xmlNode *n, const char *ns, const char *name)
{
    return n != NULL && n->type == XML_ELEMENT_NODE && n->ns != NULL && strcmp((const char *)n->ns->href, ns) == 0 &&
           strcmp((const char *)n->name, name) == 0;
}

bool xml_is_signature(const xmlNode *n)
{
    return xml_is_element(n, XMLNS_DS, "Signature");
}

xmlNode *xml_next(xmlNode *n, const xmlNode *top)
{
    if (n->type == XML_ELEMENT_NODE && n->children != NULL) return n->children;
    while (n != top && n->next == NULL) n = n->parent;
    return n == top ? NULL : n->next;
}

static xmlNode *element_from(xmlNode *n)
{
    while (n != NULL && n->type != XML_ELEMENT_NODE) n = n->next;
    return n;
}

xmlNode *xml_child(const xmlNode *n)
{
    return element_from(n->children);
}

xmlNode *xml_sibling(const xmlNode *n)
{
    return element_from(n->next);
}

xmlNode *xml_child_named(const xmlNode *n, const char *ns, const char *name)
{
    xmlNode *found = NULL;
    if (n == NULL) return NULL;
    for (xmlNode *c = xml_child(n); c != NULL; c = xml_sibling(c)) {
        if (!xml_is_element(c, ns, name)) continue;
        if (found != NULL) return NULL;
        found = c;
    }
    return found;
}

const char *xml_attribute(const xmlNode *n, const char *name)
{
    const xmlAttr *a = xmlHasNsProp(n, XML_TEXT(name), NULL);
    return a == NULL ? NULL : (const char *)attribute_value(a);
}

const char *xml_text(const xmlNode *n)
{
    if (n == NULL) return NULL;
    if (n->children == NULL) return "";
    return n->children->next == NULL && n->children->type == XML_TEXT_NODE ? (const char *)n->children->content : NULL;
}

void xml_path(char out[static LIMIT_TEXT], const xmlNode *n)
{
    AUTO(xml_free)
    xmlChar *path = xmlGetNodePath(n);
    snprintf(out, LIMIT_TEXT, "%s", path == NULL ? "/" : text_escape_string((const char *)path).s);
}
