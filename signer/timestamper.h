// SPDX-License-Identifier: Apache-2.0
/*
 * timestamper.h - time-stamps from authorities (RFC 3161, ETSI EN 319 422), through the helper `fetch`.
 *
 * The authorities are asked in the order given, each for at most `seconds`, until one answers well. A question that
 * fails before its time is over is put once more, after two seconds; practice elsewhere is three times, but here the
 * next authority is the better remedy. One that did not answer in time is left alone by the whole run for two minutes.
 * Over all processes that are forked after timestamper_new, at most LIMIT_STAMP_CALLS questions are under way at once
 * (threads of one process would not be counted).
 * An answer counts when it is granted, has our nonce and imprint, and new_stamp.h accepts it.
 */
#pragma once

#include "policies/judge.h"

/* Borrowed for as long as the timestamper lives. */
struct timestamper_options {
    const char *const *url; /* http or https, without name or password; whatever host and port they name */
    size_t url_count;       /* 1 to LIMIT_STAMP_AUTHORITIES */
    unsigned seconds;       /* each authority: 1 to LIMIT_STAMP_SECONDS_MAX */
};

struct timestamper;

/* ERR_USAGE for addresses that are none, too many, or no time. */
MUST status timestamper_new(struct timestamper **out, const struct timestamper_options *o, struct err *e);
void timestamper_free(struct timestamper *t);
AUTO_DEFINE(struct timestamper, timestamper_free)

/*
 * The DER of a token over `digest`. ERR_REMOTE (exit 8) names each authority, and why there is nothing of it. `notes`
 * (rule STAMP): authorities that failed before the one that did not, and what could not be checked.
 */
MUST status timestamper_ask(struct buf *token, struct timestamper *t, enum digest_algorithm d, struct view digest,
                            const struct judge_context *c, struct findings *notes, struct err *e);

/* Room to leave for a token that is not there yet: the largest so far of this run and some, else what is usual. */
size_t timestamper_token_size(const struct timestamper *t);
