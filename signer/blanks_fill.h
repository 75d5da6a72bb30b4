// SPDX-License-Identifier: Apache-2.0
/*
 * blanks_fill.h - writes the number or the date of a document into the place that its first page leaves blank for it
 * (Decree 30/2020, annex I, II.2 and II.3): the number upright, the date in italics, both as large as the line, but 13
 * to 14 points; a zero before numbers and days below 10, and before the months 1 and 2.
 *
 * Refuses (ERR_REFUSED): a document without such a place, whose symbol or year is another, or whose place is too small.
 */
#pragma once

#include "signer/look.h"

/* l->place is PLACE_NUMBER or PLACE_DATE. */
MUST status blanks_fill(struct pdf_request *out, const struct sign_look *l, const struct look_case *c,
                        struct findings *notes, struct err *e);
