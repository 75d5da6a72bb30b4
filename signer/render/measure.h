// SPDX-License-Identifier: Apache-2.0
/*
 * measure.h - how large things come out on paper: arithmetic only. Lengths are points.
 */
#pragma once

#include "signer/render/png.h"

struct extent {
    double w, h;
};

/* As large as the file says, else as scanned at RENDER_ASSUMED_DPI, and then *assumed is set. */
struct extent measure_picture(bool *assumed, const struct png_size *size);
/* As large as fits into `room`, proportions kept: grows, too. */
struct extent measure_fit(struct extent e, struct extent room);
/* The pixels that `points` of paper need of the `pixels` there are: never more, never none. */
int measure_pixels(uint32_t pixels, double points, int dots_per_inch);
