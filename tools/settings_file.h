// SPDX-License-Identifier: Apache-2.0
/*
 * settings_file.h - a file of validation settings, "name = value;" in the syntax of libconfig.
 *
 * Refuses (ERR_USAGE with file and line): what is no libconfig file, unknown names, values out of bounds, groups and
 * lists, @include, more than SETTINGS_FILE_MAX bytes. A refused file has set nothing.
 */
#pragma once

#include "formats/base/bytes.h"
#include "policies/policy.h"

enum { SETTINGS_FILE_MAX = 64 << 10 };

/* `said` gets "name=value " for each that was set. */
MUST status settings_file_read(struct settings *out, struct buf *said, const char *path, struct err *e);
/* One value, by its name, and by the "name=value" of the command line. */
MUST status settings_put(struct settings *out, struct buf *said, const char *name, const char *value, struct err *e);
MUST status settings_take(struct settings *out, struct buf *said, const char *text, struct err *e);
