// SPDX-License-Identifier: Apache-2.0
/*
 * storage.h - where the copy of a document is kept: a memfd that is sealed, or beyond LIMIT_DOCUMENT_MEMFD an unlinked
 * file with no writer left.
 *
 * The file is in $TMPDIR, unless that is memory, and else in /var/tmp. All its room is taken at once, so that a disk
 * that is too full is seen before anything was copied. Whoever dies leaves nothing behind.
 */
#pragma once

#include "formats/base/bytes.h"

/* Room for `size` bytes, open for writing. ERR_INTERNAL: there is none, and where. */
MUST status storage_new(int *out, uint64_t size, struct err *e);
MUST status storage_write(int fd, struct view v, struct err *e);
/* From now on nobody can change it. *fd may become another descriptor; it stays the caller's also after a failure. */
MUST status storage_freeze(int *fd, uint64_t size, struct err *e);
