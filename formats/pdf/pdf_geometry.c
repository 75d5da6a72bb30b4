// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_geometry.h"

#include <math.h>

#include "formats/pdf/pdf_write.h"

static const double ROUNDING = 0.5; /* millimetres of the command line, as points */
static const double FARTHEST = 1e6;
static const double SMALLEST = 1; /* a point: less is nothing to a reader */

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static struct pdf_box box_between(double xa, double ya, double xb, double yb)
{
    return (struct pdf_box){lesser(xa, xb), lesser(ya, yb), greater(xa, xb), greater(ya, yb)};
}

status pdf_box_of(struct pdf_box *out, const struct pdf_object *array, struct err *e)
{
    double n[4];
    ENSURE(pdf_is(array, PDF_ARRAY) && array->array.count == 4, ERR_SYNTAX,
           "ISO 32000-1 7.9.5: a rectangle that is not four numbers");
    for (size_t i = 0; i < 4; i++)
        ENSURE(pdf_number(&n[i], array->array.item[i]) && fabs(n[i]) < FARTHEST, ERR_SYNTAX,
               "ISO 32000-1 7.9.5: a rectangle that is not four numbers");
    *out = box_between(n[0], n[1], n[2], n[3]);
    return OK;
}

void pdf_write_box(struct buf *out, const char *key, struct pdf_box box)
{
    const double corners[] = {box.x0, box.y0, box.x1, box.y1};
    buf_printf(out, " /%s [", key);
    for (size_t i = 0; i < 4; i++) {
        if (i > 0) buf_put_byte(out, ' ');
        pdf_write_number(out, corners[i]);
    }
    buf_put_byte(out, ']');
}

static status rotation_of(int *out, const struct pdf_object *rotate, struct err *e)
{
    double degrees = 0;
    ENSURE(rotate == NULL || pdf_number(&degrees, rotate), ERR_SYNTAX,
           "ISO 32000-1 7.7.3.3: a page's rotation is no number");
    ENSURE(fabs(degrees) < FARTHEST && fmod(degrees, 90) == 0, ERR_SYNTAX,
           "PDF-88: a page is rotated by %.1f degrees, which is no multiple of 90", degrees);
    *out = ((int)degrees % 360 + 360) % 360;
    return OK;
}

static struct pdf_box common_part(struct pdf_box a, struct pdf_box b)
{
    return (struct pdf_box){greater(a.x0, b.x0), greater(a.y0, b.y0), lesser(a.x1, b.x1), lesser(a.y1, b.y1)};
}

status pdf_sheet_of(struct pdf_sheet *out, const struct pdf_page *page, struct err *e)
{
    struct pdf_sheet s;
    struct pdf_box crop;
    TRY(pdf_box_of(&s.box, page->media_box, e));
    TRY(rotation_of(&s.rotate, page->rotate, e));
    if (page->crop_box != NULL) {
        TRY(pdf_box_of(&crop, page->crop_box, e));
        s.box = common_part(s.box, crop);
    }
    ENSURE(s.box.x0 < s.box.x1 && s.box.y0 < s.box.y1, ERR_SYNTAX,
           "PDF-88: a page shows nothing: its boxes have no area in common");
    *out = s;
    return OK;
}

struct pdf_box pdf_sheet_to_user(const struct pdf_sheet *s, struct pdf_place p)
{
    const struct pdf_box *b = &s->box;
    double left = p.x, top = p.y, right = p.x + p.w, bottom = p.y + p.h;
    if (s->rotate == 90) return box_between(b->x0 + top, b->y0 + left, b->x0 + bottom, b->y0 + right);
    if (s->rotate == 180) return box_between(b->x1 - left, b->y0 + top, b->x1 - right, b->y0 + bottom);
    if (s->rotate == 270) return box_between(b->x1 - top, b->y1 - left, b->x1 - bottom, b->y1 - right);
    return box_between(b->x0 + left, b->y1 - top, b->x0 + right, b->y1 - bottom);
}

struct pdf_place pdf_sheet_to_displayed(const struct pdf_sheet *s, struct pdf_box u)
{
    const struct pdf_box *b = &s->box;
    double w = u.x1 - u.x0, h = u.y1 - u.y0;
    if (s->rotate == 90) return (struct pdf_place){u.y0 - b->y0, u.x0 - b->x0, h, w};
    if (s->rotate == 180) return (struct pdf_place){b->x1 - u.x1, u.y0 - b->y0, w, h};
    if (s->rotate == 270) return (struct pdf_place){b->y1 - u.y1, b->x1 - u.x1, h, w};
    return (struct pdf_place){u.x0 - b->x0, b->y1 - u.y1, w, h};
}

bool pdf_sheet_holds(const struct pdf_sheet *s, struct pdf_place p)
{
    bool turned = s->rotate == 90 || s->rotate == 270;
    double w = s->box.x1 - s->box.x0, h = s->box.y1 - s->box.y0;
    double width = turned ? h : w, height = turned ? w : h;
    return p.w >= SMALLEST && p.h >= SMALLEST && p.x >= -ROUNDING && p.y >= -ROUNDING &&
           p.x + p.w <= width + ROUNDING && p.y + p.h <= height + ROUNDING;
}
