// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_parse.h - one object from its bytes (ISO 32000-1 7.3), streams and "N G obj" aside: those are pdf_indirect.h's.
 *
 * Refuses: nesting beyond LIMIT_PDF_DEPTH, the same key twice in a dictionary (PDF-17, compared after #xx decoding).
 */
#pragma once

#include "formats/pdf/pdf_lex.h"

/* Skips white space before it, nothing after it. */
MUST status pdf_parse(const struct pdf_object **out, struct pdf_lex *x, struct err *e);
