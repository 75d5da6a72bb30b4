// SPDX-License-Identifier: Apache-2.0
/*
 * sign_file.h - one input of `seal sign` from the file to the file, with what is said about it.
 */
#pragma once

#include "signer/key_share.h"
#include "tools/sign_options.h"
#include "tools/sign_plan.h"

/* How it ended: the exit code of one file (seal-sign(1)), or one of these. */
enum sign_end {
    SIGN_SKIPPED = 100, /* --resume: it is whole already */
    SIGN_LEFT_OUT,      /* found in a folder, and neither PDF nor XML */
    SIGN_IN_THE_WAY,    /* --resume: something else is there; code 9 */
    SIGN_NOT_TRIED      /* the run ended before */
};

struct sign_task {
    const struct session *session;
    const struct sign_arguments *arguments;
    const struct planned *file;
    const struct key_share *share; /* NULL: no input is a document */
};

/* Signs it, says so on the standard error and, with --json, in one line on `json`. */
int sign_file(const struct sign_task *t, FILE *json);
