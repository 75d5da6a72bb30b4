// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_import.h - the one page of a PDF that render drew, as a form XObject of an update (ISO 32000-1 8.10).
 *
 * Content stream and everything that its resources reach are copied with new numbers; streams stay as they are encoded.
 * Refuses: encrypted files, more than one page, a content that is not one stream, more than a few hundred objects.
 */
#pragma once

#include "formats/pdf/pdf_geometry.h"
#include "formats/pdf/pdf_update.h"

/* What is imported, and what for. */
struct pdf_picture {
    struct view pdf;
    int rotate; /* of the page that it goes onto; the form is turned back so that it stands upright as displayed */
    /* Width and height of the box that it will stand in, as displayed: it is centred there and made smaller where it
     * must be, never larger nor of another shape. NULL: the box has the size of the picture. */
    const struct pdf_place *frame;
    bool is_opaque; /* no transparency group, and refused with other transparency (PDF/A-1, ISO 19005-1 6.4) */
};

MUST status pdf_import_form(struct pdf_ref *out, struct pdf_update *u, const struct pdf_picture *picture,
                            struct err *e);
