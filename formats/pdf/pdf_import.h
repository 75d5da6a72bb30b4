// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_import.h - the one page of a PDF that render drew, as a form XObject of an update (ISO 32000-1 8.10).
 *
 * Content stream and everything that its resources reach are copied with new numbers; streams stay as they are encoded.
 * Refuses: encrypted files, more than one page, a content that is not one stream, more than a few hundred objects.
 */
#pragma once

#include "formats/pdf/pdf_update.h"

/*
 * `rotate`: of the page that it goes onto; the form is turned back so that it stands upright as displayed. `is_opaque`:
 * without a transparency group, and refused where it has other transparency (PDF/A-1, ISO 19005-1 6.4).
 */
MUST status pdf_import_form(struct pdf_ref *out, struct pdf_update *u, struct view picture, int rotate, bool is_opaque,
                            struct err *e);
