// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/cm.h"

#include "tools/parallel.h"

enum { JOBS = 40, MUCH = 300000, CODE_FAULT = 70 };

struct results {
    size_t count;
    int code[JOBS];
};

static void note(void *results, size_t i, int code)
{
    struct results *r = results;
    assert_int_equal(r->count, i); /* in their order */
    r->code[r->count++] = code;
}

/* The later ones are the faster ones. */
static int slow_first(const void *context, size_t i, FILE *to)
{
    (void)context;
    usleep((useconds_t)(JOBS - i) * 500);
    fprintf(to, "%zu ", i);
    return (int)i;
}

/* More than a pipe holds. */
static int talkative(const void *context, size_t i, FILE *to)
{
    (void)context;
    for (int k = 0; k < MUCH; k++) fputc('a' + (int)i % 26, to);
    return 0;
}

static int mortal(const void *context, size_t i, FILE *to)
{
    (void)context;
    fprintf(to, "%zu ", i);
    fflush(to);
    if (i == 1) raise(SIGKILL);
    return 0;
}

static char *output_of(struct results *r, size_t count, unsigned at_once, int (*run)(const void *, size_t, FILE *))
{
    char *out = NULL;
    size_t len = 0;
    struct err e = {0};
    FILE *to = open_memstream(&out, &len);
    assert_non_null(to);
    const struct parallel p = {count, at_once, run, note, NULL, r, .apart = at_once > 1};
    size_t started;
    assert_ok(parallel_run(&started, &p, to, &e), &e);
    assert_int_equal(started, count);
    fclose(to);
    assert_int_equal(r->count, count);
    return out;
}

/* Is the order that of the jobs, however many run at a time? */
static void test_order(void **state)
{
    (void)state;
    static const unsigned at_once[] = {1, 2, 7, PARALLEL_MAX};
    struct results first = {0};
    char *expected = output_of(&first, JOBS, 1, slow_first);
    for (size_t i = 0; i < sizeof at_once / sizeof at_once[0]; i++) {
        struct results r = {0};
        char *out = output_of(&r, JOBS, at_once[i], slow_first);
        assert_string_equal(out, expected);
        for (int k = 0; k < JOBS; k++) assert_int_equal(r.code[k], k);
        free(out);
    }
    free(expected);
}

/* Does a job that must wait for its turn to be read come to its end? */
static void test_much(void **state)
{
    (void)state;
    struct results r = {0};
    char *out = output_of(&r, 10, 5, talkative);
    assert_int_equal(strlen(out), (size_t)10 * MUCH);
    for (size_t i = 0; i < 10; i++) assert_int_equal(out[i * MUCH], 'a' + (int)i);
    free(out);
}

/* Does one that dies take nobody along, and is it told? */
static void test_death(void **state)
{
    (void)state;
    struct results r = {0};
    char *out = output_of(&r, 4, 3, mortal);
    assert_string_equal(out, "0 1 2 3 ");
    for (int k = 0; k < 4; k++) assert_int_equal(r.code[k], k == 1 ? CODE_FAULT : 0);
    free(out);
}

static void test_nothing_to_do(void **state)
{
    (void)state;
    struct results r = {0};
    free(output_of(&r, 0, 3, mortal));
}

/* Is output that goes nowhere an error, and the end? */
static void test_full(void **state)
{
    (void)state;
    struct err e = {0};
    struct results r = {0};
    FILE *to = fopen("/dev/full", "w");
    assert_non_null(to);
    struct parallel p = {JOBS, 2, talkative, note, NULL, &r, .apart = false};
    size_t started;
    assert_refused(parallel_run(&started, &p, to, &e), &e, ERR_OUTPUT, "could not be written");
    assert_true(r.count < 4);
    clearerr(to);
    p.at_once = 1;
    r.count = 0;
    assert_refused(parallel_run(&started, &p, to, &e), &e, ERR_OUTPUT, "could not be written");
    assert_true(r.count < 4);
    fclose(to);
    assert_true(parallel_processors() >= 1 && parallel_processors() <= PARALLEL_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),         cmocka_unit_test(test_much), cmocka_unit_test(test_death),
        cmocka_unit_test(test_nothing_to_do), cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
