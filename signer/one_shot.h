// SPDX-License-Identifier: Apache-2.0
/*
 * one_shot.h - the life of a helper that looks at one document: map it, lock itself in, answer one request, end.
 */
#pragma once

#include "formats/base/wire.h"

/* Puts the answer for `request` about `document` into `answer`. Runs inside the sandbox. */
typedef status one_shot_answer(struct buf *answer, struct view request, struct view document, struct err *e);

/* The whole of main(), but for its end; returns the exit code. The document is on descriptor SERVE_DOCUMENT. */
int one_shot_run(one_shot_answer *answer);
