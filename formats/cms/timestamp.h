// SPDX-License-Identifier: Apache-2.0
/*
 * timestamp.h - reads a time-stamp token (RFC 3161, RFC 5816, ETSI EN 319 422): a CMS whose content says that a digest
 * existed at a time.
 *
 * Reports as findings (TSP-01 .. TSP-04), rather than failing: content that is no TSTInfo of version 1, an imprint of
 * another length than its algorithm's, a time that is not UTC, further tokens or bytes behind it. Everything that
 * cms_read reports of a CMS is reported of the token, too.
 * Sets `imprint` by comparing messageImprint with what is given; CHECK_NOT_DONE where its algorithm is not known.
 * Does not check: who the authority is, its certificate and extended key usage, whether the time is plausible.
 */
#pragma once

#include "formats/cms/cms_read.h"

/* The digest algorithm of the messageImprint of a token at the front of `hole`; DIGEST_NONE when there is none. */
enum digest_algorithm timestamp_peek_digest(struct view hole);

/* A document time-stamp: `hole` is the token and zero padding, `content` the digests of the covered bytes. */
MUST status timestamp_read(struct timestamp *out, struct view hole, const struct content_digests *content,
                           struct err *e);
/* A time-stamp on a value: exactly the token, over `stamped`. */
MUST status timestamp_read_on(struct timestamp *out, struct view token, struct view stamped, struct err *e);
