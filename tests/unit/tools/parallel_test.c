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
    size_t started;
    const struct parallel p = {count, at_once, run, note, NULL, r, .apart = at_once > 1, .started = &started};
    assert_ok(parallel_run(&p, to, &e), &e);
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
    assert_refused(parallel_run(&p, to, &e), &e, ERR_OUTPUT, "could not be written");
    assert_true(r.count < 4);
    clearerr(to);
    p.at_once = 1;
    r.count = 0;
    assert_refused(parallel_run(&p, to, &e), &e, ERR_OUTPUT, "could not be written");
    assert_true(r.count < 4);
    fclose(to);
    assert_true(parallel_processors() >= 1 && parallel_processors() <= PARALLEL_MAX);
}

/* Do the others go on while the first one takes its time? They may be PARALLEL_WINDOW ahead, and are shown after it. */
static int waits_for_others(const void *context, size_t i, FILE *to)
{
    const struct pipe_ends {
        int from, to;
    } *ends = context;
    char byte;
    if (i == 0)
        for (int k = 1; k < JOBS; k++) (void)!read(ends->from, &byte, 1);
    else
        (void)!write(ends->to, "x", 1);
    fprintf(to, "%zu ", i);
    fprintf(stderr, "e%zu ", i);
    return (int)i;
}

static void test_slow_first(void **state)
{
    (void)state;
    int ends[2], kept = dup(STDERR_FILENO);
    struct results r = {0};
    struct err e = {0};
    char *out = NULL, *err = NULL, expected[JOBS * 4 + 16] = "", expected_err[JOBS * 5 + 16] = "";
    size_t len = 0, err_len = 0;
    FILE *to = open_memstream(&out, &len), *errors = tmpfile();
    assert_true(pipe(ends) == 0 && to != NULL && errors != NULL);
    for (int k = 0; k < JOBS; k++) {
        snprintf(expected + strlen(expected), 16, "%d ", k);
        snprintf(expected_err + strlen(expected_err), 16, "e%d ", k);
    }
    dup2(fileno(errors), STDERR_FILENO);
    const struct parallel p = {JOBS, 2, waits_for_others, note, ends, &r, .apart = true};
    status result = parallel_run(&p, to, &e);
    dup2(kept, STDERR_FILENO);
    assert_ok(result, &e);
    fclose(to);
    assert_string_equal(out, expected);
    rewind(errors);
    assert_true(getline(&err, &err_len, errors) > 0);
    assert_string_equal(err, expected_err);
    free(out);
    free(err);
    fclose(errors);
    close(kept), close(ends[0]), close(ends[1]);
}

/* Does nothing start after one was enough? */
static bool until_third(void *results, size_t i, int code)
{
    (void)results;
    (void)code;
    return i != 3;
}

static void test_no_more(void **state)
{
    (void)state;
    struct err e = {0};
    for (unsigned at_once = 1; at_once <= 2; at_once++) {
        struct results r = {0};
        size_t started;
        FILE *to = tmpfile();
        assert_non_null(to);
        const struct parallel p = {JOBS, at_once, slow_first,           note,
                                   NULL, &r,      .ended = until_third, .started = &started};
        assert_ok(parallel_run(&p, to, &e), &e);
        assert_true(started >= 4 && started <= 3 + at_once);
        assert_int_equal(r.count, started);
        fclose(to);
    }
}

/* When all is to stop: do those that run end, show nothing of what they have begun, and take no others along? */
static int endless(const void *context, size_t i, FILE *to)
{
    if (i < 2) return (int)i;
    fprintf(to, "begun");
    fflush(to);
    if (i == 3) (void)!write(*(const int *)context, "x", 1);
    for (;;) pause();
}

static void note_any(void *results, size_t i, int code)
{
    struct results *r = results;
    assert_int_equal(code, i < 2 ? (int)i : PARALLEL_STOPPED);
    r->count++;
}

static void test_stop(void **state)
{
    (void)state;
    int ends[2];
    struct err e = {0};
    struct results r = {0};
    size_t started;
    FILE *to = tmpfile();
    assert_true(to != NULL && pipe(ends) == 0);
    const struct parallel p = {JOBS,
                               2,
                               endless,
                               note_any,
                               &ends[1],
                               &r,
                               .apart = true,
                               .has_stop = true,
                               .stop = ends[0],
                               .started = &started};
    assert_ok(parallel_run(&p, to, &e), &e);
    assert_int_equal(started, 4);
    assert_int_equal(r.count, 4);
    assert_int_equal(ftell(to), 0);
    fclose(to);
    close(ends[0]), close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),         cmocka_unit_test(test_much), cmocka_unit_test(test_death),
        cmocka_unit_test(test_nothing_to_do), cmocka_unit_test(test_full), cmocka_unit_test(test_slow_first),
        cmocka_unit_test(test_no_more),       cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
