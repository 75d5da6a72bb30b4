// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "policies/profile.h"

static void refuses_values_with_what_they_take(void **state)
{
    (void)state;
    char long_text[LIMIT_TEXT + 1];
    memset(long_text, 'a', LIMIT_TEXT);
    long_text[LIMIT_TEXT] = '\0';
    const struct {
        const char *name, *value, *why;
    } cases[] = {
        {"", "x", "is called \"\""},
        {"checks", "none", "nothing in a profile is called \"checks\""},
        {"Rule", "seal", "nothing in a profile is called"},
        {"rule", "boss", "rule is official, seal or copy, not \"boss\""},
        {"rule", "", "rule is official"},
        {"rule", "0", "rule is official"},
        {"place", "left", "place is invisible, asked, between"},
        {"picture", "1", "picture is true or false"},
        {"number", "yes", "number is true or false"},
        {"colour", "#000", "colour is black, blue or red"},
        {"level", "B", "level is B-B, B-T, B-LT or B-LTA"},
        {"font_size", "5.9", "from 6 to 72"},
        {"font_size", "73", "from 6 to 72"},
        {"font_size", "nan", "from 6 to 72"},
        {"font_size", "10pt", "from 6 to 72"},
        {"font_size", "", "from 6 to 72"},
        {"page", "0", "page is a number from -1"},
        {"page", "-2", "page is a number from -1"},
        {"page", "1.5", "page is a number from -1"},
        {"page", "20001", "page is a number from -1 to 20000"},
        {"x", "-1", "x is a number from 0 to 5000"},
        {"y", "1e9", "y is a number from 0 to 5000"},
        {"anchor", "", "anchor is a text"},
        {"anchor", "a\nb", "anchor is a text"},
        {"anchor", long_text, "anchor is a text"},
        {"text", "{boss}", "which nothing fills"},
        {"time", "now", "time has none of"},
    };
    struct err e = {0};
    struct profile before, p;
    profile_init(&before, "x");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memcpy(&p, &before, sizeof p);
        assert_refused(profile_set(&p, cases[i].name, cases[i].value, &e), &e, ERR_USAGE, cases[i].why);
        assert_memory_equal(&p, &before, sizeof p);
    }
}

static void refuses_what_does_not_fit_together(void **state)
{
    (void)state;
    static const struct {
        const char *line[4][2];
        const char *why;
    } cases[] = {
        {{{"place", "between"}}, "a place for nothing"},
        {{{"picture", "true"}}, "that is invisible"},
        {{{"text", "{time}"}}, "that is invisible"},
        {{{"picture", "true"}, {"place", "anchor"}}, "there is no anchor"},
        {{{"picture", "true"}, {"place", "top-right"}}, "stands a text, and no picture"},
        {{{"picture", "true"}, {"place", "between"}, {"number", "true"}}, "article 14"},
        {{{"picture", "true"}, {"place", "between"}, {"rule", "copy"}, {"date", "true"}}, "article 14"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct profile p;
        profile_init(&p, "x");
        for (size_t k = 0; k < 4 && cases[i].line[k][0] != NULL; k++)
            assert_ok(profile_set(&p, cases[i].line[k][0], cases[i].line[k][1], &e), &e);
        assert_refused(profile_check(&p, &e), &e, ERR_USAGE, cases[i].why);
    }
}

static void takes_every_line(void **state)
{
    (void)state;
    static const char *const lines[][2] = {{"rule", "seal"},      {"place", "at"},   {"picture", "true"},
                                           {"number", "true"},    {"date", "true"},  {"text", "{{{title}\n{time}"},
                                           {"time", "HH giờ mm"}, {"anchor", "Ảnh"}, {"font_size", "13.5"},
                                           {"colour", "red"},     {"page", "-1"},    {"x", "20"},
                                           {"y", "250.5"},        {"level", "B-LTA"}};
    struct err e = {0};
    struct profile p;
    profile_init(&p, "mine");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_ok(profile_set(&p, lines[i][0], lines[i][1], &e), &e);
    assert_ok(profile_check(&p, &e), &e);
    assert_string_equal(p.name, "mine");
    assert_true(p.rule == PROFILE_SEAL && p.place == PROFILE_AT && p.picture && p.number && p.date);
    assert_true(p.font_size == 13.5 && p.colour == 0xe00000 && p.page == -1 && p.x == 20 && p.y == 250.5);
    assert_int_equal(p.level, LEVEL_LTA);
    assert_string_equal(p.anchor, "Ảnh");
    assert_string_equal(p.text.time, "HH giờ mm");
}

/* What a file does not say: nothing is seen, nothing more is asked, Decree 30's size and time. */
static void begins_with_the_least(void **state)
{
    (void)state;
    struct err e = {0};
    struct profile p;
    profile_init(&p, "x");
    assert_ok(profile_check(&p, &e), &e);
    assert_true(p.rule == PROFILE_OFFICIAL && p.place == PROFILE_INVISIBLE && !p.picture && p.text.lines[0] == '\0');
    assert_true(p.font_size == 10 && p.colour == 0 && p.page == 1);
    assert_string_equal(p.text.time, "dd/MM/yyyy HH:mm:ss +07:00");
}

static void knows_names(void **state)
{
    (void)state;
    char name[LIMIT_PROFILE_NAME + 1];
    memset(name, 'a', LIMIT_PROFILE_NAME);
    name[LIMIT_PROFILE_NAME] = '\0';
    assert_false(profile_is_name(name));
    name[LIMIT_PROFILE_NAME - 1] = '\0';
    assert_true(profile_is_name(name));
    static const char *const none[] = {"", "..", "a/b", "a.profile", "sao y", "dấu", "a\n"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) assert_false(profile_is_name(none[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_values_with_what_they_take),
        cmocka_unit_test(refuses_what_does_not_fit_together),
        cmocka_unit_test(takes_every_line),
        cmocka_unit_test(begins_with_the_least),
        cmocka_unit_test(knows_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
