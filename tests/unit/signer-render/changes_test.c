// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/signer-render/scene.h"

#include "signer/render/changes.h"

enum { WIDTH = 203, HEIGHT = 101 }; /* no multiples of a cell */

static cairo_surface_t *white(int w, int h)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    cairo_t *cr = cairo_create(s);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_destroy(cr);
    cairo_surface_flush(s);
    return s;
}

static void spot(cairo_surface_t *s, int x, int y, int w, int h)
{
    cairo_t *cr = cairo_create(s);
    cairo_rectangle(cr, x, y, w, h);
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    cairo_fill(cr);
    cairo_destroy(cr);
    cairo_surface_flush(s);
}

struct scene {
    cairo_surface_t *a, *b;
    struct changes changes;
};

static struct scene two_pages(void)
{
    return (struct scene){.a = white(WIDTH, HEIGHT), .b = white(WIDTH, HEIGHT)};
}

static void scene_clear(struct scene *s)
{
    cairo_surface_destroy(s->a);
    cairo_surface_destroy(s->b);
}

static void find(struct scene *s, const struct pixel_box *masks, size_t count)
{
    struct err e = {0};
    assert_ok(changes_find(&s->changes, s->a, s->b, masks, count, &e), &e);
}

/* The box holds the spot, and little more. */
static void assert_around(const struct pixel_box *box, int x, int y, int w, int h)
{
    bool holds = box->x <= x && box->y <= y && box->x + box->w >= x + w && box->y + box->h >= y + h;
    bool tight = box->x > x - 8 && box->y > y - 8 && box->x + box->w < x + w + 8 && box->y + box->h < y + h + 8;
    if (!holds || !tight) fail_msg("%d %d, %d by %d", box->x, box->y, box->w, box->h);
}

static void sees_one_pixel_anywhere(void **state)
{
    (void)state;
    static const int at[][2] = {{0, 0}, {WIDTH - 1, 0}, {0, HEIGHT - 1}, {WIDTH - 1, HEIGHT - 1}, {100, 50}, {8, 7}};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        AUTO_CLEAR(scene_clear) struct scene s = two_pages();
        spot(s.a, at[i][0], at[i][1], 1, 1);
        find(&s, NULL, 0);
        assert_int_equal(s.changes.count, 1);
        assert_around(&s.changes.item[0], at[i][0], at[i][1], 1, 1);
    }
}

static void sees_one_shade(void **state)
{
    (void)state;
    AUTO_CLEAR(scene_clear) struct scene s = two_pages();
    unsigned char *p = cairo_image_surface_get_data(s.b) + cairo_image_surface_get_stride(s.b) * 9 + 9 * 4;
    uint32_t pixel;
    memcpy(&pixel, p, sizeof pixel);
    pixel ^= 0xff000000u; /* says nothing in RGB24 */
    memcpy(p, &pixel, sizeof pixel);
    find(&s, NULL, 0);
    assert_int_equal(s.changes.count, 0);
    pixel ^= 1;
    memcpy(p, &pixel, sizeof pixel);
    find(&s, NULL, 0);
    assert_int_equal(s.changes.count, 1);
}

static void keeps_apart_what_is_apart(void **state)
{
    (void)state;
    AUTO_CLEAR(scene_clear) struct scene s = two_pages();
    spot(s.a, 10, 10, 30, 12);
    spot(s.a, 45, 12, 20, 10); /* the next word */
    spot(s.b, 120, 60, 40, 20);
    find(&s, NULL, 0);
    assert_int_equal(s.changes.count, 2);
    assert_around(&s.changes.item[0], 10, 10, 55, 12);
    assert_around(&s.changes.item[1], 120, 60, 40, 20);
}

static void follows_a_shape_in_every_direction(void **state)
{
    (void)state;
    AUTO_CLEAR(scene_clear) struct scene s = two_pages();
    spot(s.a, 100, 0, 4, HEIGHT); /* a cross, and a hook to the left at its foot */
    spot(s.a, 20, 50, 160, 4);
    spot(s.a, 10, HEIGHT - 4, 94, 4);
    find(&s, NULL, 0);
    assert_int_equal(s.changes.count, 1);
    assert_around(&s.changes.item[0], 10, 0, 170, HEIGHT);
}

static void has_room_for_any_number(void **state)
{
    (void)state;
    struct scene s = {.a = white(1000, 1000), .b = white(1000, 1000)};
    for (int y = 0; y < 1000; y += 24)
        for (int x = 0; x < 1000; x += 24) spot(s.a, x, y, 2, 2);
    find(&s, NULL, 0);
    assert_int_equal(s.changes.count, CHANGES_MAX);
    const struct pixel_box *last = &s.changes.item[CHANGES_MAX - 1];
    assert_true(last->x == 0 && last->x + last->w >= 986 && last->y + last->h >= 986);
    scene_clear(&s);
}

static void sees_another_size(void **state)
{
    (void)state;
    struct scene s = {.a = white(WIDTH, HEIGHT), .b = white(WIDTH, HEIGHT + 1)};
    find(&s, NULL, 0);
    assert_int_equal(s.changes.count, 1);
    assert_around(&s.changes.item[0], 0, 0, WIDTH, HEIGHT + 1);
    scene_clear(&s);
}

static void looks_below_no_mask(void **state)
{
    (void)state;
    AUTO_CLEAR(scene_clear) struct scene s = two_pages();
    static const struct pixel_box masks[] = {{50, 20, 30, 30}, {-5, -5, 15, 15}};
    spot(s.a, 50, 20, 30, 30);
    spot(s.a, 0, 0, 10, 10);
    find(&s, masks, 2);
    assert_int_equal(s.changes.count, 0);
    spot(s.a, 80, 30, 1, 1); /* first pixel beyond */
    find(&s, masks, 2);
    assert_int_equal(s.changes.count, 1);
}

static bool is_red(cairo_surface_t *s, int x, int y)
{
    struct pixel p = pixel_at(s, x, y);
    return p.r == 255 && p.g == 0 && p.b == 0;
}

static void frames_stand_around_and_inside_the_page(void **state)
{
    (void)state;
    AUTO_CLEAR(scene_clear) struct scene s = two_pages();
    static const struct pixel_box mask = {150, 20, 30, 30};
    struct changes c = {.item = {{40, 40, 24, 16}, {0, 0, WIDTH, HEIGHT}}, .count = 2};
    changes_mark(s.a, &c, &mask, 1);
    assert_true(is_red(s.a, 38, 45) && is_red(s.a, 65, 45) && is_red(s.a, 50, 38) && is_red(s.a, 50, 57));
    assert_false(is_red(s.a, 42, 45)); /* the change itself stays visible */
    assert_true(is_red(s.a, 0, 50) && is_red(s.a, WIDTH - 1, 50) && is_red(s.a, 100, 0) &&
                is_red(s.a, 100, HEIGHT - 1));
    struct pixel around = pixel_at(s.a, 149, 30);
    assert_true(around.b > 200 && around.r < 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_one_pixel_anywhere),   cmocka_unit_test(sees_one_shade),
        cmocka_unit_test(keeps_apart_what_is_apart), cmocka_unit_test(follows_a_shape_in_every_direction),
        cmocka_unit_test(has_room_for_any_number),   cmocka_unit_test(sees_another_size),
        cmocka_unit_test(looks_below_no_mask),       cmocka_unit_test(frames_stand_around_and_inside_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
