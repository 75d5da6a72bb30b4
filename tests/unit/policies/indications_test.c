// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "policies/indications.h"

static const char *const weights[] = {[WEIGHT_NOTE] = "NOTE", [WEIGHT_DOUBT] = "DOUBT", [WEIGHT_BROKEN] = "BROKEN"};

/* Does policies/indications.md say what the code does, row by row, and nothing more? */
static void test_the_page_is_the_table(void **state)
{
    (void)state;
    FILE *page = fopen("policies/indications.md", "r");
    assert_non_null(page);
    char line[512], expected[512];
    size_t rows = 0;
    while (fgets(line, sizeof line, page) != NULL) {
        struct meaning m;
        const char *rule;
        if (line[0] != '|' || strncmp(line, "| rule", 6) == 0 || strncmp(line, "|-", 2) == 0) continue;
        rule = indication_row(rows++, &m);
        assert_non_null(rule);
        const char *sub = sub_indication_name(m.sub);
        snprintf(expected, sizeof expected, "| %s | %s | %s |", rule, weights[m.weight], sub[0] == '\0' ? "-" : sub);
        if (strncmp(line, expected, strlen(expected)) != 0) fail_msg("the page: %sthe code: %s", line, expected);
    }
    fclose(page);
    struct meaning m;
    assert_null(indication_row(rows, &m));
}

/* Is a rule that nobody has judged a doubt, and is every doubt and break explained by a sub-indication? */
static void test_unknown_rules_never_pass(void **state)
{
    (void)state;
    struct meaning m = indication_of("XYZ-99");
    assert_int_equal(m.weight, WEIGHT_DOUBT);
    assert_int_equal(m.sub, SUB_POLICY_PROCESSING_ERROR);
    for (size_t i = 0; indication_row(i, &m) != NULL; i++)
        assert_true((m.weight == WEIGHT_NOTE) == (m.sub == SUB_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_page_is_the_table),
        cmocka_unit_test(test_unknown_rules_never_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
