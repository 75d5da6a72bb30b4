// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "tests/unit/cm.h"

#include "tools/command.h"

/* Is the order that of the manual pages, whichever comes first? */
static void test_worse(void **state)
{
    (void)state;
    static const int orders[EXIT_ORDER_COUNT][9] = {
        [EXIT_ORDER_SIGN] = {70, 7, 9, 8, 6, 1, 5, 2, 0}, [EXIT_ORDER_VERIFY] = {70, 9, 6, 2, 1, 5, 4, 3, 0}};
    for (int order = 0; order < EXIT_ORDER_COUNT; order++)
        for (size_t i = 0; i < 9; i++)
            for (size_t k = i; k < 9; k++) {
                assert_int_equal(command_worse((enum exit_order)order, orders[order][i], orders[order][k]),
                                 orders[order][i]);
                assert_int_equal(command_worse((enum exit_order)order, orders[order][k], orders[order][i]),
                                 orders[order][i]);
            }
}

/* Is a code that no page has never better than one that they have? */
static void test_unknown_code(void **state)
{
    (void)state;
    assert_int_equal(command_worse(EXIT_ORDER_VERIFY, 99, 98), 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worse),
        cmocka_unit_test(test_unknown_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
