// SPDX-License-Identifier: Apache-2.0
/*
 * process.h - starts a helper program (worker, render, keyholder) and talks to it.
 *
 * The helper gets: requests on descriptor 0, answers on 1, /dev/null on 2, a document on 3 and its tail on 4 (if they
 * are given), nothing else open, and an environment of the names asked for and those of allowance.h. A message is a u32
 * length and that many bytes (wire.h); an answer is 0 and its body, or an error. The helper is killed and reaped when
 * it does not answer in time, answers too much, or is stopped.
 */
#pragma once

#include "formats/base/wire.h"
#include "signer/document.h"

struct process;

/* How a helper ends that was refused memory: reported as a limit. */
enum { PROCESS_NO_MEMORY = 99 };

/* `environment`: names to pass on, ended by NULL; may be NULL. `document`: NULL for none. */
MUST status process_start(struct process **out, const char *program, const struct document *document,
                          const char *const *environment, struct err *e);
/*
 * A conversation with a helper that another process started and ends. `channel`: a stream socket, taken also when this
 * fails. A helper that is late, or gone, is hung up on; it is nobody's to kill here.
 */
MUST status process_join(struct process **out, const char *name, int channel, struct err *e);
/* The body of the answer, at most answer->max bytes. A helper that dies or is late is an ERR_INTERNAL; it is dead then.
 */
MUST status process_ask(struct buf *answer, struct process *p, struct view request, unsigned seconds, struct err *e);
void process_stop(struct process *p);
AUTO_DEFINE(struct process, process_stop)

/* Start, one question about one document, stop; at most the seconds of allowance.h. */
MUST status process_ask_once(struct buf *answer, const char *program, const struct document *document,
                             struct view request, struct err *e);

/* The folder whose bin/ the running program is in: helpers are in its libexec/second-seal/, files in its
 * share/second-seal/. */
MUST status process_installation(char *out, size_t size, struct err *e);
