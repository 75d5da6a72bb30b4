// SPDX-License-Identifier: Apache-2.0
/*
 * render_client.h - asks the sandboxed `render` program (poppler, pango, cairo; may read fonts and nothing else).
 *
 * Each call starts a fresh process: the one that draws an appearance has never seen a document.
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/base/wire.h"

/* A place on a page, in points from the top left of the page as displayed (CropBox, Rotate applied). */
struct render_place {
    uint32_t page; /* from 1 */
    double x, y, w, h;
};

/*
 * The text's place in the document (descriptor), in composed or decomposed Vietnamese, case sensitive. With several
 * matches the last one, and *matches says how many there were. ERR_USAGE when there is none.
 */
MUST status render_find_text(struct render_place *out, uint32_t *matches, int document, const char *text,
                             struct err *e);
/* The area between two texts: the last `below` (a name) that stands under an `above` (a title) in the same column of a
 * page, and the nearest such `above`. */
MUST status render_find_between(struct render_place *above, struct render_place *below, uint32_t *matches, int document,
                                const char *title, const char *name, struct err *e);

struct render_appearance {
    struct buf image;          /* PNG; empty: none */
    char text[LIMIT_TEXT * 4]; /* lines separated by \n; empty: none */
    double font_size;          /* points */
    double w, h;               /* points; 0: the physical size of the image, or the size of the text */
};

struct render_drawing {
    struct buf pdf; /* one page, fonts embedded as subsets */
    double w, h;    /* points */
    bool assumed;   /* the image does not say its physical size (pHYs): RENDER_ASSUMED_DPI was taken */
};

/* What pictures of seals are scanned at when they do not say. */
enum { RENDER_ASSUMED_DPI = 600 };

/* `out->pdf` has its maximum from the caller. */
MUST status render_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e);
