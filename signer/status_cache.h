// SPDX-License-Identifier: Apache-2.0
/*
 * status_cache.h - answers about status on disk, from one run to the next (rule REV-08).
 *
 * A file's name is the SHA-256 of the issuer's key, what was asked, and where: an answer of one issuer is never found
 * for another. Its time of modification is when it is over; such files are removed. Written whole or not at all. The
 * folder is made for its owner alone.
 * Nothing in it is believed: who reads must check the answer as if it came from the network. A cache that cannot be
 * read or written is an empty one.
 */
#pragma once

#include "policies/wanted.h"

/* `folder` may be NULL: no cache. False when there is nothing, or it is over at `now`. */
bool status_cache_get(struct buf *out, const char *folder, const struct wanted *w, int64_t now);
/* `until`: nextUpdate. */
void status_cache_put(const char *folder, const struct wanted *w, struct view answer, int64_t until, int64_t now);
