// SPDX-License-Identifier: Apache-2.0
/*
 * config_file.h - a file of "name = value;" lines in the syntax of libconfig, with the line of whatever is wrong.
 *
 * Refuses (ERR_USAGE with file and line): what is no libconfig file, @include, more than `max` bytes. Does not check:
 * names and values.
 */
#pragma once

#include <libconfig.h>

#include "formats/base/bytes.h"
#include "formats/base/limits.h"

/* `c` was initialised. */
MUST status config_file_read(config_t *c, const char *path, size_t max, struct err *e);
/* A number, true or false, or a text of less than LIMIT_TEXT bytes, as text; false for anything else. */
bool config_file_value(char out[static LIMIT_TEXT], const config_setting_t *c);
