// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <string.h>

#include "signer/key_ops.h"

/* Written again here, from the picture in key_protocol.h: which states may do what. */
static const struct {
    enum key_op op;
    enum key_state allowed;
} expected[] = {
    {KEY_FIND_SIGNER, KEY_NEW},
    {KEY_LOGIN_SIGNER, KEY_FOUND_SIGNER},
    {KEY_MEASURE, KEY_SIGNER},
    {KEY_SIGN_CMS, KEY_SIGNER},
    {KEY_SIGN_XADES, KEY_SIGNER},
    {KEY_FIND_CUSTODIAN, KEY_NEW},
    {KEY_LOGIN_CUSTODIAN, KEY_FOUND_CUSTODIAN},
    {KEY_GENERATE, KEY_CUSTODIAN},
    {KEY_REQUEST, KEY_CUSTODIAN},
    {KEY_IMPORT, KEY_CUSTODIAN},
    {KEY_SHOW, KEY_CUSTODIAN},
    {KEY_PIN_CHECK, KEY_FOUND_CUSTODIAN},
    {KEY_PIN_CHANGE, KEY_FOUND_CUSTODIAN},
    {KEY_MODULES, KEY_NEW},
    {KEY_TOKENS, KEY_NEW},
    {KEY_OBJECTS, KEY_LISTING},
};

static status ask(struct key_session *s, uint32_t op, const char *parameters, struct err *e)
{
    AUTO_BUF request = BUF_INIT(64);
    AUTO_BUF answer = BUF_INIT(4096);
    wire_put_u32(&request, op);
    buf_put_string(&request, parameters);
    status r = key_session_answer(&answer, s, view_of(request.data, request.len), e);
    if (r == OK) assert_int_equal(answer.failed, false);
    return r;
}

/* A session in some state, as far as the operations look at it before they look at their parameters. */
static void stand_in(struct key_session *s, const struct token_object *o, enum key_state state)
{
    key_session_init(s);
    s->state = state;
    s->pair = (struct key_pair){.key = o, .certificate = o};
    s->tokens.count = 1;
}

static void every_message_in_every_state(void **state)
{
    static const struct token_object none;
    static struct key_session s;
    (void)state;
    for (enum key_state now = KEY_NEW; now < KEY_STATE_COUNT; now++)
        for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
            struct err e = {0};
            bool allowed = expected[i].allowed == now;
            stand_in(&s, &none, now);
            assert_int_equal(key_op_is_allowed(expected[i].op, now), allowed);
            if (!allowed) {
                assert_refused(ask(&s, expected[i].op, "", &e), &e, ERR_INTERNAL, "does not do operation");
                assert_int_equal(s.state, now);
                continue;
            }
            /* Allowed, but no operation has such parameters: refused for them, and never left half done. */
            assert_int_equal(ask(&s, expected[i].op, "\x01garbage", &e), FAILED);
            assert_null(strstr(e.text[LANG_EN], "does not do operation"));
            assert_true(s.state == now || s.state == KEY_DONE);
        }
}

static void knows_no_other_operation(void **state)
{
    static struct key_session s;
    struct err e = {0};
    (void)state;
    key_session_init(&s);
    assert_int_equal(sizeof expected / sizeof expected[0], KEY_OP_COUNT - 2); /* and KEY_CLOSE */
    assert_false(key_op_is_allowed(KEY_OP_NONE, KEY_NEW));
    assert_int_equal(ask(&s, KEY_OP_NONE, "", &e), FAILED);
    err_clear(&e);
    assert_int_equal(ask(&s, KEY_OP_COUNT, "", &e), FAILED);
    err_clear(&e);
    assert_int_equal(ask(&s, UINT32_MAX, "", &e), FAILED);
    assert_int_equal(s.state, KEY_NEW);
}

static void closes_from_every_state(void **state)
{
    static const struct token_object none;
    static struct key_session s;
    (void)state;
    for (enum key_state now = KEY_NEW; now < KEY_STATE_COUNT; now++) {
        struct err e = {0};
        stand_in(&s, &none, now);
        assert_ok(ask(&s, KEY_CLOSE, "", &e), &e);
        assert_int_equal(s.state, KEY_DONE);
    }
}

static void a_failed_find_ends_it(void **state)
{
    static struct key_session s;
    static const struct key_choice choice = {.uri = "pkcs11:token=a", .module = "/nonexistent/module.so"};
    struct err e = {0};
    AUTO_BUF request = BUF_INIT(4096);
    AUTO_BUF answer = BUF_INIT(4096);
    (void)state;
    key_session_init(&s);
    wire_put_u32(&request, KEY_FIND_SIGNER);
    key_choice_put(&request, &choice);
    struct view message = view_of(request.data, request.len);
    assert_refused(key_session_answer(&answer, &s, message, &e), &e, ERR_TOKEN, "cannot load the PKCS#11 module");
    assert_int_equal(s.state, KEY_DONE);
    assert_refused(key_session_answer(&answer, &s, message, &e), &e, ERR_INTERNAL, "does not do operation");
    key_session_clear(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_in_every_state),
        cmocka_unit_test(knows_no_other_operation),
        cmocka_unit_test(closes_from_every_state),
        cmocka_unit_test(a_failed_find_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
