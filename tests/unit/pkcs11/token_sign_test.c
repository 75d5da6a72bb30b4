// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "pkcs11/token_sign.h"

static struct {
    CK_RV mechanism, init, login, sign;
    CK_ULONG len;
    CK_FLAGS mechanism_flags;
    CK_MECHANISM_TYPE used;
    CK_ULONG parameter_len;
    unsigned logins;
    CK_USER_TYPE user;
    uint8_t input[128];
    CK_ULONG input_len;
} fake;

static CK_RV fake_mechanism(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info)
{
    (void)slot, (void)type;
    info->flags = fake.mechanism_flags;
    return fake.mechanism;
}

static CK_RV fake_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
    (void)slot;
    memset(info, 0, sizeof *info);
    return CKR_OK;
}

static CK_RV fake_init(CK_SESSION_HANDLE h, CK_MECHANISM *m, CK_OBJECT_HANDLE key)
{
    (void)h, (void)key;
    fake.used = m->mechanism;
    fake.parameter_len = m->ulParameterLen;
    return fake.init;
}

static CK_RV fake_login(CK_SESSION_HANDLE h, CK_USER_TYPE user, unsigned char *pin, CK_ULONG len)
{
    (void)h, (void)pin, (void)len;
    fake.logins++;
    fake.user = user;
    return fake.login;
}

static CK_RV fake_sign(CK_SESSION_HANDLE h, unsigned char *data, CK_ULONG len, unsigned char *out, CK_ULONG *out_len)
{
    (void)h;
    memset(out, 0x5a, *out_len);
    memcpy(fake.input, data, len);
    fake.input_len = len;
    *out_len = fake.len;
    return fake.sign;
}

static CK_FUNCTION_LIST calls;
static struct module module = {.calls = &calls, .enumerated = true};

struct keys {
    struct token_object rsa, ec;
    struct token token;
};

static int make(void **state)
{
    struct keys *k = test_calloc(1, sizeof *k);
    memset(&fake, 0, sizeof fake);
    fake.mechanism_flags = CKF_SIGN;
    calls.C_GetMechanismInfo = fake_mechanism;
    calls.C_GetTokenInfo = fake_info;
    calls.C_SignInit = fake_init;
    calls.C_Login = fake_login;
    calls.C_Sign = fake_sign;
    k->rsa = (struct token_object){.kind = OBJECT_PRIVATE_KEY, .key_type = CKK_RSA, .key = EVP_RSA_gen(2048)};
    k->ec = (struct token_object){.kind = OBJECT_PRIVATE_KEY, .key_type = CKK_EC, .key = EVP_EC_gen("P-256")};
    k->token = (struct token){.module = &module, .session = 1};
    *state = k;
    return 0;
}

static int drop(void **state)
{
    struct keys *k = *state;
    EVP_PKEY_free(k->rsa.key);
    EVP_PKEY_free(k->ec.key);
    test_free(k);
    return 0;
}

static const uint8_t digest[64] = {1, 2, 3};

static status sign(struct keys *k, const struct token_object *key, enum signature_scheme scheme, size_t digest_len,
                   bool *lost, struct err *e)
{
    AUTO_BUF out = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    const struct token_signing how = {.scheme = scheme, .digest_algorithm = DIGEST_SHA256, .login = LOGIN_AUTOMATIC};
    return token_sign(&out, lost, &k->token, key, &how, view_of(digest, digest_len), e);
}

static void refuses_before_the_token_is_asked(void **state)
{
    struct keys *k = *state;
    struct err e = {0};
    bool lost;
    fake.len = 256;
    assert_refused(sign(k, &k->rsa, SIGNATURE_RSA_PKCS1, 31, &lost, &e), &e, ERR_INTERNAL, "is not SHA256");
    assert_refused(sign(k, &k->rsa, SIGNATURE_ECDSA, 32, &lost, &e), &e, ERR_TOKEN, "cannot make ECDSA");
    assert_refused(sign(k, &k->ec, SIGNATURE_RSA_PKCS1, 32, &lost, &e), &e, ERR_TOKEN, "cannot make RSA-PKCS1");
    assert_refused(sign(k, &k->rsa, SIGNATURE_OTHER, 32, &lost, &e), &e, ERR_INTERNAL, "no token can make");
    fake.mechanism_flags = 0;
    assert_refused(sign(k, &k->rsa, SIGNATURE_RSA_PKCS1, 32, &lost, &e), &e, ERR_TOKEN, "cannot sign with mechanism");
    assert_int_equal(fake.input_len, 0);
}

static void refuses_every_other_length(void **state)
{
    static const CK_ULONG lengths[] = {0, 1, 255, 257, LIMIT_SIGNATURE_VALUE, 100000, (CK_ULONG)-1};
    struct keys *k = *state;
    struct err e = {0};
    bool lost;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        fake.len = lengths[i];
        assert_refused(sign(k, &k->rsa, SIGNATURE_RSA_PKCS1, 32, &lost, &e), &e, ERR_TOKEN, "where the key makes 256");
        assert_refused(sign(k, &k->ec, SIGNATURE_ECDSA, 32, &lost, &e), &e, ERR_TOKEN, "where the key makes 64");
        assert_false(lost);
    }
}

static void the_token_gets_what_the_scheme_wants(void **state)
{
    struct keys *k = *state;
    struct err e = {0};
    bool lost;
    fake.len = 256;
    assert_ok(sign(k, &k->rsa, SIGNATURE_RSA_PKCS1, 32, &lost, &e), &e);
    assert_int_equal(fake.used, CKM_RSA_PKCS);
    assert_int_equal(fake.input_len, 51); /* DigestInfo of SHA-256 */
    assert_int_equal(fake.input[1], 49);
    assert_memory_equal(fake.input + 19, digest, 32);
    assert_ok(sign(k, &k->rsa, SIGNATURE_RSA_PSS, 32, &lost, &e), &e);
    assert_int_equal(fake.used, CKM_RSA_PKCS_PSS);
    assert_int_equal(fake.parameter_len, sizeof(CK_RSA_PKCS_PSS_PARAMS));
    assert_int_equal(fake.input_len, 32);
    fake.len = 64;
    assert_ok(sign(k, &k->ec, SIGNATURE_ECDSA, 32, &lost, &e), &e);
    assert_int_equal(fake.used, CKM_ECDSA);
    assert_memory_equal(fake.input, digest, 32);
    assert_int_equal(fake.logins, 0);
}

static void tells_a_lost_token_from_a_refusal(void **state)
{
    static const struct {
        CK_RV rv;
        bool lost;
    } rows[] = {
        {CKR_DEVICE_REMOVED, true},
        {CKR_SESSION_HANDLE_INVALID, true},
        {CKR_USER_NOT_LOGGED_IN, true},
        {CKR_PIN_INCORRECT, false},
        {CKR_PIN_LOCKED, false},
        {CKR_BUFFER_TOO_SMALL, false},
        {CKR_KEY_FUNCTION_NOT_PERMITTED, false},
    };
    struct keys *k = *state;
    struct err e = {0};
    bool lost;
    fake.len = 256;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fake.sign = rows[i].rv;
        assert_refused(sign(k, &k->rsa, SIGNATURE_RSA_PKCS1, 32, &lost, &e), &e, ERR_TOKEN, "did not sign");
        assert_int_equal(lost, rows[i].lost);
    }
}

static void asks_for_the_pin_where_the_key_wants_it(void **state)
{
    struct keys *k = *state;
    struct err e = {0};
    bool lost;
    fake.len = 256;
    k->rsa.flag[OBJECT_ALWAYS_AUTHENTICATE] = true;
    assert_ok(sign(k, &k->rsa, SIGNATURE_RSA_PKCS1, 32, &lost, &e), &e);
    assert_int_equal(fake.logins, 1);
    assert_int_equal(fake.user, CKU_CONTEXT_SPECIFIC);
    fake.login = CKR_PIN_INCORRECT;
    fake.input_len = 0;
    assert_refused(sign(k, &k->rsa, SIGNATURE_RSA_PKCS1, 32, &lost, &e), &e, ERR_TOKEN, "did not sign");
    assert_false(lost);
    assert_int_equal(fake.logins, 2);
    assert_int_equal(fake.input_len, 0); /* C_Sign was not reached */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_before_the_token_is_asked, make, drop),
        cmocka_unit_test_setup_teardown(refuses_every_other_length, make, drop),
        cmocka_unit_test_setup_teardown(the_token_gets_what_the_scheme_wants, make, drop),
        cmocka_unit_test_setup_teardown(tells_a_lost_token_from_a_refusal, make, drop),
        cmocka_unit_test_setup_teardown(asks_for_the_pin_where_the_key_wants_it, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
