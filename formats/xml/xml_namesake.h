// SPDX-License-Identifier: Apache-2.0
/*
 * xml_namesake.h - does an element that nobody signed carry the name of one that a signature covers (XML-25)?
 *
 * That is what "wrapping" leaves behind: the signed element was moved aside and still verifies, and a reader that looks
 * for it by name finds another. Compares local names, whatever the namespace: readers do.
 * Does not find: a forged element that a reader would take by another name.
 */
#pragma once

#include "formats/xml/xml_read.h"

/* After xml_read_digests: only references that hold count as signed. */
bool xml_has_namesake(const struct xml_readings *all, const struct xml_reading *r, xmlNode *root);
