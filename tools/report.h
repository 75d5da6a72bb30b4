// SPDX-License-Identifier: Apache-2.0
/*
 * report.h - a verification report as people and as programs read it (seal-verify(1) describes both).
 */
#pragma once

#include "signer/verify.h"
#include "tools/command.h"

/* One JSON object on one line. `d` may be NULL when the file could not be opened. */
MUST status report_json(FILE *to, const char *file, const struct document *d, const struct verify_report *r,
                        enum lang lang, struct err *e);
void report_text(FILE *to, const struct session *s, const char *file, const struct verify_report *r);
/* The exit code of this file: 0, 1, 3, 4, 5. */
int report_exit_code(const struct verify_report *r);
