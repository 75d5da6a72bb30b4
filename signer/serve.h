// SPDX-License-Identifier: Apache-2.0
/*
 * serve.h - the helper's side of process.h.
 */
#pragma once

#include "formats/base/wire.h"

enum { SERVE_REQUEST = 0, SERVE_ANSWER = 1, SERVE_DOCUMENT = 3, SERVE_TAIL = 4 };

/* The document that the helper was given; empty: none. Before the sandbox; touches no byte of it. */
MUST status serve_document(struct view *out, struct err *e);
/* The next request; *end is set instead when the other side has closed. Uses read(2) only. */
MUST status serve_next(struct buf *request, bool *end, struct err *e);
/* The message that serve_answer writes, its length in front. */
MUST status serve_message(struct buf *out, status result, const struct buf *body, const struct err *error,
                          struct err *e);
/* Writes the body when result is OK, else the error. Uses write(2) only. */
MUST status serve_answer(status result, const struct buf *body, const struct err *error, struct err *e);
