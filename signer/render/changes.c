// SPDX-License-Identifier: Apache-2.0
#include "signer/render/changes.h"

#include <stdint.h>
#include <string.h>

#include "formats/base/mem.h"

enum {
    CELL = 8, /* pixels a side: letters that changed in one word are one box */
    COLOUR = 0xffffff,
    FRAME = 3,
    THIN = 1
};

/* The page in cells; a cell is set when something in it changed. */
struct grid {
    uint8_t *cells;
    uint32_t *stack; /* of the box that is being gathered */
    int columns, rows;
};

static void grid_clear(struct grid *g)
{
    mem_free(g->cells);
    mem_free(g->stack);
}

static bool is_masked(int x, int y, const struct pixel_box *masks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct pixel_box *m = &masks[i];
        if (x >= m->x && y >= m->y && x < m->x + m->w && y < m->y + m->h) return true;
    }
    return false;
}

static const unsigned char *row_of(cairo_surface_t *s, int y)
{
    return cairo_image_surface_get_data(s) + (ptrdiff_t)y * cairo_image_surface_get_stride(s);
}

/* RGB24 has a byte a pixel that says nothing. */
static bool pixels_differ(const unsigned char *a, const unsigned char *b, int x)
{
    uint32_t pa, pb;
    memcpy(&pa, a + (ptrdiff_t)x * 4, sizeof pa);
    memcpy(&pb, b + (ptrdiff_t)x * 4, sizeof pb);
    return ((pa ^ pb) & COLOUR) != 0;
}

static void compare_row(struct grid *g, int y, cairo_surface_t *a, cairo_surface_t *b, const struct pixel_box *masks,
                        size_t mask_count)
{
    const unsigned char *ra = row_of(a, y), *rb = row_of(b, y);
    int width = cairo_image_surface_get_width(a);
    if (memcmp(ra, rb, (size_t)width * 4) == 0) return;
    for (int x = 0; x < width; x++)
        if (pixels_differ(ra, rb, x) && !is_masked(x, y, masks, mask_count))
            g->cells[(y / CELL) * g->columns + x / CELL] = 1;
}

static void push_neighbours(struct grid *g, size_t *depth, int column, int row)
{
    for (int r = row - 1; r <= row + 1; r++) {
        for (int c = column - 1; c <= column + 1; c++) {
            if (r < 0 || c < 0 || r >= g->rows || c >= g->columns || g->cells[r * g->columns + c] == 0) continue;
            g->cells[r * g->columns + c] = 0;
            g->stack[(*depth)++] = (uint32_t)(r * g->columns + c);
        }
    }
}

static int min_of(int a, int b)
{
    return a < b ? a : b;
}

static int max_of(int a, int b)
{
    return a > b ? a : b;
}

static struct pixel_box around(struct pixel_box a, struct pixel_box b)
{
    int x = min_of(a.x, b.x), y = min_of(a.y, b.y);
    return (struct pixel_box){x, y, max_of(a.x + a.w, b.x + b.w) - x, max_of(a.y + a.h, b.y + b.h) - y};
}

/* Takes the cell and all that hang together with it out of the grid. A cell is pushed once, so the stack suffices. */
static struct pixel_box gather(struct grid *g, int column, int row)
{
    struct pixel_box box = {column * CELL, row * CELL, CELL, CELL};
    size_t depth = 0;
    push_neighbours(g, &depth, column, row);
    while (depth > 0) {
        int cell = (int)g->stack[--depth];
        int c = cell % g->columns, r = cell / g->columns;
        box = around(box, (struct pixel_box){c * CELL, r * CELL, CELL, CELL});
        push_neighbours(g, &depth, c, r);
    }
    return box;
}

static void add_box(struct changes *c, struct pixel_box box)
{
    if (c->count < CHANGES_MAX)
        c->item[c->count++] = box;
    else
        c->item[CHANGES_MAX - 1] = around(c->item[CHANGES_MAX - 1], box);
}

static status new_grid(struct grid *g, int width, int height, struct err *e)
{
    g->columns = (width + CELL - 1) / CELL;
    g->rows = (height + CELL - 1) / CELL;
    size_t cells = (size_t)g->columns * (size_t)g->rows;
    g->cells = mem_new_array(cells, sizeof *g->cells);
    g->stack = mem_new_array(cells, sizeof *g->stack);
    MEM_ENSURE(g->cells);
    MEM_ENSURE(g->stack);
    return OK;
}

status changes_find(struct changes *out, cairo_surface_t *a, cairo_surface_t *b, const struct pixel_box *masks,
                    size_t mask_count, struct err *e)
{
    AUTO_CLEAR(grid_clear) struct grid g = {0};
    int width = cairo_image_surface_get_width(a), height = cairo_image_surface_get_height(a);
    out->count = 0;
    if (width != cairo_image_surface_get_width(b) || height != cairo_image_surface_get_height(b)) {
        add_box(out, (struct pixel_box){0, 0, cairo_image_surface_get_width(b), cairo_image_surface_get_height(b)});
        return OK;
    }
    TRY(new_grid(&g, width, height, e));
    for (int y = 0; y < height; y++) compare_row(&g, y, a, b, masks, mask_count);
    for (int r = 0; r < g.rows; r++)
        for (int c = 0; c < g.columns; c++)
            if (g.cells[r * g.columns + c] != 0) add_box(out, gather(&g, c, r));
    return OK;
}

/* Around the box, not over it; at the page's edge as far out as there is room. */
static void frame(cairo_t *cr, const struct pixel_box *b, int thick, int width, int height)
{
    int x1 = max_of(b->x - thick, 0), y1 = max_of(b->y - thick, 0);
    int x2 = min_of(b->x + b->w + thick, width), y2 = min_of(b->y + b->h + thick, height);
    cairo_set_line_width(cr, thick);
    cairo_rectangle(cr, x1 + thick / 2.0, y1 + thick / 2.0, x2 - x1 - thick, y2 - y1 - thick);
    cairo_stroke(cr);
}

void changes_mark(cairo_surface_t *on, const struct changes *c, const struct pixel_box *masks, size_t mask_count)
{
    int width = cairo_image_surface_get_width(on), height = cairo_image_surface_get_height(on);
    cairo_t *cr = cairo_create(on);
    cairo_set_source_rgb(cr, 0.1, 0.3, 0.9);
    for (size_t i = 0; i < mask_count; i++) frame(cr, &masks[i], THIN, width, height);
    cairo_set_source_rgb(cr, 1, 0, 0);
    for (size_t i = 0; i < c->count; i++) frame(cr, &c->item[i], FRAME, width, height);
    cairo_destroy(cr);
    cairo_surface_flush(on);
}
