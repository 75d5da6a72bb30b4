// SPDX-License-Identifier: Apache-2.0
/*
 * xml_read.h - one ds:Signature of a tree: its parts, and which nodes each of its references selects. For formats/xml
 * only.
 *
 * Findings XML-20, -24, -25, -27, -28, -30, -31, -34, -36 beside those of the grammar.
 * Borrows: every pointer points into the tree.
 */
#pragma once

#include "formats/evidence.h"
#include "formats/xml/xml_canon.h"

struct xml_reference {
    const char *uri;
    const xmlNode *element;
    const xmlNode *target; /* the element that it names; the root element for ""; NULL when it names nothing */
    struct xml_selection selection;
    enum digest_algorithm algorithm;
    enum check digest; /* set by xml_read_digests */
};

struct xml_reading {
    xmlNode *signature;
    bool well_formed; /* the rest is set only then */
    xmlNode *signed_info, *value, *key_info;
    xmlNode *qualifying, *signed_properties; /* NULL: none */
    struct xml_reference references[LIMIT_XML_REFERENCES];
    size_t reference_count;
};

/* Every signature of a document, in document order. */
struct xml_readings {
    struct xml_reading *item;
    struct findings *findings; /* one list each */
    size_t count;
};

/* ERR_LIMIT for more than LIMIT_XML_SIGNATURES. */
MUST status xml_read_all(struct xml_readings *out, const struct xml_tree *t, struct err *e);
void xml_readings_clear(struct xml_readings *r);

/* Recomputes every digest; CHECK_PASSED when all of them agree. Fails only for lack of memory. */
MUST status xml_read_digests(enum check *out, struct xml_reading *r, struct findings *f, const struct xml_tree *t,
                             struct err *e);
/* The form and prefixes that a CanonicalizationMethod or Transform names; false when it is not on the list. */
bool xml_read_canonical(struct xml_selection *s, const xmlNode *method);
/* Is the SignedProperties element one of what the signature signs, and its own? */
bool xml_reading_is_xades(const struct xml_reading *r);
