// SPDX-License-Identifier: Apache-2.0
#include "tools/online.h"

#include "tools/options.h"

status online_allow(struct online_choice *c, const char *host, struct err *e)
{
    ENSURE(c->host_count < ONLINE_HOSTS_MAX, ERR_USAGE, "more than %d hosts that may be asked", ONLINE_HOSTS_MAX);
    c->host[c->host_count++] = host;
    return OK;
}

status online_fetcher(struct fetcher **out, struct online_choice *c, const struct settings *settings, struct err *e)
{
    ENSURE(c->online || (c->host_count == 0 && !c->no_cache), ERR_USAGE, "--online-allow and --no-cache need --online");
    if (!c->online) return OK;
    bool cached =
        !c->no_cache && options_user_folder(c->cache, sizeof c->cache, "XDG_CACHE_HOME", "/.cache", "second-seal");
    const struct fetch_options o = {
        .allowed = c->host, .allowed_count = c->host_count, .cache = cached ? c->cache : NULL, .settings = settings};
    return fetcher_new(out, &o, e);
}
