// SPDX-License-Identifier: Apache-2.0
/*
 * png.h - what a PNG says of itself before anybody decodes it: its size in pixels and on paper (PNG 1.2, 11.2.2
 * and 11.3.5.3).
 *
 * Refuses: what is no PNG, more than 10,000 pixels a side or 40 million in all.
 */
#pragma once

#include "formats/base/bytes.h"

struct png_size {
    uint32_t width, height; /* pixels */
    double w, h;            /* points; 0 where the file does not say */
};

MUST status png_read_size(struct png_size *out, struct view png, struct err *e);
