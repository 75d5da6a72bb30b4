// SPDX-License-Identifier: Apache-2.0
/*
 * mapping.h - a document in memory, from the one or two descriptors that hold it.
 *
 * With a tail, the document is the whole pages of the base and then the tail, which begins with what the base has on
 * its last page. So what is added to a large file costs a page of it and no more. Both are mapped for reading, side by
 * side, and no byte of them is touched. Does not check: that nobody has them open for writing (storage.h sees to that).
 */
#pragma once

#include "formats/base/bytes.h"

/* The descriptors; -1: none. A tail needs a base. */
struct parts {
    int base, tail;
};

#define PARTS_NONE ((struct parts){-1, -1})

/* How many bytes a tail takes from a base of this size. */
size_t mapping_shared(uint64_t base_size);
/* ERR_INTERNAL when a part is empty or cannot be mapped. */
MUST status mapping_open(struct view *out, struct parts p, struct err *e);
void mapping_close(struct view v);
