// SPDX-License-Identifier: Apache-2.0
/*
 * sign_options.h - what `seal sign` is asked to do: its arguments, read and checked as far as that is possible before
 * any file is opened.
 *
 * An option is a row of sign_options.def, a function take_ID and a line of sign_help.c.
 */
#pragma once

#include "signer/password_file.h"
#include "signer/sign.h"
#include "tools/command.h"
#include "tools/inputs.h"
#include "tools/level_choice.h"
#include "tools/options.h"
#include "tools/sign_batch.h"

struct sign_arguments {
    struct key_choice key;
    struct sign_request request;
    struct trust_choice trust;
    struct level_choice level;
    struct level_tools level_tools;
    const char *output;
    const char *image;
    const char *evidence;      /* a folder; NULL: none is kept */
    const char *profile;       /* NULL: official */
    const char *password_file; /* NULL: none */
    struct secret password;    /* what stands in it */
    bool json, help;
    struct batch_choice batch;
    struct inputs inputs;
    bool into_folder;
};

/* The value of an option (NULL: it has none), and the arguments, for those that take several (from optind). */
struct option_value {
    const char *text;
    int argc;
    char **argv;
};

#define OPTION(id, name, has_value) \
    MUST status take_##id(struct sign_arguments *a, const struct option_value *v, struct err *e);
#include "tools/sign_options.def"
#undef OPTION

/* `a` is zeroed; sign_options_clear afterwards, also when it failed. */
MUST status sign_options_parse(struct sign_arguments *a, int argc, char **argv, struct err *e);
void sign_options_clear(struct sign_arguments *a);
/* sign_level.c: the level that is signed at, as far as the arguments tell; then what it needs to run. */
MUST status sign_level_settle(struct sign_arguments *a, struct err *e);
MUST status sign_level_open(struct sign_arguments *a, struct trust *trust, struct err *e);
/* sign_lock.c: do the restrictions go together, and with the profile? */
MUST status sign_options_check_lock(const struct sign_arguments *a, struct err *e);

/* sign_password.c: reads the file of --password-file, if there is one. */
MUST status sign_options_read_password(struct sign_arguments *a, struct err *e);

/* --help: the lines on stdout; returns 0. */
int sign_help(const struct session *s);
