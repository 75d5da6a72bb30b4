// SPDX-License-Identifier: Apache-2.0
/*
 * pages.h - pictures of a document's pages, as it stands and as it was when it ended earlier, and what changed between.
 *
 * A page is drawn with no font of this system in reach. Whatever poppler says while it opens the document or draws the
 * page (a font that is not embedded, an operator it does not know, a table it had to mend) makes that page "not
 * compared": what two readers may show differently proves nothing. Its picture is then drawn again with the system's
 * fonts, for people to look at.
 * Bounds: 100 dots an inch, fewer where a page would have more than LIMIT_PICTURE_PIXELS; below 50 it is not compared.
 * Does not see: what a page shows only when printed, layers switched off, and attachments.
 */
#pragma once

#include "signer/render_client.h"

struct pages;

/* Borrows the document. Listens to what glib logs until it is freed, and turns fontconfig away: one at a time. */
MUST status pages_open(struct pages **out, struct render_reading *r, struct view document, struct err *e);
MUST status pages_draw(struct render_page *out, struct pages *p, const struct render_page_request *r, struct err *e);
void pages_free(struct pages *p);
AUTO_DEFINE(struct pages, pages_free)
