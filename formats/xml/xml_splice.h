// SPDX-License-Identifier: Apache-2.0
/*
 * xml_splice.h - where in a document's bytes a last child of an element goes, without touching any other byte. For
 * formats/xml only.
 */
#pragma once

#include "formats/xml/xml.h"
#include "formats/xml/xml_tree.h"

/*
 * Sets offset, skip, before and after: open and close are what stands between the parent's tags and the signature (""
 * for a plain one), complete tags, `levels` of them.
 */
MUST status xml_splice_plan(struct xml_plan *out, const struct xml_tree *t, const xmlNode *parent, const char *open,
                            const char *close, struct err *e);
/*
 * Carries the plan out with an empty signature, parses the result, takes the signature and `levels` elements around it
 * out again and compares what is left with the original's xml_canonical_identity.
 */
MUST status xml_splice_check(const struct xml_plan *p, struct view document, struct view identity, size_t levels,
                             struct err *e);
