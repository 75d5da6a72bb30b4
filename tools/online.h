// SPDX-License-Identifier: Apache-2.0
/*
 * online.h - the options with which a subcommand may ask the network: --online, --online-allow, --no-cache.
 */
#pragma once

#include <limits.h>

#include "signer/fetch.h"

enum { ONLINE_HOSTS_MAX = 64 };

struct online_choice {
    bool online, no_cache;
    const char *host[ONLINE_HOSTS_MAX];
    size_t host_count;
    char cache[PATH_MAX]; /* ${XDG_CACHE_HOME:-$HOME/.cache}/second-seal; "": none */
};

MUST status online_allow(struct online_choice *c, const char *host, struct err *e);
/* NULL where the network is not to be asked; ERR_USAGE where hosts are allowed for nothing. `c` and `settings` are
 * borrowed for as long as the fetcher lives. */
MUST status online_fetcher(struct fetcher **out, struct online_choice *c, const struct settings *settings,
                           struct err *e);
