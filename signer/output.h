// SPDX-License-Identifier: Apache-2.0
/*
 * output.h - a file that appears whole or not at all.
 *
 * Written without a name, flushed, then renamed into its place. Whatever fails or dies before leaves nothing behind,
 * and what stood there before as it was; but where the file system knows no nameless files (FAT, NFS), whoever is
 * killed may leave a file ".seal-" and sixteen digits.
 */
#pragma once

#include <limits.h>
#include <sys/types.h>

#include "formats/base/bytes.h"

struct document;

/* ERR_OUTPUT when it cannot be written; the mode follows the umask. */
MUST status output_write(const char *path, struct view bytes, struct err *e);
/*
 * The same for a document. A large one that was opened for this folder (document_open_for) becomes the output itself,
 * with what was added to it behind; else the file system may know how to share it. Afterwards `d` and all that share
 * its base may only be cleared: the bytes are now those of a file that anyone may change.
 */
MUST status output_write_document(const char *path, const struct document *d, struct err *e);
/* Likewise, in a folder that is open; `mode` less the umask. */
MUST status output_write_at(int folder, const char *name, mode_t mode, struct view bytes, struct err *e);
/* The same, but ERR_OUTPUT where something stands there already. */
MUST status output_write_new(const char *path, struct view bytes, struct err *e);
MUST status output_write_new_document(const char *path, const struct document *d, struct err *e);
/* Each part of the path that is missing, for the owner alone. */
MUST status output_make_private_folders(const char *path, struct err *e);
/* A folder to write into: there, or made (one level). */
MUST status output_make_folder(const char *path, struct err *e);
/* That folder, and each between it and the file `path` below it. */
MUST status output_make_folders(const char *folder, const char *path, struct err *e);
/* The folder that a path leads to, "." where it names none. */
void output_folder_of(char out[static PATH_MAX], const char *path);
