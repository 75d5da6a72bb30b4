// SPDX-License-Identifier: Apache-2.0
/*
 * Can a worker that has been taken over do anything but compute? A worker with a back door, in the sandbox of the real
 * one, tries every row of backdoor_table.c: it must be killed, or be told no.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/cm.h"

#include "signer/document.h"
#include "signer/process.h"
#include "tests/attack/backdoor.h"

static void backdoor_path(char out[static PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 20);
    assert_true(n > 0);
    out[n] = '\0';
    strcpy(strrchr(out, '/') + 1, "worker-backdoor");
}

static bool was_stopped(size_t row, const struct document *d)
{
    char path[PATH_MAX];
    struct err e = {0};
    struct view message;
    struct process *p = NULL;
    AUTO_BUF request = BUF_INIT(16);
    AUTO_BUF answer = BUF_INIT(64);
    backdoor_path(path);
    wire_put_u32(&request, (uint32_t)row);
    assert_ok(buf_done(&message, &request, &e), &e);
    assert_ok(process_start(&p, path, d, NULL, &e), &e);
    status r = process_ask(&answer, p, message, 10, &e);
    process_stop(p);
    if (r != OK) /* SIGSYS: the filter; SIGXFSZ: the limit on written files */
        return strstr(e.text[LANG_EN], "by signal 31") != NULL || strstr(e.text[LANG_EN], "by signal 25") != NULL;
    return view_equals_string(view_part(view_of(answer.data, answer.len), 4, 6), "denied");
}

static void test_every_attack_is_stopped(void **state)
{
    (void)state;
    struct err e = {0};
    struct view content = view_of_string("%PDF-1.7 nothing that matters here");
    AUTO_CLEAR(document_clear) struct document base = DOCUMENT_NONE;
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    assert_ok(document_join(&base, &content, 1, &e), &e);
    assert_ok(document_extend(&d, &base, view_of_string(", and more"), &e), &e);
    size_t escaped = 0;
    for (size_t i = 0; i < attack_count; i++) {
        if (was_stopped(i, &d)) continue;
        print_error("not stopped: %s\n", attacks[i].name);
        escaped++;
    }
    assert_int_equal(escaped, 0);
    assert_true(attack_count >= 50);
    assert_int_equal(access("/tmp/seal-takeover", F_OK), -1);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_attack_is_stopped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
