// SPDX-License-Identifier: Apache-2.0
/* Which level is meant, and what it needs: options that contradict one another are refused before anything is asked. */
#include <string.h>

#include "tests/unit/cm.h"

#include "tools/level_choice.h"

static void take(struct level_choice *c, int option, const char *value)
{
    struct err e = {0};
    assert_ok(level_take(c, option, value, &e), &e);
}

static void test_levels(void **state)
{
    static const struct {
        const char *given, *tsa; /* NULL: not there */
        enum proof_level otherwise, level;
        bool online;
    } cases[] = {
        {NULL, NULL, LEVEL_LT, LEVEL_B, false},         {NULL, "http://a/", LEVEL_T, LEVEL_T, false},
        {NULL, "http://a/", LEVEL_LT, LEVEL_LT, true},  {"B-B", "http://a/", LEVEL_LT, LEVEL_B, false},
        {"B-T", "http://a/", LEVEL_LT, LEVEL_T, false}, {"B-LTA", "http://a/", LEVEL_T, LEVEL_LTA, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct level_choice c = {0};
        if (cases[i].given != NULL) take(&c, OPTION_LEVEL, cases[i].given);
        if (cases[i].tsa != NULL) take(&c, OPTION_TSA, cases[i].tsa);
        assert_ok(level_settle(&c, cases[i].otherwise, &e), &e);
        assert_int_equal(c.level, cases[i].level);
        assert_int_equal(c.is_given, cases[i].given != NULL);
        assert_int_equal(c.online.online, cases[i].online);
    }
}

static void test_offline(void **state)
{
    struct err e = {0};
    struct level_choice c = {0}, both = {0};
    (void)state;
    take(&c, OPTION_LEVEL, "B-LT");
    take(&c, OPTION_TSA, "http://a/");
    take(&c, OPTION_OFFLINE, NULL);
    assert_ok(level_settle(&c, LEVEL_T, &e), &e);
    assert_false(c.online.online);
    take(&both, OPTION_ONLINE, NULL);
    take(&both, OPTION_OFFLINE, NULL);
    assert_refused(level_settle(&both, LEVEL_T, &e), &e, ERR_USAGE, "only one of --online and --offline");
}

static void test_refusals(void **state)
{
    static const struct {
        int option;
        const char *value, *reason;
    } refused[] = {
        {OPTION_LEVEL, "B", "--level takes"},
        {OPTION_LEVEL, "b-t", "--level takes"},
        {OPTION_LEVEL, "", "--level takes"},
        {OPTION_TSA_SECONDS, "0", "from 1 to 600"},
        {OPTION_TSA_SECONDS, "601", "from 1 to 600"},
        {OPTION_TSA_SECONDS, "-1", "from 1 to 600"},
        {OPTION_TSA_SECONDS, "1.5", "from 1 to 600"},
        {OPTION_TSA_SECONDS, "", "from 1 to 600"},
        {OPTION_TSA_SECONDS, "99999999999999999999", "from 1 to 600"},
    };
    struct err e = {0};
    struct level_choice c = {0};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_refused(level_take(&c, refused[i].option, refused[i].value, &e), &e, ERR_USAGE, refused[i].reason);
    for (int i = 0; i < LIMIT_STAMP_AUTHORITIES; i++) take(&c, OPTION_TSA, "http://a/");
    assert_refused(level_take(&c, OPTION_TSA, "http://a/", &e), &e, ERR_USAGE, "more than 8");
    c = (struct level_choice){0};
    take(&c, OPTION_LEVEL, "B-T");
    assert_refused(level_settle(&c, LEVEL_T, &e), &e, ERR_USAGE, "--tsa URL");
}

static void test_addresses(void **state)
{
    static const struct {
        const char *url, *reason; /* NULL: good */
    } cases[] = {
        {"http://tsa.example/", NULL},
        {"HTTPS://tsa.example:8443/tsr?a=b@c", NULL},
        {"http://", "not the address"},
        {"ftp://tsa.example/", "not the address"},
        {"tsa.example", "not the address"},
        {"", "not the address"},
        {"http://tsa.example/a b", "not the address"},
        {"http://tsa.example/\x1b[", "not the address"},
        {"http://user@tsa.example/", "no user name"},
        {"http://user:secret@tsa.example/", "no user name"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO(timestamper_free)
        struct timestamper *t = NULL;
        const struct timestamper_options o = {.url = &cases[i].url, .url_count = 1, .seconds = 1};
        if (cases[i].reason == NULL)
            assert_ok(timestamper_new(&t, &o, &e), &e);
        else
            assert_refused(timestamper_new(&t, &o, &e), &e, ERR_USAGE, cases[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_levels), cmocka_unit_test(test_offline),
                                       cmocka_unit_test(test_refusals), cmocka_unit_test(test_addresses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
