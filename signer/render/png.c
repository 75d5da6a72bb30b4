// SPDX-License-Identifier: Apache-2.0
#include "signer/render/png.h"

#include <string.h>

#include "formats/base/limits.h"

static const double POINTS_PER_METRE = 72 / 0.0254;

static uint32_t number_at(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void take_physical(struct png_size *s, struct view data)
{
    if (data.len != 9 || data.data[8] != 1) return; /* unit: metre */
    uint32_t x = number_at(data.data), y = number_at(data.data + 4);
    if (x == 0 || y == 0) return;
    s->w = s->width * POINTS_PER_METRE / x;
    s->h = s->height * POINTS_PER_METRE / y;
}

status png_read_size(struct png_size *out, struct view png, struct err *e)
{
    struct png_size s = {0};
    bool is_png = png.len > 33 && memcmp(png.data, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) == 0;
    ENSURE(is_png, ERR_SYNTAX, "the picture is not a PNG");
    s.width = number_at(png.data + 16);
    s.height = number_at(png.data + 20);
    ENSURE(s.width > 0 && s.height > 0 && s.width <= LIMIT_IMAGE_SIDE && s.height <= LIMIT_IMAGE_SIDE &&
               (uint64_t)s.width * s.height <= LIMIT_IMAGE_PIXELS,
           ERR_LIMIT, "the picture has %u by %u pixels, which is too large", s.width, s.height);
    size_t at = 8;
    for (int i = 0; i < LIMIT_IMAGE_CHUNKS && png.len - at >= 12; i++) {
        uint32_t len = number_at(png.data + at);
        if (len > png.len - at - 12) break;
        if (memcmp(png.data + at + 4, "IDAT", 4) == 0) break;
        if (memcmp(png.data + at + 4, "pHYs", 4) == 0) take_physical(&s, view_part(png, at + 8, len));
        at += 12 + (size_t)len;
    }
    *out = s;
    return OK;
}
