// SPDX-License-Identifier: Apache-2.0
/*
 * sign_report.h - what `seal sign` says: a line a file for people and one for programs, the summary, and the events.
 *
 * With --json every file has one line, in the order of the inputs, those that were not tried too. Only --json-events
 * adds lines that are no file's; each of them, and no other, has the key "event".
 */
#pragma once

#include "tools/sign_file.h"

struct sign_tally {
    size_t signed_files, refused, failed, skipped, left_out, not_tried, total;
    int worst;
};

/* Counts one. end: as of sign_file, SIGN_NOT_TRIED too. */
void sign_tally_add(struct sign_tally *t, int end);
/* The exit code that one file stands for. */
int sign_end_code(int end);

/* e: why, where it did not end well. */
void sign_report_file(const struct sign_task *t, int end, const struct sign_outcome *o, const struct err *e,
                      FILE *json);
/* A file that was not tried because of what `code` says; on standard output, with --json only. */
void sign_report_not_tried(const struct sign_task *t, int code);
/* For people, unless they want none or there was one file. */
void sign_report_summary(const struct session *s, const struct sign_arguments *a, const struct sign_tally *t);
/* --json-events: how far it is, and the summary. */
void sign_event_progress(const struct sign_tally *t, double rate, int64_t seconds_left);
void sign_event_summary(const struct sign_tally *t, int code);
