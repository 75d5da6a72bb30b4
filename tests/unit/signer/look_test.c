// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "signer/look.h"

enum { IMAGE = 1, NUMBER = 2, COPY_FORM = 4, DATE = 8, FIELD = 16 };

/* A profile by its lines, ended by NULL, and what the command line says. */
struct look_says {
    const char *line[12];
    enum place_kind place;
    unsigned given;
};

static status settle(struct sign_look *l, const struct look_says *c, struct err *e)
{
    struct err ignored = {0};
    sign_look_init(l);
    profile_init(&l->profile, "mine");
    for (size_t i = 0; i + 1 < 12 && c->line[i] != NULL; i += 2)
        assert_ok(profile_set(&l->profile, c->line[i], c->line[i + 1], &ignored), &ignored);
    assert_ok(profile_check(&l->profile, &ignored), &ignored);
    l->place = c->place;
    if (c->given & NUMBER) snprintf(l->number, sizeof l->number, "15/QĐ");
    if (c->given & COPY_FORM) snprintf(l->copy_form, sizeof l->copy_form, "SAO Y");
    if (c->given & DATE) l->date = 1;
    return look_settle(l, (c->given & IMAGE) != 0, (c->given & FIELD) != 0, e);
}

#define PICTURE "picture", "true"
#define TEXT(t) "text", t, "place", "top-right"

static void refuses_what_would_be_missed(void **state)
{
    (void)state;
    static const struct {
        struct look_says c;
        const char *why;
    } cases[] = {
        {{{PICTURE, "place", "asked"}, PLACE_PROFILE, IMAGE}, "a picture without a place"},
        {{{PICTURE, "place", "asked"}, PLACE_ANCHOR, 0}, "a place without a picture"},
        {{{NULL}, PLACE_AT, 0}, "a place without a picture"},
        {{{NULL}, PLACE_PROFILE, IMAGE}, "profile mine shows no picture: --image is too much"},
        {{{TEXT("{time}")}, PLACE_PROFILE, IMAGE}, "--image is too much"},
        {{{TEXT("{number}")}, PLACE_PROFILE, 0}, "--number is missing"},
        {{{TEXT("{symbol}")}, PLACE_PROFILE, 0}, "--number is missing"},
        {{{TEXT("{time}")}, PLACE_PROFILE, NUMBER}, "--number is too much"},
        {{{TEXT("{copy_form}")}, PLACE_PROFILE, 0}, "--copy-form is missing"},
        {{{TEXT("{time}")}, PLACE_PROFILE, COPY_FORM}, "--copy-form is too much"},
        {{{TEXT("{time}")}, PLACE_PROFILE, DATE}, "--date is too much"},
        {{{"rule", "seal", "number", "true"}, PLACE_PROFILE, 0}, "--number is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct sign_look l;
        assert_refused(settle(&l, &cases[i].c, &e), &e, ERR_USAGE, cases[i].why);
    }
}

static void takes_the_place_that_counts(void **state)
{
    (void)state;
    static const struct {
        struct look_says c;
        enum place_kind place;
        const char *text;
    } cases[] = {
        {{{NULL}, PLACE_PROFILE, 0}, PLACE_INVISIBLE, ""},
        {{{PICTURE, "place", "between"}, PLACE_PROFILE, 0}, PLACE_INVISIBLE, ""},
        {{{PICTURE, "place", "between"}, PLACE_PROFILE, IMAGE}, PLACE_BETWEEN, ""},
        {{{PICTURE, "place", "between"}, PLACE_AT, IMAGE}, PLACE_AT, ""},
        {{{PICTURE, "place", "between"}, PLACE_PROFILE, IMAGE | FIELD}, PLACE_BETWEEN, ""},
        {{{PICTURE, "place", "anchor", "anchor", "Đ"}, PLACE_PROFILE, IMAGE}, PLACE_ANCHOR, "Đ"},
        {{{PICTURE, "place", "over-signature"}, PLACE_PROFILE, IMAGE}, PLACE_OVER_SIGNATURE, ""},
        {{{PICTURE, "place", "over-signature", "anchor", "Đ"}, PLACE_PROFILE, IMAGE}, PLACE_OVER_SIGNATURE, "Đ"},
        {{{PICTURE, "place", "over-signature"}, PLACE_ANCHOR, IMAGE}, PLACE_OVER_SIGNATURE, ""},
        {{{PICTURE, "place", "over-signature"}, PLACE_BETWEEN, IMAGE}, PLACE_OVER_SIGNATURE, ""},
        {{{PICTURE, "place", "over-signature"}, PLACE_AT, IMAGE}, PLACE_AT, ""},
        {{{TEXT("{number}")}, PLACE_PROFILE, NUMBER}, PLACE_TOP_RIGHT, ""},
        {{{TEXT("{number}")}, PLACE_ANCHOR, NUMBER}, PLACE_ANCHOR, ""},
        {{{"rule", "seal", "number", "true", "date", "true"}, PLACE_PROFILE, NUMBER | DATE}, PLACE_INVISIBLE, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct sign_look l;
        assert_ok(settle(&l, &cases[i].c, &e), &e);
        assert_int_equal(l.place, cases[i].place);
        assert_string_equal(l.text[0], cases[i].text);
        assert_int_equal(look_is_visible(&l), cases[i].place != PLACE_INVISIBLE);
    }
}

static void measures_in_millimetres(void **state)
{
    (void)state;
    struct err e = {0};
    struct sign_look l;
    const struct look_says c = {{PICTURE, "place", "at", "page", "-1", "x", "25.4", "y", "254"}, PLACE_PROFILE, IMAGE};
    assert_ok(settle(&l, &c, &e), &e);
    assert_true(l.place == PLACE_AT && l.page == -1 && fabs(l.x - 72) < 1e-9 && fabs(l.y - 720) < 1e-9 && l.w == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_would_be_missed),
        cmocka_unit_test(takes_the_place_that_counts),
        cmocka_unit_test(measures_in_millimetres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
