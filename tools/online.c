// SPDX-License-Identifier: Apache-2.0
#include "tools/online.h"

#include <stdio.h>
#include <stdlib.h>

status online_allow(struct online_choice *c, const char *host, struct err *e)
{
    ENSURE(c->host_count < ONLINE_HOSTS_MAX, ERR_USAGE, "more than %d hosts that may be asked", ONLINE_HOSTS_MAX);
    c->host[c->host_count++] = host;
    return OK;
}

/* A relative path in the environment is none (XDG Base Directory Specification). */
static void find_cache(struct online_choice *c)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = 0;
    if (cache != NULL && cache[0] == '/')
        n = snprintf(c->cache, sizeof c->cache, "%s/second-seal", cache);
    else if (home != NULL && home[0] == '/')
        n = snprintf(c->cache, sizeof c->cache, "%s/.cache/second-seal", home);
    if (n <= 0 || (size_t)n >= sizeof c->cache) c->cache[0] = '\0';
}

status online_fetcher(struct fetcher **out, struct online_choice *c, const struct settings *settings, struct err *e)
{
    ENSURE(c->online || (c->host_count == 0 && !c->no_cache), ERR_USAGE, "--online-allow and --no-cache need --online");
    if (!c->online) return OK;
    if (!c->no_cache) find_cache(c);
    const struct fetch_options o = {.allowed = c->host,
                                    .allowed_count = c->host_count,
                                    .cache = c->cache[0] == '\0' ? NULL : c->cache,
                                    .settings = settings};
    return fetcher_new(out, &o, e);
}
