// SPDX-License-Identifier: Apache-2.0
/*
 * err.h - errors that cannot be ignored, in both languages of our users.
 *
 * A function that can fail returns `status`, is marked MUST and takes `struct err *e` last. A failed
 * call leaves its outputs as they were. Zeroed memory is neither OK nor FAILED.
 *
 * The message is written once, in English, where it happens; err_set looks its Vietnamese form up in
 * vietnamese.c by the format string, so that both are complete when a person reads one of them.
 * A message never holds a PIN, a key or document content; text from outside goes through text_escape.
 */
#pragma once

typedef enum { OK = 0x600d, FAILED = 0x0bad } status;

#define MUST __attribute__((warn_unused_result))

/* What the caller can do about it; err_exit_code says how a program ends with it. */
enum err_code {
    ERR_NONE = 0,
    ERR_USAGE,    /* the command line is wrong: tell its user */
    ERR_MISSING,  /* an input is not there */
    ERR_REFUSED,  /* a rule forbids it */
    ERR_SYNTAX,   /* the input is not what it claims to be */
    ERR_LIMIT,    /* the input is beyond a bound of limits.h */
    ERR_TRUST,    /* trust anchors or revocation lists are unusable */
    ERR_TOKEN,    /* token, key or PIN */
    ERR_REMOTE,   /* time-stamp or revocation service */
    ERR_OUTPUT,   /* the result could not be written */
    ERR_INTERNAL, /* our own fault, or the system's */
    ERR_CODE_COUNT
};

enum lang { LANG_EN = 0, LANG_VI, LANG_COUNT };

enum { ERR_TEXT_MAX = 512 };

struct err {
    enum err_code code;
    char text[LANG_COUNT][ERR_TEXT_MAX];
};

/* Sets the error; the first one set is kept, so that a cleanup cannot hide the cause. */
void err_set(struct err *e, enum err_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));
void err_clear(struct err *e);
/* Adds ": REASON" in each language, for a reason that is bilingual already. */
void err_add_reason(struct err *e, const char *const reason[static LANG_COUNT]);
/* The same, for the error of what was tried. */
void err_because(struct err *e, const struct err *why);
/* 1, 2, 5, 6, 7, 8, 9 or 70: the table is in seal(1). */
int err_exit_code(enum err_code code);

/* The only macros that return. They use the `e` in scope. */
#define FAIL(code, ...)                \
    do {                               \
        err_set(e, code, __VA_ARGS__); \
        return FAILED;                 \
    } while (0)
#define ENSURE(condition, code, ...)               \
    do {                                           \
        if (!(condition)) FAIL(code, __VA_ARGS__); \
    } while (0)
#define TRY(call)                        \
    do {                                 \
        if ((call) != OK) return FAILED; \
    } while (0)
