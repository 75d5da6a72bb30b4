// SPDX-License-Identifier: Apache-2.0
/* The keeper with a key holder that is none: it answers with what it was asked, in its own time, and says goodbye. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "tests/unit/cm.h"

#include "signer/key_share.c" /* with its static functions: to send what no honest job would */

enum { JOBS = 12, QUESTIONS = 40, SECONDS = 10 };

struct key_holder {
    struct process *conversation;
};

static const struct key_choice good = {.uri = "good"}, bad = {.uri = "bad"}, slow = {.uri = "slow"};

/* Where the keeper says that it logged out: a descriptor that the test has put there. */
enum { GOODBYE = 200 };

status key_holder_start(struct key_holder **out, const struct key_choice *choice, struct err *e)
{
    while (strcmp(choice->uri, "slow") == 0) pause(); /* nobody types the PIN */
    ENSURE(strcmp(choice->uri, "good") == 0, ERR_TOKEN, "wrong PIN for token official");
    *out = mem_new(sizeof **out);
    MEM_ENSURE(*out);
    return OK;
}

void key_holder_stop(struct key_holder *k)
{
    if (k->conversation == NULL) (void)!write(GOODBYE, "out", 3); /* the keeper's */
    process_stop(k->conversation);
    mem_free(k);
}

status key_holder_relay(struct buf *answer, struct key_holder *k, struct view question, struct err *e)
{
    (void)k;
    ENSURE(!view_starts_with(question, "refuse"), ERR_REFUSED, "it is forbidden");
    usleep(300);
    return buf_copy(answer, question, e);
}

status key_holder_over(struct key_holder **out, struct process *conversation, struct err *e)
{
    AUTO_BUF answer = BUF_INIT(100);
    struct key_holder *k = mem_new(sizeof *k);
    MEM_ENSURE(k);
    k->conversation = conversation;
    if (process_ask(&answer, conversation, view_of_string("facts"), SECONDS, e) == OK) {
        *out = k;
        return OK;
    }
    key_holder_stop(k);
    return FAILED;
}

/* Its own answers and nobody else's; returns how many were others'. */
static int ask_many(const struct key_share *s, int job, int questions)
{
    struct err e = {0};
    AUTO(key_holder_stop)
    struct key_holder *k = NULL;
    int wrong = 0;
    if (key_share_join(&k, s, &e) != OK) return 100;
    for (int i = 0; i < questions; i++) {
        char text[3000]; /* not one read's worth */
        AUTO_BUF answer = BUF_INIT(sizeof text);
        snprintf(text, sizeof text, "%*d of %d", 2900, i, job);
        if (process_ask(&answer, k->conversation, view_of_string(text), SECONDS, &e) != OK) return 101;
        wrong += !view_equals_string(view_of(answer.data, answer.len), text);
    }
    return wrong;
}

static pid_t start_job(const struct key_share *s, int job, int questions)
{
    pid_t pid = fork();
    if (pid == 0) _exit(ask_many(s, job, questions));
    assert_true(pid > 0);
    return pid;
}

static void ended_well(pid_t pid)
{
    int how;
    assert_int_equal(waitpid(pid, &how, 0), pid);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
}

static struct key_share *start(void)
{
    struct err e = {0};
    struct key_share *s = NULL;
    assert_ok(key_share_start(&s, &good, -1, &e), &e);
    return s;
}

/* The other end of the keeper's goodbye: what it says until it has ended. */
static void goodbye_from(int from, const char *expected)
{
    char said[16] = "";
    size_t have = 0;
    for (ssize_t n; (n = read(from, said + have, sizeof said - 1 - have)) > 0;) have += (size_t)n;
    assert_string_equal(said, expected);
    close(from);
}

static int goodbye_open(void)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[1], GOODBYE), GOODBYE);
    close(ends[1]);
    return ends[0];
}

/* Does each get its own answers, many at a time? And does the token log out in the end? */
static void test_many(void **state)
{
    (void)state;
    int from = goodbye_open();
    struct key_share *s = start();
    close(GOODBYE);
    pid_t job[JOBS];
    for (int i = 0; i < JOBS; i++) job[i] = start_job(s, i, QUESTIONS);
    for (int i = 0; i < JOBS; i++) ended_well(job[i]);
    key_share_stop(s);
    goodbye_from(from, "out");
}

/* Does one that dies with a question open leave its answer to nobody? */
static void test_killed(void **state)
{
    (void)state;
    struct key_share *s = start();
    pid_t job[JOBS];
    for (int i = 0; i < JOBS; i++) job[i] = start_job(s, i, i % 2 == 0 ? QUESTIONS : 1000000);
    for (int i = 1; i < JOBS; i += 2) {
        usleep(3000);
        kill(job[i], SIGKILL);
        waitpid(job[i], NULL, 0);
        assert_int_equal(ask_many(s, 100 + i, 3), 0);
    }
    for (int i = 0; i < JOBS; i += 2) ended_well(job[i]);
    key_share_stop(s);
}

/* What a channel brings that is no question, or not all of it. */
static int raw_channel(const struct key_share *s)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_true(hand_over(s->door, ends[1]));
    close(ends[1]);
    return ends[0];
}

static void test_rude(void **state)
{
    (void)state;
    struct key_share *s = start();
    char byte;
    int half = raw_channel(s), silent = raw_channel(s), endless = raw_channel(s), two = raw_channel(s);
    assert_int_equal(send(half,
                          "\0\0\0\x09"
                          "only",
                          8, 0),
                     8);
    assert_int_equal(send(endless, "\x7f\xff\xff\xff", 4, 0), 4);
    assert_int_equal(recv(endless, &byte, 1, 0), 0); /* hung up */
    assert_int_equal(send(two,
                          "\0\0\0\x01"
                          "a"
                          "\0\0\0\x01"
                          "b",
                          10, 0),
                     10);
    assert_int_equal(recv(two, &byte, 1, 0), 0);   /* one question at a time */
    assert_int_equal(send(s->door, "x", 1, 0), 1); /* nothing comes with it */
    assert_int_equal(ask_many(s, 1, 5), 0);
    assert_int_equal(send(half, " half", 5, 0), 5);
    uint8_t answer[17];
    assert_int_equal(recv(half, answer, sizeof answer, MSG_WAITALL), 17);
    assert_memory_equal(answer, "\0\0\0\x0d\0\0\0\0only half", 17);
    close(half), close(silent), close(endless), close(two);
    key_share_stop(s);
}

/* Who comes when all channels are taken waits, and is served. */
static void test_full(void **state)
{
    (void)state;
    struct key_share *s = start();
    int taken[KEY_SHARE_MAX];
    for (int i = 0; i < KEY_SHARE_MAX; i++) taken[i] = raw_channel(s);
    pid_t job = fork();
    if (job == 0) {
        for (int i = 0; i < KEY_SHARE_MAX; i++) close(taken[i]); /* a fork of these */
        _exit(ask_many(s, 1, 2));
    }
    usleep(20000);
    assert_int_equal(waitpid(job, NULL, WNOHANG), 0);
    for (int i = 0; i < KEY_SHARE_MAX; i++) close(taken[i]);
    ended_well(job);
    key_share_stop(s);
}

static void test_refusals(void **state)
{
    (void)state;
    struct err e = {0};
    struct key_share *s = NULL;
    assert_refused(key_share_start(&s, &bad, -1, &e), &e, ERR_TOKEN, "wrong PIN");
    assert_null(s);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[1]); /* its end is readable, too */
    assert_refused(key_share_start(&s, &slow, ends[0], &e), &e, ERR_TOKEN, "interrupted");
    close(ends[0]);
    s = start();
    AUTO(key_holder_stop)
    struct key_holder *k = NULL;
    AUTO_BUF answer = BUF_INIT(100);
    assert_ok(key_share_join(&k, s, &e), &e);
    assert_refused(process_ask(&answer, k->conversation, view_of_string("refuse"), SECONDS, &e), &e, ERR_REFUSED,
                   "it is forbidden");
    assert_ok(process_ask(&answer, k->conversation, view_of_string("x"), SECONDS, &e), &e);
    key_share_stop(s);
    assert_refused(process_ask(&answer, k->conversation, view_of_string("x"), SECONDS, &e), &e, ERR_INTERNAL,
                   "has ended");
}

/* A terminal's signals do not end the keeper; the end of all who could ask does, and it logs out. */
static void test_starter_killed(void **state)
{
    (void)state;
    int from = goodbye_open();
    pid_t starter = fork();
    if (starter == 0) {
        struct key_share *s = start();
        close(GOODBYE);
        kill(s->keeper, SIGINT);
        kill(s->keeper, SIGTERM);
        if (ask_many(s, 1, 3) != 0) _exit(1);
        (void)start_job(s, 2, 300); /* holds the door open for a while longer */
        raise(SIGKILL);
    }
    close(GOODBYE);
    int how;
    assert_int_equal(waitpid(starter, &how, 0), starter);
    assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    goodbye_from(from, "out");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many), cmocka_unit_test(test_killed),   cmocka_unit_test(test_rude),
        cmocka_unit_test(test_full), cmocka_unit_test(test_refusals), cmocka_unit_test(test_starter_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
