// SPDX-License-Identifier: Apache-2.0
/*
 * key_share.h - one key holder, one login and one PIN for many processes that sign at the same time.
 *
 * A process of its own, the keeper, starts the key holder and is the only one that talks to it, one question at a time.
 * Whoever wants to sign joins: it gets a channel that nobody else has, so that what a process asked for before it died
 * is thrown away with its channel and never read by another. Over a channel one may sign, measure and ask for the
 * facts; not log in, search, do a custodian's work or close the key holder.
 * The keeper sees no document and no PIN. It does not end by SIGINT, SIGTERM, SIGHUP and SIGQUIT, which a terminal
 * sends to everybody, but when all who could join are gone, killed or not; then it has the token logged out.
 * Does not check: who asks. Only children of the one who started it can.
 */
#pragma once

#include "signer/key_client.h"

enum { KEY_SHARE_MAX = 128 }; /* channels at a time; who joins beyond waits */

struct key_share;

/*
 * Starts the keeper, and waits until it is logged in; errors as of key_holder_start. `stop`: a descriptor that becomes
 * readable when nobody wants to wait any longer (ERR_TOKEN), or -1. A person who leaves the PIN prompt by Ctrl-C finds
 * the terminal as it was: the key holder sees to that, and is waited for.
 */
MUST status key_share_start(struct key_share **out, const struct key_choice *choice, int stop, struct err *e);
/* In the process that started it, or in a child of it: a key holder as of key_client.h, to be stopped as such. */
MUST status key_share_join(struct key_holder **out, const struct key_share *s, struct err *e);
/* By the process that started it, when its children are gone: the token logs out, the keeper ends. */
void key_share_stop(struct key_share *s);
AUTO_DEFINE(struct key_share, key_share_stop)
