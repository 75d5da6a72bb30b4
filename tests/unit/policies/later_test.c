// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <string.h>

#include "policies/judge.h"

/* Does a later check lower what passed, as much as its rule weighs, and raise nothing? */
static void lowers_only(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        enum indication before, after;
        enum sub_indication sub;
    } cases[] = {
        {"PIC-01", TOTAL_PASSED, TOTAL_PASSED, SUB_NONE},
        {"PIC-02", TOTAL_PASSED, TOTAL_PASSED, SUB_NONE},
        {"PIC-03", TOTAL_PASSED, INDETERMINATE, SUB_POLICY_PROCESSING_ERROR},
        {"PIC-04", TOTAL_PASSED, INDETERMINATE, SUB_POLICY_PROCESSING_ERROR},
        {"NEW-99", TOTAL_PASSED, INDETERMINATE, SUB_POLICY_PROCESSING_ERROR},
        {"PDF-54", TOTAL_PASSED, TOTAL_FAILED, SUB_FORMAT_FAILURE},
        {"PIC-04", INDETERMINATE, INDETERMINATE, SUB_TRY_LATER},
        {"PIC-04", TOTAL_FAILED, TOTAL_FAILED, SUB_TRY_LATER},
        {"PIC-04", INDICATION_NONE, INDICATION_NONE, SUB_TRY_LATER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verdict v = {.indication = cases[i].before};
        struct findings f = {0};
        if (cases[i].before != TOTAL_PASSED) v.sub_indication = SUB_TRY_LATER;
        finding_add(&v.messages, "REV-01n", "from before");
        finding_add(&f, "PIC-02", "a note beside it");
        finding_add(&f, cases[i].rule, "found");
        judge_later(&v, &f, POLICY_FOREIGN);
        if (v.indication != cases[i].after || v.sub_indication != cases[i].sub) fail_msg("case %zu", i);
        assert_true(findings_have(&v.messages, "REV-01n") && findings_have(&v.messages, cases[i].rule));
        assert_true(findings_have(&v.messages, "PIC-02"));
        assert_int_equal(v.messages.count, 3);
        bool decided = v.indication != cases[i].before; /* then its reason stands first */
        assert_int_equal(strcmp(v.messages.item[0].rule, cases[i].rule) == 0, decided);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lowers_only)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
