// SPDX-License-Identifier: Apache-2.0
#include "policies/policy.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"

static const struct {
    const char *name, *label;
} policies[POLICY_COUNT] = {
    [POLICY_FOREIGN] = {"foreign", "foreign 2"},
    [POLICY_OWN] = {"own", "own 1"},
    [POLICY_LEGACY] = {"legacy", "legacy 1"},
};

const char *policy_label(enum policy p)
{
    return policies[p < POLICY_COUNT ? p : POLICY_FOREIGN].label;
}

bool policy_by_name(enum policy *out, const char *name)
{
    for (int i = 0; i < POLICY_COUNT; i++) {
        if (strcmp(policies[i].name, name) != 0) continue;
        *out = (enum policy)i;
        return true;
    }
    return false;
}

enum { MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR };

const struct settings settings_default = {
    .revocation = REVOCATION_REQUIRE,
    .revocation_grace = 0,
    .revocation_age_max = DAY,
    .clock_skew = 5 * MINUTE,
    .stamp_delay_max = DAY,
    .stamp_accuracy_max = 1000,
    .path_length_max = 8,
};

/* The bounds keep a slip of the pen from switching a check off. */
static const struct {
    const char *name;
    int64_t least, most;
    size_t offset;
    bool is_wide; /* int64_t, else uint32_t */
} numbers[] = {
    {"revocation-grace", 0, 7 * DAY, offsetof(struct settings, revocation_grace), true},
    {"revocation-age-max", MINUTE, 31 * DAY, offsetof(struct settings, revocation_age_max), true},
    {"clock-skew", 0, HOUR, offsetof(struct settings, clock_skew), true},
    {"stamp-delay-max", MINUTE, 31 * DAY, offsetof(struct settings, stamp_delay_max), true},
    {"stamp-accuracy-max", 1, 60000, offsetof(struct settings, stamp_accuracy_max), false},
    {"path-length-max", 1, 8, offsetof(struct settings, path_length_max), false},
};

static status set_revocation(struct settings *s, const char *value, struct err *e)
{
    static const char *const modes[] = {
        [REVOCATION_REQUIRE] = "require", [REVOCATION_PREFER] = "prefer", [REVOCATION_NONE] = "none"};
    for (int i = 0; i <= REVOCATION_NONE; i++) {
        if (strcmp(value, modes[i]) != 0) continue;
        s->revocation = (enum revocation_mode)i;
        return OK;
    }
    FAIL(ERR_USAGE, "revocation is require, prefer or none, not \"%s\"", text_escape_string(value).s);
}

status settings_set(struct settings *s, const char *name, const char *value, struct err *e)
{
    if (strcmp(name, "revocation") == 0) return set_revocation(s, value, e);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(name, numbers[i].name) != 0) continue;
        char *end;
        errno = 0;
        long long n = strtoll(value, &end, 10);
        ENSURE(errno == 0 && end != value && *end == '\0' && n >= numbers[i].least && n <= numbers[i].most, ERR_USAGE,
               "%s is a number from %lld to %lld, not \"%s\"", name, (long long)numbers[i].least,
               (long long)numbers[i].most, text_escape_string(value).s);
        if (numbers[i].is_wide)
            memcpy((char *)s + numbers[i].offset, &(int64_t){n}, sizeof(int64_t));
        else
            memcpy((char *)s + numbers[i].offset, &(uint32_t){(uint32_t)n}, sizeof(uint32_t));
        return OK;
    }
    FAIL(ERR_USAGE, "there is no setting \"%s\"", text_escape_string(name).s);
}
