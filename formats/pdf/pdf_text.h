// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_text.h - text strings (ISO 32000-2 7.9.2.2) to UTF-8, and back.
 *
 * Does not check: what the text says; it may hold control characters. What is malformed becomes U+FFFD.
 */
#pragma once

#include "formats/base/bytes.h"

/* Appends the text of a decoded string, whichever of PDFDocEncoding, UTF-16BE and UTF-8 it is in. */
void pdf_text_decode(struct buf *out, struct view string);
/* Appends a string object in hex: PDFDocEncoding where printable ASCII is enough, else UTF-16BE. `utf8` is valid UTF-8.
 */
void pdf_text_write(struct buf *out, const char *utf8);
/* Appends UTF-8 text in PDFDocEncoding; false, and nothing that counts, where it has a character that is not there. */
bool pdf_text_to_pdfdoc(struct buf *out, struct view utf8);
