// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "policies/suites.h"

/* Is there no time, not even before 1970, at which a broken digest counts? */
/* refuses CMS-08 */
static void test_broken_digests_never_count(void **state)
{
    (void)state;
    static const enum digest_algorithm broken[] = {DIGEST_NONE, DIGEST_MD5, DIGEST_SHA1, DIGEST_OTHER};
    static const int64_t times[] = {INT64_MIN, -1, 0, 1, 1790000000, INT64_MAX};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        for (size_t k = 0; k < sizeof times / sizeof times[0]; k++) {
            struct findings f = {0};
            suites_check(&f, POLICY_FOREIGN, broken[i], SIGNATURE_ECDSA, view_of(NULL, 0),
                         (struct suite_time){times[k], true});
            assert_true(f.count > 0);
            assert_non_null(strstr(f.item[0].text[LANG_EN], "too weak"));
        }
}

/* Does a good digest pass, so that the test above could fail? */
/* accepts CMS-08 */
static void test_a_good_digest_counts(void **state)
{
    (void)state;
    struct findings f = {0};
    suites_check(&f, POLICY_FOREIGN, DIGEST_SHA256, SIGNATURE_ECDSA, view_of(NULL, 0),
                 (struct suite_time){1790000000, false});
    assert_int_equal(f.count, 1); /* the key, which is not there */
    assert_non_null(strstr(f.item[0].text[LANG_EN], "cannot be read"));
}

/* SHA-1 is excused in policy legacy alone, up to its date, and only where a time-stamp proves the time. */
static void test_sha1_under_dates(void **state)
{
    (void)state;
    static const int64_t last = 1487894399; /* 2017-02-23T23:59:59Z */
    static const struct {
        enum policy policy;
        struct suite_time at;
        size_t findings; /* the key is not there: 1 of them */
    } rows[] = {
        {POLICY_LEGACY, {last, true}, 1},  {POLICY_LEGACY, {last + 1, true}, 2}, {POLICY_LEGACY, {last, false}, 2},
        {POLICY_FOREIGN, {last, true}, 2}, {POLICY_OWN, {last, true}, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct findings f = {0};
        suites_check(&f, rows[i].policy, DIGEST_SHA1, SIGNATURE_ECDSA, view_of(NULL, 0), rows[i].at);
        assert_int_equal(f.count, rows[i].findings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken_digests_never_count),
        cmocka_unit_test(test_a_good_digest_counts),
        cmocka_unit_test(test_sha1_under_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
