// SPDX-License-Identifier: Apache-2.0
/*
 * vietnamese.h - the Vietnamese form of every message.
 *
 * The key is the English text or printf format as it stands in the code; the value has the same
 * conversions in the same order. A text without a translation comes back as it is: tests/lint/vietnamese.sh
 * lists those.
 */
#pragma once

const char *vietnamese(const char *english);

/* Row i of the table, or NULL past its end: for the test that compares the conversions. */
const char *vietnamese_row(unsigned i, const char **translation);
