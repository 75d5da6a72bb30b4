// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "policies/suites.h"

/* Is there no time, not even before 1970, at which a broken digest counts? */
static void test_broken_digests_never_count(void **state)
{
    (void)state;
    static const enum digest_algorithm broken[] = {DIGEST_NONE, DIGEST_MD5, DIGEST_SHA1, DIGEST_OTHER};
    static const int64_t times[] = {INT64_MIN, -1, 0, 1, 1790000000, INT64_MAX};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        for (size_t k = 0; k < sizeof times / sizeof times[0]; k++) {
            struct findings f = {0};
            suites_check(&f, broken[i], SIGNATURE_ECDSA, view_of(NULL, 0), times[k]);
            assert_true(f.count > 0);
            assert_non_null(strstr(f.item[0].text[LANG_EN], "too weak"));
        }
}

/* Does a good digest pass, so that the test above could fail? */
static void test_a_good_digest_counts(void **state)
{
    (void)state;
    struct findings f = {0};
    suites_check(&f, DIGEST_SHA256, SIGNATURE_ECDSA, view_of(NULL, 0), 1790000000);
    assert_int_equal(f.count, 1); /* the key, which is not there */
    assert_non_null(strstr(f.item[0].text[LANG_EN], "cannot be read"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken_digests_never_count),
        cmocka_unit_test(test_a_good_digest_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
