// SPDX-License-Identifier: Apache-2.0
/*
 * storage.h - where the copy of a document is kept: a memfd that is sealed, or beyond LIMIT_DOCUMENT_MEMFD an unlinked
 * file with no writer left.
 *
 * The file is in $TMPDIR, unless that is memory, and else in /var/tmp; or in the folder where it is to get a name in
 * the end (output.h). All its room is taken at once, so that a disk that is too full is seen before anything was
 * copied. Whoever dies leaves nothing behind.
 */
#pragma once

#include "formats/base/bytes.h"

/* Room for `size` bytes, open for writing. ERR_INTERNAL: there is none, and where. */
MUST status storage_new(int *out, uint64_t size, struct err *e);
/* The same, a file in `folder` if it has to be a file and can be one there. ERR_OUTPUT: that disk is too full. */
MUST status storage_new_in(int *out, uint64_t size, const char *folder, struct err *e);
/* All of `from` at once, where the file system lets two files share what they hold (Btrfs, XFS); false: nothing is
 * there yet. */
bool storage_clone(int fd, int from, uint64_t size);
MUST status storage_write(int fd, struct view v, struct err *e);
/* A hint: what was written between the two will be an output, so the disk may begin with it. */
void storage_begin_flush(int fd, uint64_t from, uint64_t to);
/* From now on nobody can change it. *fd may become another descriptor; it stays the caller's also after a failure. */
MUST status storage_freeze(int *fd, uint64_t size, struct err *e);
