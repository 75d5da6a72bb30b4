// SPDX-License-Identifier: Apache-2.0
/*
 * xml_tree.h - a parsed document (libxml2), its Ids, and where in the bytes each element ends. For formats/xml only.
 *
 * Refuses: DOCTYPE (before it is read), entities but the five predefined ones, processing instructions, other
 * encodings than UTF-8, other versions than 1.0, more than the bounds of limits.h, and everything that libxml2 warns
 * about in namespaces. A byte order mark is skipped.
 * Does not check: any schema.
 */
#pragma once

#include <libxml/tree.h>

#include "formats/base/bytes.h"
#include "formats/base/limits.h"

/* A C string as libxml2 wants it (its own BAD_CAST drops const). */
#define XML_TEXT(s) ((const xmlChar *)(s))

/* Namespaces declared around one place: C14N takes their square for every element. */
enum { XML_SPACES_MAX = 64 };

struct xml_id {
    const xmlChar *value;
    xmlNode *element;
    bool usable; /* Id, ID, id without a namespace, or xml:id; a prefixed one only makes the value ambiguous */
};

struct xml_tree {
    xmlDoc *doc;
    struct view bytes;  /* borrowed */
    struct xml_id *ids; /* sorted by value, case aside */
    size_t id_count;
};

MUST status xml_tree_parse(struct xml_tree *out, struct view document, struct err *e);
void xml_tree_clear(struct xml_tree *t);

/* How many attributes have this value, case aside; *out: the one element that it names, NULL unless exactly one. */
size_t xml_tree_find_id(xmlNode **out, const struct xml_tree *t, const char *id);
/* Offset in the document's bytes behind the end tag (or empty-element tag) of an element. */
size_t xml_tree_end(const xmlNode *element);

bool xml_is_element(const xmlNode *n, const char *ns, const char *name);
bool xml_is_signature(const xmlNode *n);
/* Next node in document order below `top`, NULL at its end. */
xmlNode *xml_next(xmlNode *n, const xmlNode *top);
/* First child element, next sibling element; NULL for none. */
xmlNode *xml_child(const xmlNode *n);
xmlNode *xml_sibling(const xmlNode *n);
/* The only child element of that name, NULL for none. */
xmlNode *xml_child_named(const xmlNode *n, const char *ns, const char *name);
/* Value of an attribute without a namespace, borrowed; NULL when there is none, "" when it is empty. */
const char *xml_attribute(const xmlNode *n, const char *name);
/* The text of an element whose only child, if any, is one text node; NULL for others. */
const char *xml_text(const xmlNode *n);
/* For reports: the element's XPath, cleaned and cut. */
void xml_path(char out[static LIMIT_TEXT], const xmlNode *n);
