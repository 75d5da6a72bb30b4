// SPDX-License-Identifier: Apache-2.0
/*
 * secret.h - a PIN in memory of its own: never swapped, never dumped, wiped when it goes.
 *
 * Refuses to exist where its page cannot be locked. Never copied into a buf, never printed.
 */
#pragma once

#include "formats/base/bytes.h"

struct secret {
    char *text; /* NUL-terminated; NULL: none */
    size_t len;
};

enum { SECRET_CAPACITY = 1024 };

#define AUTO_SECRET AUTO_CLEAR(secret_clear) struct secret

/* Room for SECRET_CAPACITY bytes, zeroed. */
MUST status secret_new(struct secret *out, struct err *e);
void secret_clear(struct secret *s);
