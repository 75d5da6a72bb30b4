// SPDX-License-Identifier: Apache-2.0
/*
 * cm.h - cmocka with the headers that it wants before it.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "formats/base/bytes.h"

/* The call succeeded; its error text is printed when it did not. */
#define assert_ok(call, e)                                               \
    do {                                                                 \
        if ((call) != OK) fail_msg("%s: %s", #call, (e)->text[LANG_EN]); \
    } while (0)
/* The call failed with this code, and its English text holds `part`. Clears the error. */
#define assert_refused(call, e, expected, part)                                     \
    do {                                                                            \
        if ((call) == OK) fail_msg("%s succeeded", #call);                          \
        if ((e)->code != (expected) || strstr((e)->text[LANG_EN], part) == NULL)    \
            fail_msg("%s: code %d: %s", #call, (int)(e)->code, (e)->text[LANG_EN]); \
        err_clear(e);                                                               \
    } while (0)
