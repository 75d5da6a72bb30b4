// SPDX-License-Identifier: Apache-2.0
/*
 * policy.h - the three validation policies and the few numbers that an administrator may set.
 *
 * A policy is a column of the tables indications.c and suites.def and cannot be edited at run time: a setting changes
 * how fresh or how late something may be, never whether a check is made. The label ("foreign 2") stands in every
 * report; its number rises with any change of a table.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "formats/base/err.h"

enum policy {
    POLICY_FOREIGN = 0, /* everybody's files: attacks fail, oddities of honest producers are named */
    POLICY_OWN,         /* files that we sealed: exactly what we write */
    POLICY_LEGACY,      /* old files: plain XMLDSig, SHA-1 where a time-stamp proves that it is old enough */
    POLICY_COUNT
};

/* Name and version, as in "foreign 2" */
const char *policy_label(enum policy p);
/* False where there is no policy of this name. */
bool policy_by_name(enum policy *out, const char *name);

enum revocation_mode { REVOCATION_REQUIRE = 0, REVOCATION_PREFER, REVOCATION_NONE };

/* Seconds, unless the name says otherwise. */
struct settings {
    enum revocation_mode revocation;
    int64_t revocation_grace;    /* how long after nextUpdate an answer still counts */
    int64_t revocation_age_max;  /* how old thisUpdate may be when there is no nextUpdate */
    int64_t clock_skew;          /* how far in the future a time may lie */
    int64_t stamp_delay_max;     /* time-stamp after claimed signing time: later is named */
    uint32_t stamp_accuracy_max; /* milliseconds; worse is named */
    uint32_t path_length_max;    /* certificates between signer and anchor */
};

extern const struct settings settings_default;
/* One value by its name, in its text form; ERR_USAGE with the name and the bounds when it is none or out of bounds. */
MUST status settings_set(struct settings *s, const char *name, const char *value, struct err *e);
