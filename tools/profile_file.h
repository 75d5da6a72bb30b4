// SPDX-License-Identifier: Apache-2.0
/*
 * profile_file.h - finds a profile (policies/profile.h) by its name and reads its file, NAME.profile, lines of
 * "name = value;" in the syntax of libconfig.
 *
 * Looked for in $XDG_CONFIG_HOME/second-seal/profiles, in /etc/second-seal/profiles, and among those that were
 * installed with the program, in this order: the first one counts. What has a "/" in it, or ends in ".profile", is a
 * path.
 * Refuses (ERR_USAGE with file and line): what is no libconfig file, unknown names, values out of bounds, groups and
 * lists, @include, values that do not fit together, a file whose name is no name of a profile.
 */
#pragma once

#include "policies/profile.h"

MUST status profile_find(struct profile *out, const char *name, struct err *e);
