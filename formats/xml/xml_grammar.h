// SPDX-License-Identifier: Apache-2.0
/*
 * xml_grammar.h - is a ds:Signature element made of what belongs in one, in the order of the schemas (XMLDSig 1.1,
 * ETSI EN 319 132-1), and of nothing else? For formats/xml only.
 *
 * Findings XML-06, -20, -21, -22, -23, -33, -35, -36, -37. What is inside a ds:Signature is left out of every other
 * signature's digest, so that whatever the grammar does not know there is content that nobody signed. Does not check:
 * the content of signed properties and of signed ds:Object elements, which the digests do.
 */
#pragma once

#include "formats/base/finding.h"
#include "formats/xml/xml_tree.h"

/* False: it cannot be read as a signature; the findings say why. */
bool xml_grammar_check(struct findings *f, xmlNode *signature);
/* The QualifyingProperties child of a ds:Object; NULL for an Object that holds something else. */
xmlNode *xml_qualifying_properties(const xmlNode *object);
/* Signatures stand anywhere in a document, and inside another signature only as its counter-signatures. */
bool xml_signature_is_counter(const xmlNode *signature);
bool xml_signature_is_placed(const xmlNode *signature);
