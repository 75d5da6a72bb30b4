// SPDX-License-Identifier: Apache-2.0
#include "signer/render/measure.h"

#include <math.h>

#include "signer/render_client.h"

static const double POINTS_PER_INCH = 72;

struct extent measure_picture(bool *assumed, const struct png_size *size)
{
    double scale = POINTS_PER_INCH / RENDER_ASSUMED_DPI;
    *assumed = size->w <= 0 || size->h <= 0;
    return *assumed ? (struct extent){size->width * scale, size->height * scale} : (struct extent){size->w, size->h};
}

struct extent measure_fit(struct extent e, struct extent room)
{
    double scale = fmin(room.w / e.w, room.h / e.h);
    return (struct extent){e.w * scale, e.h * scale};
}

int measure_pixels(uint32_t pixels, double points, int dots_per_inch)
{
    double needed = ceil(points * dots_per_inch / POINTS_PER_INCH);
    return (int)fmax(1, fmin(needed, pixels));
}
