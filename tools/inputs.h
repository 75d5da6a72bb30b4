// SPDX-License-Identifier: Apache-2.0
/*
 * inputs.h - the files of one command: those that are named, and all ordinary files in the folders that are named.
 *
 * Folders are read in the order of their names, at any depth; symbolic links inside of them are not followed. More than
 * LIMIT_FILES, or a folder that cannot be read: an error, never a part of them. Does not look into files.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "formats/base/limits.h"
#include "formats/base/mem.h"

struct input {
    char *path;
    size_t below;  /* path + below: its name in the folder that was named, or that of a file that was named itself */
    bool is_found; /* in a folder; nobody named it */
};

struct inputs {
    struct input *item;
    size_t count, room;
    bool has_folder;
    bool leaves_out; /* a folder: */
    dev_t left_device;
    ino_t left_file;
};

/* What lies in this folder is no input when it is found in another; of no effect where it is not there. */
void inputs_leave_out(struct inputs *in, const char *folder);

/* What cannot be looked at is kept as a named file: opening it will say why. */
MUST status inputs_add(struct inputs *in, const char *path, struct err *e);
/* Is the output a folder: it is one, or is called like one, or one file could not hold what becomes of all? */
bool inputs_go_into_folder(const struct inputs *in, const char *output);
void inputs_clear(struct inputs *in);
