// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <stdio.h>
#include <string.h>

#include "signer/key_protocol.h"

static const struct key_choice choice = {
    .uri = "pkcs11:token=Sở", .module = "/lib/m.so", .pin_source = "file:a", .pss = true};

static const struct object_facts object = {
    .is_certificate = true,
    .uri = "pkcs11:object=a",
    .label = "con dấu",
    .id = "0a",
    .algorithm = "RSA",
    .bits = 2048,
    .subject = "CN=a",
    .not_after = "2026-01-01T00:00:00Z",
    .flag = {"sign", "local"},
    .flag_count = 2,
};

static void put_choice(struct buf *b)
{
    key_choice_put(b, &choice);
}

static status get_choice(struct view *in, struct err *e)
{
    struct key_choice got;
    TRY(key_choice_get(&got, in, e));
    ENSURE(strcmp(got.uri, choice.uri) == 0 && strcmp(got.module, choice.module) == 0 &&
               strcmp(got.pin_source, choice.pin_source) == 0 && got.pss == choice.pss,
           ERR_INTERNAL, "not the same");
    return OK;
}

static void put_object(struct buf *b)
{
    object_facts_put(b, &object);
}

static status get_object(struct view *in, struct err *e)
{
    struct object_facts got = {0};
    TRY(object_facts_get(&got, in, e));
    ENSURE(memcmp(&got, &object, sizeof got) == 0, ERR_INTERNAL, "not the same");
    return OK;
}

static void put_token(struct buf *b)
{
    struct token_facts t = {.label = "l", .serial = "s", .uri = "u", .pin = "ok", .is_initialised = true};
    err_set(&t.failure, ERR_TOKEN, "out of memory");
    token_facts_put(b, &t);
}

static status get_token(struct view *in, struct err *e)
{
    struct token_facts got = {0};
    TRY(token_facts_get(&got, in, e));
    ENSURE(got.failure.code == ERR_TOKEN && got.is_initialised && strcmp(got.pin, "ok") == 0, ERR_INTERNAL,
           "not the same");
    return OK;
}

static void put_facts(struct buf *b)
{
    struct key_facts f = {.scheme = SIGNATURE_ECDSA, .bits = 256, .token = "t", .label = "l", .chain_count = 2};
    uint8_t der[] = {0x30, 0};
    f.certificate = f.chain[0] = f.chain[1] = (struct buf){.data = der, .len = sizeof der};
    key_facts_put(b, &f);
}

static status get_facts(struct view *in, struct err *e)
{
    AUTO_CLEAR(key_facts_clear) struct key_facts f = {0};
    TRY(key_facts_get(&f, in, e));
    ENSURE(f.chain_count == 2 && f.chain[1].len == 2 && f.certificate.len == 2 && f.scheme == SIGNATURE_ECDSA &&
               f.bits == 256 && strcmp(f.label, "l") == 0,
           ERR_INTERNAL, "not the same");
    return OK;
}

static void put_signed(struct buf *b)
{
    uint8_t bytes[] = {1, 2, 3};
    const struct buf value = {.data = bytes, .len = sizeof bytes};
    key_signed_put(b, &value);
}

static status get_signed(struct view *in, struct err *e)
{
    AUTO_BUF out = BUF_INIT(16);
    bool lost;
    struct err why = {0};
    TRY(key_signed_get(&out, &lost, &why, in, e));
    ENSURE(!lost && out.len == 3 && out.data[2] == 3, ERR_INTERNAL, "not the same");
    return OK;
}

static const struct {
    void (*put)(struct buf *);
    status (*get)(struct view *, struct err *);
} messages[] = {
    {put_choice, get_choice}, {put_object, get_object}, {put_token, get_token},
    {put_facts, get_facts},   {put_signed, get_signed},
};

static void refuses_every_message_that_is_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        AUTO_BUF b = BUF_INIT(65536);
        messages[i].put(&b);
        for (size_t len = 0; len < b.len; len++) {
            struct view in = view_of(b.data, len);
            struct err e = {0};
            assert_int_equal(messages[i].get(&in, &e), FAILED);
            assert_int_not_equal(e.code, ERR_NONE);
        }
    }
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        AUTO_BUF b = BUF_INIT(65536);
        struct err e = {0};
        messages[i].put(&b);
        struct view in = view_of(b.data, b.len);
        assert_ok(messages[i].get(&in, &e), &e);
        assert_int_equal(in.len, 0);
    }
}

static void refuses_counts_beyond_their_arrays(void **state)
{
    struct err e = {0};
    AUTO_BUF facts = BUF_INIT(64);
    AUTO_BUF lost = BUF_INIT(64);
    AUTO_BUF out = BUF_INIT(64);
    AUTO_CLEAR(key_facts_clear) struct key_facts f = {0};
    struct err why = {0};
    bool is_lost;
    (void)state;
    wire_put_bytes(&facts, view_of("", 0));
    wire_put_u32(&facts, LIMIT_CERTIFICATES + 1);
    struct view in = view_of(facts.data, facts.len);
    assert_int_equal(key_facts_get(&f, &in, &e), FAILED);
    err_clear(&e);
    wire_put_u32(&lost, 2); /* neither signed nor lost */
    in = view_of(lost.data, lost.len);
    assert_int_equal(key_signed_get(&out, &is_lost, &why, &in, &e), FAILED);
}

static void a_lost_token_says_why(void **state)
{
    struct err e = {0}, why = {0}, got = {0};
    AUTO_BUF b = BUF_INIT(4096);
    AUTO_BUF out = BUF_INIT(64);
    bool is_lost = false;
    (void)state;
    err_set(&why, ERR_TOKEN, "out of memory");
    key_lost_put(&b, &why);
    struct view in = view_of(b.data, b.len);
    assert_ok(key_signed_get(&out, &is_lost, &got, &in, &e), &e);
    assert_true(is_lost);
    assert_int_equal(got.code, ERR_TOKEN);
    assert_int_equal(out.len, 0);
}

static void waits_longer_for_people(void **state)
{
    (void)state;
    assert_int_equal(pin_entry_seconds(PIN_ENTRY_FILE), LIMIT_TOKEN_SECONDS);
    assert_int_equal(pin_entry_seconds(PIN_ENTRY_NONE), LIMIT_TOKEN_SECONDS);
    assert_true(pin_entry_seconds(PIN_ENTRY_TYPED) > LIMIT_PIN_SECONDS);
    assert_true(pin_entry_seconds(PIN_ENTRY_PAD) > LIMIT_PIN_SECONDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_every_message_that_is_cut),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(refuses_counts_beyond_their_arrays),
        cmocka_unit_test(a_lost_token_says_why),
        cmocka_unit_test(waits_longer_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
