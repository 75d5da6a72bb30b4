// SPDX-License-Identifier: Apache-2.0
/*
 * progress.h - how far a run over many files is: on a terminal one line that is drawn again and again, elsewhere a
 * plain line now and then (PROGRESS_SECONDS).
 *
 * The line is never wider than the terminal less one column, so that it never wraps, and is made of printing
 * characters, blanks and carriage returns only. Nothing is drawn between events: a PIN may be typed there meanwhile.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "formats/base/err.h"

enum { PROGRESS_SECONDS = 10, PROGRESS_TEXT = 512 };

struct progress {
    FILE *to; /* NULL: nothing is shown */
    enum lang lang;
    bool is_terminal;
    size_t total, done, failed;
    size_t columns; /* that are on the terminal now */
    int64_t shown;  /* when, in milliseconds */
    struct {
        int64_t at;
        size_t done;
    } mark[2]; /* the rate is that since the first of them, some PROGRESS_SECONDS ago */
};

void progress_begin(struct progress *p, enum lang lang, FILE *to, size_t total);
/* One more is over. */
void progress_count(struct progress *p, bool has_failed);
/* Puts the line back after progress_hide. */
void progress_show(struct progress *p);
/* Before anything else is written to the terminal. */
void progress_hide(struct progress *p);
/* The last state, and the end of the line. */
void progress_end(struct progress *p);

/* For tests: the line for these numbers (seconds_left below 0: not known), at most `columns` wide. */
struct progress_state {
    size_t done, total, failed;
    double rate;
    int64_t seconds_left;
};
void progress_line(char out[static PROGRESS_TEXT], const struct progress_state *s, enum lang lang, size_t columns);
/* The numbers of now. */
struct progress_state progress_state(const struct progress *p, int64_t now);
int64_t progress_now(void); /* milliseconds of a clock that only goes forward */
