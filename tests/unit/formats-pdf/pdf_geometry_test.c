// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <math.h>
#include <string.h>

#include "formats/base/arena.h"
#include "formats/pdf/pdf_geometry.h"
#include "formats/pdf/pdf_parse.h"

static const struct pdf_object *parse(struct arena *arena, const char *text)
{
    struct err e = {0};
    const struct pdf_object *o = NULL;
    AUTO_LEX x = {.source = view_of_string(text), .arena = arena};
    if (text[0] != '\0') assert_ok(pdf_parse(&o, &x, &e), &e);
    return o;
}

static status sheet_of(struct pdf_sheet *out, const char *media, const char *crop, const char *rotate, struct err *e)
{
    AUTO(arena_free)
    struct arena *arena = arena_new(1 << 20);
    struct pdf_page page = {
        .media_box = parse(arena, media), .crop_box = parse(arena, crop), .rotate = parse(arena, rotate)};
    return pdf_sheet_of(out, &page, e);
}

static void damaged_pages_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *media, *crop, *rotate, *reason;
    } cases[] = {
        {"", "", "", "four numbers"},
        {"[0 0 1]", "", "", "four numbers"},
        {"[0 0 1 /x]", "", "", "four numbers"},
        {"[0 0 1 5 0 R]", "", "", "four numbers"},
        {"[0 0 1 99999999]", "", "", "four numbers"},
        {"[0 0 100 100]", "(x)", "", "four numbers"},
        {"[0 0 100 100]", "", "45", "rotated by 45.0"},
        {"[0 0 100 100]", "", "90.5", "rotated by 90.5"},
        {"[0 0 100 100]", "", "(90)", "no number"},
        {"[0 0 0 100]", "", "", "no area"},
        {"[0 0 100 100]", "[100 0 200 100]", "", "no area"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct pdf_sheet s;
        assert_refused(sheet_of(&s, cases[i].media, cases[i].crop, cases[i].rotate, &e), &e, ERR_SYNTAX,
                       cases[i].reason);
    }
}

static void what_is_shown_is_the_crop_within_the_media(void **state)
{
    (void)state;
    static const struct {
        const char *media, *crop, *rotate;
        struct pdf_sheet sheet;
    } cases[] = {
        {"[0 0 100 200]", "", "", {{0, 0, 100, 200}, 0}},
        {"[100 200 0 0]", "", "", {{0, 0, 100, 200}, 0}},
        {"[0 0 100 200]", "[10 20 90 250]", "90", {{10, 20, 90, 200}, 90}},
        {"[-50 -40.5 100 200]", "[-80 -80 50 50]", "-90", {{-50, -40.5, 50, 50}, 270}},
        {"[0 0 100 200]", "", "540", {{0, 0, 100, 200}, 180}},
        {"[0 0 100 200]", "", "-360", {{0, 0, 100, 200}, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct pdf_sheet s;
        const struct pdf_sheet *want = &cases[i].sheet;
        assert_ok(sheet_of(&s, cases[i].media, cases[i].crop, cases[i].rotate, &e), &e);
        assert_int_equal(s.rotate, want->rotate);
        assert_true(s.box.x0 == want->box.x0 && s.box.y0 == want->box.y0 && s.box.x1 == want->box.x1 &&
                    s.box.y1 == want->box.y1);
    }
}

/* A page of 400 by 600 at (50, 60). Worked out by hand on paper. */
static void places_go_to_user_space_and_back(void **state)
{
    (void)state;
    static const struct {
        int rotate;
        struct pdf_place place;
        struct pdf_box box;
    } cases[] = {
        {0, {20, 30, 144, 72}, {70, 558, 214, 630}},
        {90, {20, 30, 144, 72}, {80, 80, 152, 224}},
        {180, {20, 30, 144, 72}, {286, 90, 430, 162}},
        {270, {20, 30, 144, 72}, {348, 496, 420, 640}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct pdf_sheet s = {{50, 60, 450, 660}, cases[i].rotate};
        const struct pdf_box *want = &cases[i].box;
        const struct pdf_place *place = &cases[i].place;
        struct pdf_box b = pdf_sheet_to_user(&s, *place);
        assert_true(b.x0 == want->x0 && b.y0 == want->y0 && b.x1 == want->x1 && b.y1 == want->y1);
        struct pdf_place p = pdf_sheet_to_displayed(&s, b);
        assert_true(p.x == place->x && p.y == place->y && p.w == place->w && p.h == place->h);
    }
}

static void only_places_on_the_sheet_are_held(void **state)
{
    (void)state;
    static const struct {
        int rotate;
        struct pdf_place place;
        bool held;
    } cases[] = {
        {0, {0, 0, 400, 600}, true},
        {90, {0, 0, 600, 400}, true},
        {0, {0, 0, 600, 400}, false},
        {90, {0, 0, 400, 600}, false},
        {180, {0, 0, 400, 600}, true},
        {270, {0, 0, 600, 400}, true},
        {0, {-0.4, 0, 400, 600.4}, true},
        {0, {-1, 0, 10, 10}, false},
        {0, {0, -1, 10, 10}, false},
        {0, {391, 0, 10, 10}, false},
        {0, {0, 591, 10, 10}, false},
        {0, {10, 10, 0, 10}, false},
        {0, {10, 10, 0.9, 10}, false},
        {0, {10, 10, 10, 0.9}, false},
        {0, {10, 10, 1, 1}, true},
        {0, {10, 10, 10, -5}, false},
        {0, {(double)NAN, 0, 10, 10}, false},
        {0, {0, 0, (double)INFINITY, 1}, false},
        {0, {0, 0, 10, (double)NAN}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct pdf_sheet s = {{50, 60, 450, 660}, cases[i].rotate};
        if (pdf_sheet_holds(&s, cases[i].place) != cases[i].held) fail_msg("case %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_pages_are_refused),
        cmocka_unit_test(what_is_shown_is_the_crop_within_the_media),
        cmocka_unit_test(places_go_to_user_space_and_back),
        cmocka_unit_test(only_places_on_the_sheet_are_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
