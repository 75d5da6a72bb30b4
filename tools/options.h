// SPDX-License-Identifier: Apache-2.0
/*
 * options.h - what several subcommands read from their arguments the same way.
 */
#pragma once

#include "policies/judge.h"

/*
 * `path`, and the arguments after it (from *next) as long as they are files that start like a certificate or CRL: a
 * document never does, so "--trust a.pem b.pem file.pdf" means what it says.
 */
struct path_list {
    const char *item[LIMIT_ANCHORS];
    size_t count;
};
MUST status options_take_paths(struct path_list *list, const char *path, int *next, int argc, char **argv,
                               struct err *e);

/* Whom to trust: --trust PATH, --store DIR, --no-store, --crl PATH, --ocsp PATH. */
struct trust_choice {
    struct path_list anchors, crls, ocsps;
    const char *store;
    bool no_store;
};
/* Their numbers, for a command's own to begin at OPTION_OWN, and their rows for getopt_long. */
enum { OPTION_TRUST = 256, OPTION_STORE, OPTION_NO_STORE, OPTION_CRL, OPTION_OCSP, OPTION_OWN };
/* clang-format off */
#define OPTIONS_TRUST \
    {"trust", required_argument, NULL, OPTION_TRUST}, \
    {"store", required_argument, NULL, OPTION_STORE}, \
    {"no-store", no_argument, NULL, OPTION_NO_STORE}, \
    {"crl", required_argument, NULL, OPTION_CRL}, \
    {"ocsp", required_argument, NULL, OPTION_OCSP}
/* clang-format on */
/* For an option below OPTION_OWN. */
MUST status options_take_trust(struct trust_choice *c, int option, const char *value, int argc, char **argv,
                               struct err *e);
/*
 * The anchors that --trust names and those of the store that --store names; this user's own store when neither is
 * given, unless --no-store. A store that was named must be there.
 */
MUST status options_load_trust(struct trust **out, const struct trust_choice *c, struct err *e);
/*
 * A folder of this user's: what the environment variable says, or `fallback` in HOME, and `rest` in it (XDG base
 * directory specification: a path that is not absolute does not count). False where there is none.
 */
bool options_user_folder(char *out, size_t size, const char *variable, const char *fallback, const char *rest);
/* Where this user's trust store is: $XDG_DATA_HOME or ~/.local/share, then second-seal/trust. ERR_MISSING: neither. */
MUST status options_store_folder(char *out, size_t size, struct err *e);

/* For what getopt_long did not take (opterr being 0): always ERR_USAGE, with the option in the text. */
MUST status options_refuse(char **argv, struct err *e);
/* "2026-11-24T08:00:00Z" or with an offset (RFC 3339) */
MUST status options_time(int64_t *out, const char *text, struct err *e);
/* "12.5", "12.5mm", "30pt" in points; a bare number is millimetres */
MUST status options_length(double *points, const char *text, size_t len, struct err *e);
MUST status options_copy(char *out, size_t size, const char *text, const char *option, struct err *e);
int64_t options_now(void);
