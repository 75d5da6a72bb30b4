// SPDX-License-Identifier: Apache-2.0
/*
 * command.h - what the subcommands of `seal` share: the language, the one-line error, the exit code.
 *
 * Each subcommand is one file, command_NAME.c, and returns the program's exit code (seal(1)).
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "formats/base/err.h"

struct session {
    enum lang lang;
};

int command_sign(const struct session *s, int argc, char **argv); /* argv[0] is the subcommand's name */
int command_verify(const struct session *s, int argc, char **argv);
int command_extend(const struct session *s, int argc, char **argv);
int command_trust(const struct session *s, int argc, char **argv);
int command_token(const struct session *s, int argc, char **argv);

/* A literal in the session's language. */
const char *say(const struct session *s, const char *english) __attribute__((format_arg(2)));
/* One line on stderr, "seal: SUBJECT: text" (subject may be NULL, is escaped); returns the exit code of the error. */
int command_report(const struct session *s, const char *subject, const struct err *e);
/* One line on stderr that is no error; the format is a literal and is translated. */
void command_tell(const struct session *s, const char *subject, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Several files: the worse of two exit codes, in the order of seal-sign(1) or of seal-verify(1). */
enum exit_order { EXIT_ORDER_SIGN = 0, EXIT_ORDER_VERIFY, EXIT_ORDER_COUNT };
int command_worse(enum exit_order order, int a, int b);
/* The lines of a --help, in the session's language, on stdout; returns 0. */
int command_help(const struct session *s, const char *const *lines, size_t count);
