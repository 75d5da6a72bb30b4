// SPDX-License-Identifier: Apache-2.0
/*
 * level_choice.h - the options of the commands that make or raise a level: --level, --tsa, --tsa-seconds, --online,
 * --online-allow, --no-cache, --offline.
 *
 * The network is asked for revocation data where --online says so, and from B-LT on, unless --offline.
 */
#pragma once

#include "signer/timestamper.h"
#include "signer/verify.h"
#include "tools/online.h"

struct level_choice {
    bool is_given; /* --level was there */
    enum proof_level level;
    const char *tsa[LIMIT_STAMP_AUTHORITIES];
    size_t tsa_count;
    unsigned tsa_seconds; /* each; 0: LIMIT_STAMP_SECONDS */
    bool offline;
    struct online_choice online;
};

/* Their numbers, and their rows for getopt_long. */
enum {
    OPTION_LEVEL = 512,
    OPTION_TSA,
    OPTION_TSA_SECONDS,
    OPTION_ONLINE,
    OPTION_ONLINE_ALLOW,
    OPTION_NO_CACHE,
    OPTION_OFFLINE,
    OPTION_LEVEL_END
};
/* clang-format off */
#define OPTIONS_LEVEL \
    {"level", required_argument, NULL, OPTION_LEVEL}, \
    {"tsa", required_argument, NULL, OPTION_TSA}, \
    {"tsa-seconds", required_argument, NULL, OPTION_TSA_SECONDS}, \
    {"online", no_argument, NULL, OPTION_ONLINE}, \
    {"online-allow", required_argument, NULL, OPTION_ONLINE_ALLOW}, \
    {"no-cache", no_argument, NULL, OPTION_NO_CACHE}, \
    {"offline", no_argument, NULL, OPTION_OFFLINE}
/* clang-format on */

/* For an option from OPTION_LEVEL to before OPTION_LEVEL_END. */
MUST status level_take(struct level_choice *c, int option, const char *value, struct err *e);
/* Without --level it is `otherwise` where a time-stamp authority is named, else B-B. ERR_USAGE: a level that needs one
 * and has none. */
MUST status level_settle(struct level_choice *c, enum proof_level otherwise, struct err *e);

/* What a settled choice needs to run; level_tools_clear afterwards. */
struct level_tools {
    struct timestamper *timestamper; /* NULL: no authority is named */
    struct fetcher *fetcher;
    struct online online; /* of `fetcher` */
    bool is_online;
};

/* All three are borrowed for as long as the tools live. */
MUST status level_open(struct level_tools *out, struct level_choice *c, struct trust *trust,
                       const struct settings *settings, struct err *e);
void level_tools_clear(struct level_tools *t);
