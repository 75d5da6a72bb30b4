// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_date.h - dates (ISO 32000-1 7.9.4) as RFC 3339 in UTC.
 *
 * Refuses: dates that lack the time to the second, days that do not exist, anything behind the date. A date without an
 * offset is taken as UTC.
 */
#pragma once

#include "formats/base/bytes.h"

enum { PDF_DATE_SIZE = 64 };

/* Empty where it is refused. */
void pdf_date_to_utc(char out[static PDF_DATE_SIZE], const char *date);
