// SPDX-License-Identifier: Apache-2.0
/*
 * anchors.h - where texts stand on the pages of a PDF, as displayed (poppler-glib).
 *
 * Case sensitive; Vietnamese in composed or decomposed form is the same text; runs of white space are one space. A text
 * that is broken over lines is one match, and its place the box around its parts. The last match counts: last page,
 * lowest, rightmost. Refuses (ERR_USAGE) a text that is not there, and a name that nowhere stands under its title in
 * the same column. Does not see: text in pictures, annotations, and fonts without Unicode (TCVN3, VNI).
 */
#pragma once

#include "signer/render_client.h"

/* `password`: as for opening_document. */
MUST status anchors_find(struct render_place *out, uint32_t *matches, struct view document, const char *password,
                         const char *text, struct err *e);
MUST status anchors_find_between(struct render_place *above, struct render_place *below, uint32_t *matches,
                                 struct view document, const char *password, const char *title, const char *name,
                                 struct err *e);
/* Page 0 is the last; ERR_USAGE where there is no such page. */
MUST status anchors_page_size(struct render_sheet *out, struct view document, const char *password, uint32_t page,
                              struct err *e);
