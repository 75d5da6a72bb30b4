// SPDX-License-Identifier: Apache-2.0
/*
 * parallel.h - many jobs, some at a time, each in a process of its own, their output in the order of the jobs.
 *
 * What a job writes to `to` and to its standard error is shown when its turn comes, whole; the next jobs do not wait
 * for that, up to PARALLEL_WINDOW of them. A job that dies counts as code 70; what it wrote until then is shown. Jobs
 * share nothing but what was there before: what they change is lost.
 * No further job starts when nothing more can be written (ERR_OUTPUT), when `ended` says so, or when `stop` becomes
 * readable; then those that run are ended by SIGTERM too, and what they wrote is not shown. A job is in a process group
 * of its own, so that a terminal's Ctrl-C reaches only this process, and dies with this process.
 * With one job, or one at a time, it runs in this process, unless they are to be apart.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "formats/base/err.h"

enum { PARALLEL_MAX = 64, PARALLEL_WINDOW = 256 };

/* The code of a job that was ended because all stopped. */
enum { PARALLEL_STOPPED = -1 };

struct parallel {
    size_t count;                                        /* jobs */
    unsigned at_once;                                    /* 1 to PARALLEL_MAX */
    int (*run)(const void *context, size_t i, FILE *to); /* returns 0 to 255 */
    void (*done)(void *results, size_t i, int code);     /* in this process, in order, after its output */
    const void *context;
    void *results;

    bool apart;                                       /* never in this process */
    bool has_stop;                                    /* whether there is: */
    int stop;                                         /* a descriptor that becomes readable when all is to stop */
    bool (*ended)(void *results, size_t i, int code); /* may be NULL. As soon as it is over; false: no further ones */
    void (*about_to_show)(void *results);             /* may be NULL. Before anything is written */
    size_t *started; /* may be NULL. How many jobs were started, from the first: the others were not tried */
};

MUST status parallel_run(const struct parallel *p, FILE *out, struct err *e);
/* How many processors there are, at least 1 and at most PARALLEL_MAX. */
unsigned parallel_processors(void);
/* The value of --jobs. */
MUST status parallel_jobs(unsigned *out, const char *text, struct err *e);
