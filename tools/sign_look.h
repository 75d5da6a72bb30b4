// SPDX-License-Identifier: Apache-2.0
/*
 * sign_look.h - what of `seal sign` says what a signature shows: --profile, and the values for its text.
 */
#pragma once

#include "tools/sign_options.h"

/* After the last option: reads the profile, and settles what is shown where. */
MUST status sign_look_check(struct sign_arguments *a, struct err *e);
