// SPDX-License-Identifier: Apache-2.0
/* The test is its own helper: started again with HELPER set, it answers, or misbehaves, as that says. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/cm.h"

#include "signer/process.h"
#include "signer/serve.h"

static const char *const names[] = {"HELPER", NULL};

static struct process *start_with(const char *mode, const struct document *d, struct err *e)
{
    struct process *p = NULL;
    setenv("HELPER", mode, 1);
    assert_ok(process_start(&p, "/proc/self/exe", d, names, e), e);
    unsetenv("HELPER");
    return p;
}

static struct process *start(const char *mode, struct err *e)
{
    return start_with(mode, NULL, e);
}

/* Does what was asked come back, several times and with nothing in it? */
/* accepts PDF-92 */
static void test_answers(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO(process_stop)
    struct process *p = start("echo", &e);
    AUTO_BUF answer = BUF_INIT(1000);
    assert_ok(process_ask(&answer, p, view_of_string("xin chào"), 5, &e), &e);
    assert_true(view_equals_string(view_of(answer.data, answer.len), "xin chào"));
    assert_ok(process_ask(&answer, p, view_of_string(""), 5, &e), &e);
    assert_int_equal(answer.len, 0);
}

/* Is a helper that misbehaves told apart, in words, and gone? */
/* refuses PDF-92 */
static void test_misbehaves(void **state)
{
    (void)state;
    static const struct {
        const char *mode, *why;
        enum err_code code;
    } cases[] = {
        {"refuse", "it is forbidden", ERR_REFUSED},   {"hang", "did not answer in time", ERR_INTERNAL},
        {"die", "killed by signal 6", ERR_INTERNAL},  {"leave", "ended with code 3", ERR_INTERNAL},
        {"long", "where 10 is the limit", ERR_LIMIT}, {"half", "gave no answer", ERR_INTERNAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO(process_stop)
        struct process *p = start(cases[i].mode, &e);
        AUTO_BUF answer = BUF_INIT(10);
        assert_refused(process_ask(&answer, p, view_of_string("x"), 1, &e), &e, cases[i].code, cases[i].why);
        assert_int_equal(answer.len, 0);
    }
}

/* Does the helper get only the environment that it was given, and no descriptor of ours? */
static void test_inherits_nothing(void **state)
{
    (void)state;
    struct err e = {0};
    int leak[2];
    assert_int_equal(pipe(leak), 0); /* without O_CLOEXEC */
    setenv("SECRET", "x", 1);
    AUTO(process_stop)
    struct process *p = start("look", &e);
    AUTO_BUF answer = BUF_INIT(1000);
    assert_ok(process_ask(&answer, p, view_of_string(""), 5, &e), &e);
    assert_true(view_equals_string(view_of(answer.data, answer.len), "clean"));
    close(leak[0]);
    close(leak[1]);
}

static void make_parts(struct document out[static 3])
{
    struct err e = {0};
    struct view text = view_of_string("%PDF-1.7 the base of it, ");
    assert_ok(document_join(&out[0], &text, 1, &e), &e);
    assert_ok(document_extend(&out[1], &out[0], view_of_string("a part, "), &e), &e);
    assert_ok(document_extend(&out[2], &out[1], view_of_string("and another"), &e), &e);
}

/* Does the helper see the document that it was given, of one part or of two, and no other descriptor? */
static void test_gives_a_document(void **state)
{
    (void)state;
    struct document d[3] = {DOCUMENT_NONE, DOCUMENT_NONE, DOCUMENT_NONE};
    make_parts(d);
    for (size_t i = 0; i < 3; i++) {
        struct err e = {0};
        AUTO(process_stop)
        struct process *p = start_with("read", &d[i], &e);
        AUTO_BUF answer = BUF_INIT(1000);
        assert_ok(process_ask(&answer, p, view_of_string(""), 5, &e), &e);
        assert_true(view_equal(view_of(answer.data, answer.len), d[i].bytes));
    }
    for (size_t i = 0; i < 3; i++) document_clear(&d[i]);
}

static struct view read_document(void)
{
    struct err e = {0};
    struct view v;
    return serve_document(&v, &e) == OK ? v : view_of_string(e.text[LANG_EN]);
}

static const char *look_around(void)
{
    if (getenv("SECRET") != NULL) return "environment";
    for (int fd = 3; fd < 1000; fd++)
        if (lseek(fd, 0, SEEK_CUR) != -1 || dup2(fd, fd) == fd) return "descriptor";
    return "clean";
}

static void misbehave(const char *mode)
{
    static const uint8_t too_long[] = {0x7f, 0, 0, 0}, half[] = {0, 0, 0, 9, 0};
    if (strcmp(mode, "hang") == 0) sleep(30);
    if (strcmp(mode, "die") == 0) abort();
    if (strcmp(mode, "leave") == 0) _exit(3);
    if (strcmp(mode, "long") == 0 && write(SERVE_ANSWER, too_long, sizeof too_long) < 0) _exit(4);
    if (strcmp(mode, "half") == 0 && write(SERVE_ANSWER, half, sizeof half) < 0) _exit(4);
}

static int be_helper(const char *mode)
{
    struct err e = {0};
    bool end;
    AUTO_BUF request = BUF_INIT(1000);
    AUTO_BUF body = BUF_INIT(1000);
    signal(SIGABRT, SIG_DFL);
    while (serve_next(&request, &end, &e) == OK && !end) {
        struct err told = {0};
        misbehave(mode);
        if (strcmp(mode, "long") == 0 || strcmp(mode, "half") == 0) break;
        buf_clear(&body);
        buf_put(&body, strcmp(mode, "look") == 0   ? view_of_string(look_around())
                       : strcmp(mode, "read") == 0 ? read_document()
                                                   : view_of(request.data, request.len));
        if (strcmp(mode, "refuse") == 0) err_set(&told, ERR_REFUSED, "it is forbidden");
        if (serve_answer(told.code == ERR_NONE ? OK : FAILED, &body, &told, &e) != OK) break;
    }
    return 0;
}

int main(void)
{
    const char *mode = getenv("HELPER");
    if (mode != NULL) return be_helper(mode);
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_misbehaves),
        cmocka_unit_test(test_inherits_nothing),
        cmocka_unit_test(test_gives_a_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
