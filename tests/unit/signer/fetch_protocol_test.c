// SPDX-License-Identifier: Apache-2.0
/* The question to `fetch` comes through as it was put; a cut or overlong one does not. */
#include <string.h>

#include "tests/unit/cm.h"

#include "signer/fetch_ops.h"

static void put_question(struct buf *out)
{
    struct fetch_request *r = mem_new(sizeof *r);
    r->op = FETCH_OCSP;
    memcpy(r->url, "http://ocsp.example/", 21);
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
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round), cmocka_unit_test(test_sizes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
