// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_decode.h - the filters of a stream undone (ISO 32000-1 7.4), on bytes alone.
 *
 * Refuses: data that ends early or goes on after its end (white space aside), image filters, LZW, Crypt, more than
 * out->max bytes.
 */
#pragma once

#include "formats/base/bytes.h"

/* /DecodeParms of Flate; the defaults are those of table 8. */
struct pdf_predictor {
    int64_t predictor, colors, bits, columns;
};
#define PDF_PREDICTOR_NONE ((struct pdf_predictor){1, 1, 8, 1})

MUST status pdf_decode_filter(struct buf *out, struct view name, const struct pdf_predictor *p, struct view in,
                              struct err *e);
