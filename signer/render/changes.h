// SPDX-License-Identifier: Apache-2.0
/*
 * changes.h - where two drawings of a page differ, and frames around it.
 *
 * Pixels are compared exactly: the same renderer draws the same thing the same way. Drawings of different sizes differ
 * as a whole. Areas that touch or nearly touch become one box; of very many the last box is the one around the rest.
 * Does not look below a mask.
 */
#pragma once

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

#include "formats/base/err.h"

struct pixel_box {
    int x, y, w, h;
};

enum { CHANGES_MAX = 256 };

struct changes {
    struct pixel_box item[CHANGES_MAX];
    size_t count;
};

/* Both are RGB24 image surfaces. Fails without memory only. */
MUST status changes_find(struct changes *out, cairo_surface_t *a, cairo_surface_t *b, const struct pixel_box *masks,
                         size_t mask_count, struct err *e);
/* Red frames around the changes, thin blue ones around what was not compared. */
void changes_mark(cairo_surface_t *on, const struct changes *c, const struct pixel_box *masks, size_t mask_count);
