// SPDX-License-Identifier: Apache-2.0
#include "tools/level_choice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/extend.h"

static status take_level(struct level_choice *c, const char *value, struct err *e)
{
    for (int i = LEVEL_B; i <= LEVEL_LTA; i++) {
        if (strcmp(value, level_short_name((enum proof_level)i)) != 0) continue;
        c->level = (enum proof_level)i;
        c->is_given = true;
        return OK;
    }
    FAIL(ERR_USAGE, "--level takes B-B, B-T, B-LT or B-LTA");
}

static status take_tsa(struct level_choice *c, const char *value, struct err *e)
{
    ENSURE(c->tsa_count < LIMIT_STAMP_AUTHORITIES, ERR_USAGE, "more than %d time-stamp authorities",
           LIMIT_STAMP_AUTHORITIES);
    c->tsa[c->tsa_count++] = value;
    return OK;
}

static status take_seconds(struct level_choice *c, const char *value, struct err *e)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(value, &end, 10);
    bool is_number = errno == 0 && value[0] >= '0' && value[0] <= '9' && *end == '\0';
    ENSURE(is_number && n >= 1 && n <= LIMIT_STAMP_SECONDS_MAX, ERR_USAGE,
           "--tsa-seconds takes a number from 1 to %d, not \"%s\"", LIMIT_STAMP_SECONDS_MAX,
           text_escape_string(value).s);
    c->tsa_seconds = (unsigned)n;
    return OK;
}

status level_take(struct level_choice *c, int option, const char *value, struct err *e)
{
    switch (option) {
    case OPTION_LEVEL:
        return take_level(c, value, e);
    case OPTION_TSA:
        return take_tsa(c, value, e);
    case OPTION_TSA_SECONDS:
        return take_seconds(c, value, e);
    case OPTION_ONLINE:
        c->online.online = true;
        return OK;
    case OPTION_ONLINE_ALLOW:
        return online_allow(&c->online, value, e);
    case OPTION_NO_CACHE:
        c->online.no_cache = true;
        return OK;
    default:
        c->offline = true;
        return OK;
    }
}

status level_settle(struct level_choice *c, enum proof_level otherwise, struct err *e)
{
    if (!c->is_given) c->level = c->tsa_count > 0 ? otherwise : LEVEL_B;
    ENSURE(c->level == LEVEL_B || c->tsa_count > 0, ERR_USAGE,
           "--level: from B-T on a time-stamp authority is needed: --tsa URL");
    ENSURE(!(c->offline && c->online.online), ERR_USAGE, "only one of --online and --offline");
    if (c->level >= LEVEL_LT && !c->offline) c->online.online = true;
    return OK;
}

static status open_timestamper(struct timestamper **out, const struct level_choice *c, struct err *e)
{
    const struct timestamper_options o = {.url = c->tsa,
                                          .url_count = c->tsa_count,
                                          .seconds = c->tsa_seconds == 0 ? LIMIT_STAMP_SECONDS : c->tsa_seconds};
    return c->tsa_count == 0 ? OK : timestamper_new(out, &o, e);
}

status level_open(struct level_tools *out, struct level_choice *c, struct trust *trust, const struct settings *settings,
                  struct err *e)
{
    *out = (struct level_tools){0};
    TRY(online_fetcher(&out->fetcher, &c->online, settings, e));
    out->is_online = out->fetcher != NULL;
    out->online = (struct online){trust, out->fetcher};
    return open_timestamper(&out->timestamper, c, e);
}

void level_tools_clear(struct level_tools *t)
{
    timestamper_free(t->timestamper);
    fetcher_free(t->fetcher);
    *t = (struct level_tools){0};
}
