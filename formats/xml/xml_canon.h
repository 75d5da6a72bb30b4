// SPDX-License-Identifier: Apache-2.0
/*
 * xml_canon.h - the part of a document that a reference names, in canonical form (libxml2's C14N). For formats/xml
 * only.
 *
 * Comments are never part of it: "" and "#Id" leave them out (XMLDSig 4.4.3.3).
 * Refuses: an empty result (rule XML-31).
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/xml/xml_tree.h"

enum canonical_form { CANONICAL_NONE = 0, CANONICAL_INCLUSIVE, CANONICAL_INCLUSIVE_11, CANONICAL_EXCLUSIVE };

struct xml_selection {
    const xmlNode *apex;     /* this element and what is in it; NULL: the whole document */
    const xmlNode *excluded; /* the enveloped signature's element, left out; NULL: none */
    bool without_signatures; /* every ds:Signature is left out */
    enum canonical_form form;
    const char *prefixes; /* InclusiveNamespaces/@PrefixList; NULL: none */
};

/* CANONICAL_NONE for a URI that is not on the list. The forms with comments give the same here. */
enum canonical_form xml_canonical_form(const char *uri);

/* Would an element be selected? */
bool xml_selects(const struct xml_selection *s, const xmlNode *element);
MUST status xml_canonical_bytes(struct buf *out, const struct xml_tree *t, const struct xml_selection *s,
                                struct err *e);
/* The document as a whole with all its comments: "is it the same document?" */
MUST status xml_canonical_identity(struct buf *digest, const struct xml_tree *t, struct err *e);
MUST status xml_canonical_digest(struct buf *out, const struct xml_tree *t, const struct xml_selection *s,
                                 enum digest_algorithm d, struct err *e);
