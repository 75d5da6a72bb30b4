// SPDX-License-Identifier: Apache-2.0
/*
 * anchors_priv.h - what those who look for something on a page share: an open document and its pages.
 */
#pragma once

#include <poppler.h>

#include "formats/base/bytes.h"

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

MUST status anchors_open(PopplerDocument **out, struct view document, struct err *e);
