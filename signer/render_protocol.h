// SPDX-License-Identifier: Apache-2.0
/*
 * render_protocol.h - the messages between render_client.h and the render program.
 */
#pragma once

#include "signer/render_client.h"

enum render_op {
    RENDER_NONE = 0,
    RENDER_FIND_TEXT,
    RENDER_FIND_BETWEEN,
    RENDER_DRAW,
    RENDER_OPEN_PAGES, /* first, then any number of */
    RENDER_DRAW_PAGE,
    RENDER_PAGE_SIZE,
    RENDER_FIND_BLANKS,
    RENDER_OP_COUNT
};

/* A page from 1, and a box with sides that are not negative. */
void render_put_place(struct buf *out, const struct render_place *p);
MUST status render_get_place(struct render_place *out, struct view *in, struct err *e);
void render_put_number(struct buf *out, double v);
/* Finite, and no farther than a page can be. */
MUST status render_get_number(double *out, struct view *in, struct err *e);
void render_put_sheet(struct buf *out, const struct render_sheet *s);
MUST status render_get_sheet(struct render_sheet *out, struct view *in, struct err *e);
void render_put_blanks(struct buf *out, const struct render_blanks *b);
MUST status render_get_blanks(struct render_blanks *out, struct view *in, struct err *e);
void render_put_appearance(struct buf *out, const struct render_appearance *a);
MUST status render_get_appearance(struct render_appearance *out, struct view *in, struct err *e);
void render_put_drawing(struct buf *out, const struct render_drawing *d);
MUST status render_get_drawing(struct render_drawing *out, struct view *in, struct err *e);
void render_put_page_request(struct buf *out, const struct render_page_request *r);
/* Every mask is on the page asked for. */
MUST status render_get_page_request(struct render_page_request *out, struct view *in, struct err *e);
void render_put_page(struct buf *out, const struct render_page *p);
/* Whether a picture is a PNG is not looked at, but for its first bytes. */
MUST status render_get_page(struct render_page *out, struct view *in, struct err *e);
void render_drawing_clear(struct render_drawing *d);
void render_appearance_init(struct render_appearance *a);
void render_appearance_clear(struct render_appearance *a);
