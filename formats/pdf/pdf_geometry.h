// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_geometry.h - where a place on the page as displayed is in user space, and back (ISO 32000-1 8.3.2.3, 14.11.2).
 *
 * Displayed: points from the top left of the CropBox (within the MediaBox), after /Rotate.
 */
#pragma once

#include "formats/pdf/pdf_file.h"

struct pdf_box {
    double x0, y0, x1, y1; /* x0 < x1, y0 < y1 */
};

struct pdf_sheet {
    struct pdf_box box; /* what is shown, in user space */
    int rotate;         /* 0, 90, 180, 270 clockwise */
};

struct pdf_place {
    double x, y, w, h;
};

/* ERR_SYNTAX when boxes or rotation are none. A box whose numbers are references of their own is refused. */
MUST status pdf_sheet_of(struct pdf_sheet *out, const struct pdf_page *page, struct err *e);
/* The corners may come in any order. */
MUST status pdf_box_of(struct pdf_box *out, const struct pdf_object *array, struct err *e);
/* " /KEY [x0 y0 x1 y1]" into a dictionary that is being written. */
void pdf_write_box(struct buf *out, const char *key, struct pdf_box box);
struct pdf_box pdf_sheet_to_user(const struct pdf_sheet *s, struct pdf_place p);
struct pdf_place pdf_sheet_to_displayed(const struct pdf_sheet *s, struct pdf_box b);
/* Is the place within what is shown (half a point of rounding allowed), and a point or more in width and height? */
bool pdf_sheet_holds(const struct pdf_sheet *s, struct pdf_place p);
