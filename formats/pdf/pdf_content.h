// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_content.h - what a document may do or show later that nobody has signed: active content, external parts, layers,
 * form fields that can still be filled, objects that nothing refers to (rules PDF-21, PDF-80 .. PDF-88).
 *
 * Walks everything that the newest revision's trailer leads to, once. One finding a rule and kind, with the first
 * object that has it. Does not look into content streams: text that is invisible or covered (PDF-86, parts of PDF-85)
 * is not found.
 */
#pragma once

#include "formats/pdf/pdf_file.h"

MUST status pdf_content_check(struct findings *f, struct pdf_file *file, struct err *e);
