// SPDX-License-Identifier: Apache-2.0
/*
 * parallel.h - many jobs, some at a time, each in a process of its own, their output in the order of the jobs.
 *
 * A job that dies counts as code 70; what it wrote until then is shown. With one job, or one at a time, it runs in this
 * process. When nothing more can be written, no further job starts (ERR_OUTPUT). Jobs share nothing but what was there
 * before: what they change is lost.
 */
#pragma once

#include <stdio.h>

#include "formats/base/err.h"

enum { PARALLEL_MAX = 64 };

struct parallel {
    size_t count;                                        /* jobs */
    unsigned at_once;                                    /* 1 to PARALLEL_MAX */
    int (*run)(const void *context, size_t i, FILE *to); /* returns 0 to 255 */
    void (*done)(void *results, size_t i, int code);     /* in this process, in order */
    const void *context;
    void *results;
};

MUST status parallel_run(const struct parallel *p, FILE *out, struct err *e);
/* How many processors there are, at least 1 and at most PARALLEL_MAX. */
unsigned parallel_processors(void);
