// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "policies/second_seal.h"

static struct verdict verdict_of(const char *name, const char *key, enum indication i)
{
    struct verdict v = {.indication = i, .has_signer = true};
    if (i != TOTAL_PASSED) v.sub_indication = SUB_TRY_LATER;
    snprintf(v.signer.common_name, sizeof v.signer.common_name, "%s", name);
    snprintf(v.signer.key_sha256, sizeof v.signer.key_sha256, "%s", key);
    return v;
}

static struct signer_names department(void)
{
    return verdict_of("Sở Mẫu", "dd", TOTAL_PASSED).signer;
}

/* When is there no seal, and does the reason name whose signature it is? */
static void test_refuses(void **state)
{
    (void)state;
    const struct {
        struct verdict v;
        bool covers;
        const char *why;
    } cases[] = {
        {verdict_of("Sở Mẫu", "dd", TOTAL_PASSED), true, "must sign the document first"},
        {verdict_of("Nguyễn Văn A", "aa", INDETERMINATE), true,
         "of Nguyễn Văn A is not valid: INDETERMINATE TRY_LATER"},
        {verdict_of("Nguyễn Văn A", "aa", TOTAL_FAILED), true, "is not valid: TOTAL-FAILED"},
        {verdict_of("Nguyễn Văn A", "aa", INDICATION_NONE), true, "is not valid"},
        {verdict_of("Nguyễn Văn A", "aa", TOTAL_PASSED), false, "does not cover the whole document"},
    };
    struct signer_names sealing = department();
    struct err e = {0};
    assert_refused(second_seal_allowed(NULL, 0, &sealing, &e), &e, ERR_REFUSED, "must sign the document first");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct earlier_signature s = {&cases[i].v, cases[i].covers};
        assert_refused(second_seal_allowed(&s, 1, &sealing, &e), &e, ERR_REFUSED, cases[i].why);
    }
}

/* Is one valid signature by somebody else enough, whatever else is there? */
static void test_allows(void **state)
{
    (void)state;
    struct err e = {0};
    struct verdict official = verdict_of("Nguyễn Văn A", "aa", TOTAL_PASSED),
                   own = verdict_of("Sở Mẫu", "dd", TOTAL_PASSED);
    struct earlier_signature both[] = {{&official, true}, {&own, true}};
    struct signer_names sealing = department();
    assert_ok(second_seal_allowed(both, 1, &sealing, &e), &e);
    assert_ok(second_seal_allowed(both, 2, &sealing, &e), &e);
}

/* The same key in another certificate is still the same hand. */
static void test_a_key_in_two_certificates(void **state)
{
    (void)state;
    struct err e = {0};
    struct verdict renewed = verdict_of("Sở Mẫu (cũ)", "dd", TOTAL_PASSED);
    struct earlier_signature s = {&renewed, true};
    struct signer_names sealing = department();
    snprintf(sealing.fingerprint_sha256, sizeof sealing.fingerprint_sha256, "another certificate");
    assert_refused(second_seal_allowed(&s, 1, &sealing, &e), &e, ERR_REFUSED, "with another key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_allows),
        cmocka_unit_test(test_a_key_in_two_certificates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
