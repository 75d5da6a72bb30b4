// SPDX-License-Identifier: Apache-2.0
/*
 * sign_batch.h - `seal sign` over its inputs, one or ten thousand: several at a time, with one key and one PIN.
 *
 * Each file is signed by a process of its own (parallel.h) with a key holder that all share (key_share.h). The rest is
 * not tried when the token fails, when SIGN_IN_A_ROW files one after the other fail for the service or the disk, or
 * when the run is interrupted; files that are there by then are whole.
 */
#pragma once

#include <stdbool.h>

enum { SIGN_IN_A_ROW = 3 };

/* How, as the options say. */
struct batch_choice {
    unsigned jobs; /* 0: as many as there are processors */
    bool resume, quiet, events, safe_names;
};

struct session;
struct sign_arguments;

/* The code of the command; 128 and a signal's number where that one ended the run. */
int sign_batch(const struct session *s, const struct sign_arguments *a);
