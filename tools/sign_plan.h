// SPDX-License-Identifier: Apache-2.0
/*
 * sign_plan.h - which file each input becomes, decided before anything is signed.
 *
 * In a folder for the output, a named file keeps its name, and what was found in a folder its path below that folder;
 * byte for byte, or by safe_name.h. With safe names, those that would be the same are numbered: names that are safe as
 * they are come first and stay, then the others in the order of their bytes, so that neither the order of the inputs
 * nor what is signed already changes a name.
 * Refuses, all with ERR_USAGE: two inputs that would become one file, an output that is an input. Does not check
 * whether an output is there, or can be written.
 */
#pragma once

#include "tools/inputs.h"

struct planned {
    const struct input *input; /* borrowed */
    char *output;
    size_t number; /* of a safe name */
};

struct sign_plan {
    struct planned *item; /* in the order of the inputs */
    size_t count;
};

struct plan_choice {
    const char *output; /* -o */
    bool into_folder;   /* else there is one input, and this is its name */
    bool safe_names;
};

MUST status sign_plan_make(struct sign_plan *out, const struct inputs *in, const struct plan_choice *c, struct err *e);
void sign_plan_clear(struct sign_plan *p);
