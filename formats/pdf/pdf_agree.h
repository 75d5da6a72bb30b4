// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_agree.h - a second reader's opinion: qpdf reads the same bytes, without recovery, and must see the same document.
 *
 * Compares, as of the newest revision: /Root, the number of pages, the signature fields of the form, their values'
 * object numbers and /ByteRange. Where the two readers differ, or qpdf warns, an attacker has found something that
 * programs do not agree about: finding PDF-22.
 * An encrypted file is read with the same password.
 * Does not check: a locked file.
 */
#pragma once

#include "formats/pdf/pdf_file.h"

MUST status pdf_agree(struct findings *f, struct pdf_file *file, struct err *e);
