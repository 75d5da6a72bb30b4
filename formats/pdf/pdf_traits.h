// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_traits.h - what a document claims to be, so that signing does not take it away: an archive (PDF/A, ISO 19005) and
 * tagged (ISO 32000-1 14.8).
 *
 * Believes the claim: does not check whether the file is a PDF/A.
 */
#pragma once

#include "formats/pdf/pdf_file.h"

struct pdf_traits {
    uint32_t archive;    /* the part of PDF/A that its XMP metadata names, 1 to 4; 0: none */
    bool has_rgb_intent; /* an output intent of PDF/A with an RGB profile */
    bool is_tagged;      /* has a structure tree */
};

/* As of the newest revision. Metadata that cannot be read names nothing. */
MUST status pdf_traits_of(struct pdf_traits *out, struct pdf_file *file, struct err *e);
void pdf_traits_put(struct buf *out, const struct pdf_traits *t);
MUST status pdf_traits_get(struct pdf_traits *out, struct view *in, struct err *e);
