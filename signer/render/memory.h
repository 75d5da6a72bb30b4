// SPDX-License-Identifier: Apache-2.0
/*
 * memory.h - an allocation that fails ends the program that links this, with PROCESS_NO_MEMORY.
 *
 * poppler and cairo go on without what they had no memory for: a picture that should be on the page is not, and nobody
 * says so. So malloc and its kin are replaced, for every library of the program. Allocations of more than an address
 * space are answered as before: those sizes are mistakes of the document, the same under every limit.
 * Not under AddressSanitizer, whose allocator ends the program by itself.
 */
#pragma once

#include "formats/base/err.h"

/* Have they been replaced? ERR_INTERNAL where another allocator came first. */
MUST status memory_check(struct err *e);
