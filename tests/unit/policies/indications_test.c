// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "policies/indications.h"

static const char *const weights[] = {[WEIGHT_NOTE] = "NOTE", [WEIGHT_DOUBT] = "DOUBT", [WEIGHT_BROKEN] = "BROKEN"};

static void put_row(char *out, size_t size, const char *rule, const struct meaning m[static POLICY_COUNT])
{
    /* the sub-indication that counts is that of the policies in which the rule is more than a note */
    enum sub_indication sub = m[POLICY_FOREIGN].sub != SUB_NONE ? m[POLICY_FOREIGN].sub : m[POLICY_OWN].sub;
    const char *name = sub_indication_name(sub),
               *before = indication_forbids_sealing(POLICY_FOREIGN, rule) ? "refused" : "shown";
    snprintf(out, size, "| %s | %s | %s | %s | %s | %s |", rule, weights[m[POLICY_FOREIGN].weight],
             weights[m[POLICY_OWN].weight], weights[m[POLICY_LEGACY].weight], before, name[0] == '\0' ? "-" : name);
}

/* Does policies/indications.md say what the code does, row by row, and nothing more? */
static void test_the_page_is_the_table(void **state)
{
    (void)state;
    FILE *page = fopen("policies/indications.md", "r");
    assert_non_null(page);
    char line[512], expected[512];
    size_t rows = 0;
    struct meaning m[POLICY_COUNT];
    while (fgets(line, sizeof line, page) != NULL) {
        if (line[0] != '|' || strncmp(line, "| rule", 6) == 0 || strncmp(line, "|-", 2) == 0) continue;
        const char *rule = indication_row(rows++, m);
        assert_non_null(rule);
        put_row(expected, sizeof expected, rule, m);
        if (strncmp(line, expected, strlen(expected)) != 0) fail_msg("the page: %sthe code: %s", line, expected);
    }
    fclose(page);
    assert_null(indication_row(rows, m));
}

/* Is a rule that nobody has judged a doubt, and is every doubt and break explained by a sub-indication? */
static void test_unknown_rules_never_pass(void **state)
{
    (void)state;
    struct meaning m[POLICY_COUNT];
    for (int p = 0; p < POLICY_COUNT; p++) {
        struct meaning unknown = indication_of((enum policy)p, "XYZ-99");
        assert_int_equal(unknown.weight, WEIGHT_DOUBT);
        assert_int_equal(unknown.sub, SUB_POLICY_PROCESSING_ERROR);
    }
    for (size_t i = 0; indication_row(i, m) != NULL; i++)
        for (int p = 0; p < POLICY_COUNT; p++) assert_true((m[p].weight == WEIGHT_NOTE) == (m[p].sub == SUB_NONE));
}

/* Is policy own never milder than foreign? */
static void test_own_is_the_strictest(void **state)
{
    (void)state;
    struct meaning m[POLICY_COUNT];
    for (size_t i = 0; indication_row(i, m) != NULL; i++) assert_true(m[POLICY_OWN].weight >= m[POLICY_FOREIGN].weight);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_page_is_the_table),
        cmocka_unit_test(test_unknown_rules_never_pass),
        cmocka_unit_test(test_own_is_the_strictest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
