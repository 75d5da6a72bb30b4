// SPDX-License-Identifier: Apache-2.0
/*
 * blanks.h - the places that the first page of a document leaves blank for its number and its date (poppler-glib):
 *
 *     Số:      /QĐ-SXD                Quảng Mẫu, ngày      tháng      năm 2026
 *
 * What is blank holds nothing but white space: dots are not, and neither is a number that is there already. The first
 * such line counts. Vietnamese in composed or decomposed form is the same text. Refuses (ERR_REFUSED) pages without
 * such a line. Does not see: text in pictures, annotations, and fonts without Unicode (TCVN3, VNI).
 */
#pragma once

#include "signer/render_client.h"

MUST status blanks_find(struct render_blanks *out, struct view document, const char *password,
                        enum render_blank_kind kind, struct err *e);
