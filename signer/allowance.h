// SPDX-License-Identifier: Apache-2.0
/*
 * allowance.h - what one helper may take for one document: memory beside the document, and seconds, of processor and of
 * waiting. Those of limits.h, unless the environment says otherwise: SECOND_SEAL_MEMORY (MiB, 64 to 65536) and
 * SECOND_SEAL_SECONDS (1 to 3600), which every helper inherits. A large document takes longer however honest it is: one
 * second more for each LIMIT_BYTES_A_SECOND of it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "formats/base/err.h"

struct allowance {
    uint64_t memory; /* bytes */
    unsigned seconds;
};

enum allowance_kind { ALLOWANCE_MEMORY = 0, ALLOWANCE_SECONDS, ALLOWANCE_COUNT };

/* The names, to pass on; ended by NULL. */
extern const char *const allowance_environment[ALLOWANCE_COUNT + 1];

/* ERR_USAGE for a value that is no number, or out of bounds. */
MUST status allowance_get(struct allowance *out, uint64_t document_size, struct err *e);
/* For this process and the helpers that it starts from now on. */
MUST status allowance_set(enum allowance_kind kind, const char *value, struct err *e);
