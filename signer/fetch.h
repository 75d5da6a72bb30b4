// SPDX-License-Identifier: Apache-2.0
/*
 * fetch.h - `--online`: asks the network, through the helper `fetch`, for what a validation wanted, and adds what
 * proves itself to the trust store.
 *
 * An OCSP answer or a list is added, and kept in the cache, only when revocation.h finds that it tells the status of
 * the certificate; an issuer only when it has signed it. A live OCSP answer was made within LIMIT_LIVE_SECONDS, and
 * carries our nonce; without a nonce it counts, and a note says so (REV-06n), with another's it does not.
 * An issuer's address stands in a certificate that nobody has vouched for yet: it is asked only at hosts that are
 * allowed by name (rule X5-09).
 * At most LIMIT_FETCHES questions a document, LIMIT_FETCH_SECONDS each; an address that did not answer in time is not
 * asked again. Where the network may be asked: fetch_ops.h.
 */
#pragma once

#include "policies/policy.h"
#include "policies/trust.h"
#include "policies/wanted.h"

/* Borrowed for as long as the fetcher lives. */
struct fetch_options {
    const char *const *allowed; /* HOST or HOST:PORT; none: every public host */
    size_t allowed_count;
    const char *cache; /* a folder; NULL: none */
    const struct settings *settings;
};

/* One for all documents of a run: it keeps the helper, and the addresses that did not answer. */
struct fetcher;

/* ERR_USAGE for more than FETCH_ALLOWED_MAX hosts, or a name that is none. */
MUST status fetcher_new(struct fetcher **out, const struct fetch_options *o, struct err *e);
void fetcher_free(struct fetcher *f);
AUTO_DEFINE(struct fetcher, fetcher_free)

/*
 * Asks for what is in the list and has not been asked for. True when something new is in `into`, so that it is worth
 * judging again. What could not be had is a note (REV-09), never a failure.
 */
bool fetch_wanted(struct trust *into, struct wanted_list *list, struct findings *notes, struct fetcher *f);
