// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_version.h - the version of a document (ISO 32000-1 7.2.2 and 7.5.2): that of its header, or a later one that the
 * catalog names.
 */
#pragma once

#include "formats/pdf/pdf_update.h"

enum { PDF_VERSION_TRANSPARENCY = 14 }; /* = 11.1: transparency came with PDF 1.4 */

/* In tenths: 13 is PDF 1.3. */
MUST status pdf_version_of(unsigned *out, struct pdf_file *file, const struct pdf_object *catalog, struct err *e);
/* The catalog says so where the document's version is below `tenths`; it is never lowered. */
MUST status pdf_version_raise(struct pdf_update *u, struct pdf_ref catalog_ref, const struct pdf_object *catalog,
                              unsigned tenths, struct err *e);
