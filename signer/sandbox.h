// SPDX-License-Identifier: Apache-2.0
/*
 * sandbox.h - locks a process in for good: no new privileges, limits, Landlock, a seccomp filter that kills by default.
 *
 * After it, a worker can compute, read and write the descriptors that it has, and map memory; nothing else.
 * Refuses to return when any part could not be set up (Landlock aside, which older kernels lack).
 * Under AddressSanitizer the address-space limit is left out.
 */
#pragma once

#include "formats/base/err.h"

#include <stdint.h>

enum sandbox_kind {
    SANDBOX_NO_FILES = 1, /* worker: no file is ever opened */
    SANDBOX_FONTS,        /* render: may open font folders for reading */
    SANDBOX_NETWORK       /* fetch: sockets, and what names are looked up with; every other call fails */
};

/* `document_size` is added to the memory allowed. */
MUST status sandbox_enter(enum sandbox_kind kind, uint64_t document_size, struct err *e);
