// SPDX-License-Identifier: Apache-2.0
/*
 * opening.h - a PDF opened by poppler, with its password where it is encrypted.
 *
 * Call opening_prepare before the sandbox: what poppler needs for passwords it would read from files.
 */
#pragma once

#include <poppler.h>

#include "formats/base/bytes.h"

MUST status opening_prepare(struct err *e);
/* Borrows the bytes. `password`: as the document's handler takes it, whatever its bytes; NULL or empty: none. */
MUST status opening_document(PopplerDocument **out, struct view bytes, const char *password, struct err *e);

static inline void unref_document(PopplerDocument *d)
{
    g_object_unref(d);
}
AUTO_DEFINE(PopplerDocument, unref_document)

static inline void unref_page(PopplerPage *p)
{
    g_object_unref(p);
}
AUTO_DEFINE(PopplerPage, unref_page)
