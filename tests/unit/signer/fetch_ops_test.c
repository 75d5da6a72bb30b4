// SPDX-License-Identifier: Apache-2.0
/* The question to `fetch` comes through as it was put, a cut or overlong one does not; where `fetch` does not go. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "signer/fetch_ops.h"

static void put_question(struct buf *out)
{
    struct fetch_request *r = mem_new(sizeof *r);
    r->op = FETCH_OCSP;
    memcpy(r->url, "http://ocsp.example/", 21);
    r->seconds = 9;
    r->body = view_of("question", 8);
    memcpy(r->allowed[0], "ocsp.example:80", 16);
    r->allowed_count = 1;
    fetch_request_put(out, r);
    mem_free(r);
}

static void test_round(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF message = BUF_INIT(LIMIT_MESSAGE);
    struct fetch_request *got = mem_new(sizeof *got);
    put_question(&message);
    struct view all = view_of(message.data, message.len), in = all;
    assert_ok(fetch_request_get(got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    assert_int_equal(got->op, FETCH_OCSP);
    assert_string_equal(got->url, "http://ocsp.example/");
    assert_int_equal(got->seconds, 9);
    assert_true(view_equals_string(got->body, "question"));
    assert_int_equal(got->allowed_count, 1);
    assert_string_equal(got->allowed[0], "ocsp.example:80");
    for (size_t len = 0; len < all.len; len++) {
        in = view_part(all, 0, len);
        assert_refused(fetch_request_get(got, &in, &e), &e, ERR_INTERNAL, "message between processes");
    }
    message.data[3] = FETCH_OP_COUNT;
    in = all;
    assert_refused(fetch_request_get(got, &in, &e), &e, ERR_INTERNAL, "message between processes");
    mem_free(got);
}

static void test_sizes(void **state)
{
    (void)state;
    assert_int_equal(fetch_size_max(FETCH_NONE), 0);
    assert_int_equal(fetch_size_max(FETCH_OP_COUNT), 0);
    assert_int_equal(fetch_size_max(FETCH_OCSP), LIMIT_OCSP);
    assert_int_equal(fetch_size_max(FETCH_CRL), LIMIT_CRL);
    assert_int_equal(fetch_size_max(FETCH_CERTIFICATE), LIMIT_CERTIFICATE);
    assert_int_equal(fetch_size_max(FETCH_TIMESTAMP), LIMIT_STAMP_ANSWER);
}

/* Addresses that are refused before anybody is asked; nothing listens on port 1. */
struct address {
    const char *url, *allowed, *reason;
};

static const struct address refused[] = {
    {"file:///etc/passwd", NULL, "not an address that can be asked"},
    {"ftp://ca.example/a.crl", NULL, "only http and https"},
    {"http://", NULL, "not an address that can be asked"},
    {"http://user@127.0.0.1/", NULL, "user name"},
    {"http://user:secret@127.0.0.1/", NULL, "user name"},
    {"http://127.0.0.1/", NULL, "not on the public network"},
    {"http://127.0.0.1/", "127.0.0.1", "not on the public network"},
    {"http://127.1/", NULL, "not on the public network"},
    {"http://0x7f.1/", NULL, "not on the public network"},
    {"http://2130706433/", NULL, "not on the public network"},
    {"http://0177.0.0.1/", NULL, "not on the public network"},
    {"http://169.254.169.254/latest", NULL, "not on the public network"},
    {"http://[::1]/", NULL, "not on the public network"},
    {"http://[::ffff:10.0.0.1]/", NULL, "not on the public network"},
    {"http://[64:ff9b::a00:1]/", NULL, "not on the public network"},
    {"http://localhost/", NULL, "not on the public network"},
    {"https://localhost/", NULL, "not on the public network"},
    {"http://127.0.0.1:1/", NULL, "port 1 is not asked"},
    {"http://127.0.0.1:1/", "127.0.0.1", "port 1 is not asked"},
    {"http://127.0.0.1:1/", "127.0.0.1:2", "not among those"},
    {"http://127.0.0.1:1/", "ca.example", "not among those"},
    {"http://127.0.0.1:1/", "127.0.0.1:1", "the question failed"},
    {"http://[::1]:1/", "[::1]:1", "the question failed"},
};

/* The address of a time-stamp authority was given by a person: any host and port, but no other manners. */
static const struct address refused_authorities[] = {
    {"http://127.0.0.1:1/", NULL, "the question failed"},
    {"http://127.0.0.1:1/", "ca.example", "the question failed"},
    {"ftp://127.0.0.1:1/", NULL, "only http and https"},
    {"http://user@127.0.0.1:1/", NULL, "user name"},
};

static void expect_refused(const struct address *a, enum fetch_op op)
{
    struct err e = {0};
    AUTO_BUF message = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_CRL);
    struct fetch_request *r = mem_new(sizeof *r);
    r->op = op;
    r->seconds = 2;
    snprintf(r->url, sizeof r->url, "%s", a->url);
    if (a->allowed != NULL) snprintf(r->allowed[r->allowed_count++], sizeof r->allowed[0], "%s", a->allowed);
    fetch_request_put(&message, r);
    mem_free(r);
    if (fetch_answer(&answer, view_of(message.data, message.len), &e) == OK) fail_msg("%s", a->url);
    if (e.code != ERR_REMOTE || strstr(e.text[LANG_EN], a->reason) == NULL) fail_msg("%s: %s", a->url, e.text[LANG_EN]);
}

/* refuses X5-09 */
static void test_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) expect_refused(&refused[i], FETCH_CRL);
}

static void test_authorities(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused_authorities / sizeof refused_authorities[0]; i++)
        expect_refused(&refused_authorities[i], FETCH_TIMESTAMP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round), cmocka_unit_test(test_sizes),
                                       cmocka_unit_test(test_where), cmocka_unit_test(test_authorities)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
