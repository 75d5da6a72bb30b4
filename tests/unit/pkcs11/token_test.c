// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <string.h>

#include "pkcs11/token.h"

/* A module with one slot, told what to answer and counting what it is asked. PKCS#11 functions get no context. */
static struct {
    CK_FLAGS flags;
    CK_RV login, info, session;
    CK_ULONG slots, slots_again;
    unsigned logins;
    char pin[16];
} fake;

static CK_RV fake_slot_list(CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *count)
{
    (void)present;
    *count = slots == NULL ? fake.slots : fake.slots_again;
    for (CK_ULONG i = 0; slots != NULL && i < fake.slots_again && i < LIMIT_SLOTS; i++) slots[i] = i + 7;
    return CKR_OK;
}

static CK_RV fake_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
    (void)slot;
    memset(info, ' ', sizeof *info);
    memcpy(info->label, "seal", 4);
    memset(info->serialNumber, 0, sizeof info->serialNumber);
    info->flags = fake.flags;
    return slot == 8 ? CKR_DEVICE_ERROR : slot == 9 ? CKR_TOKEN_NOT_PRESENT : fake.info;
}

static CK_RV fake_open(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify, CK_SESSION_HANDLE *h)
{
    (void)slot, (void)flags, (void)application, (void)notify;
    *h = 1;
    return fake.session;
}

static CK_RV fake_close(CK_SESSION_HANDLE h)
{
    (void)h;
    return CKR_OK;
}

static CK_RV fake_login(CK_SESSION_HANDLE h, CK_USER_TYPE user, unsigned char *pin, CK_ULONG len)
{
    (void)h, (void)user;
    fake.logins++;
    memset(fake.pin, 0, sizeof fake.pin);
    if (pin != NULL && len < sizeof fake.pin) memcpy(fake.pin, pin, len);
    return fake.login;
}

static CK_FUNCTION_LIST calls;
/* enumerated: libp11 is not asked, as when it could not list the slots */
static struct module module = {.calls = &calls, .enumerated = true, .path = "fake.so"};

static int reset(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof fake);
    fake.slots = fake.slots_again = 1;
    calls.C_GetSlotList = fake_slot_list;
    calls.C_GetTokenInfo = fake_token_info;
    calls.C_OpenSession = fake_open;
    calls.C_CloseSession = fake_close;
    calls.C_Login = fake_login;
    return 0;
}

static const struct {
    CK_FLAGS flags;
    enum pin_state state;
    bool may[LOGIN_KIND_COUNT];
} rows[] = {
    {0, PIN_OK, {[LOGIN_AUTOMATIC] = true, [LOGIN_CHECK] = true, [LOGIN_TYPED] = true}},
    {CKF_PROTECTED_AUTHENTICATION_PATH,
     PIN_PAD,
     {[LOGIN_AUTOMATIC] = true, [LOGIN_CHECK] = true, [LOGIN_TYPED] = true}},
    {CKF_USER_PIN_COUNT_LOW, PIN_LOW, {[LOGIN_CHECK] = true, [LOGIN_TYPED] = true}},
    {CKF_USER_PIN_COUNT_LOW | CKF_PROTECTED_AUTHENTICATION_PATH, PIN_LOW, {[LOGIN_CHECK] = true, [LOGIN_TYPED] = true}},
    {CKF_USER_PIN_FINAL_TRY, PIN_FINAL, {[LOGIN_TYPED] = true}},
    {CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_COUNT_LOW, PIN_FINAL, {[LOGIN_TYPED] = true}},
    {CKF_USER_PIN_LOCKED, PIN_LOCKED, {false}},
    {CKF_USER_PIN_LOCKED | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_COUNT_LOW, PIN_LOCKED, {false}},
};

static void tries_a_pin_only_where_the_table_allows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (enum login_kind kind = LOGIN_NONE; kind < LOGIN_KIND_COUNT; kind++) {
            struct token t = {.module = &module, .slot = 7};
            struct err e = {0};
            fake.flags = rows[i].flags;
            fake.logins = 0;
            status r = token_login(&t, kind, NULL, &e);
            assert_int_equal(r, rows[i].may[kind] ? OK : FAILED);
            assert_int_equal(fake.logins, rows[i].may[kind] ? 1 : 0);
            assert_int_equal(token_pin_state(&t), rows[i].state);
            if (r != OK) assert_int_equal(e.code, ERR_TOKEN);
        }
}

static void reads_the_state_anew(void **state)
{
    struct token t = {.module = &module, .slot = 7}; /* its info says that all is well */
    struct err e = {0};
    (void)state;
    fake.flags = CKF_USER_PIN_LOCKED;
    assert_refused(token_login(&t, LOGIN_TYPED, NULL, &e), &e, ERR_TOKEN, "is locked");
    fake.info = CKR_DEVICE_REMOVED;
    fake.flags = 0;
    assert_refused(token_login(&t, LOGIN_TYPED, NULL, &e), &e, ERR_TOKEN, "does not answer");
    assert_int_equal(fake.logins, 0);
}

static void a_wrong_pin_is_one_attempt(void **state)
{
    struct token t = {.module = &module, .slot = 7};
    struct err e = {0};
    AUTO_SECRET pin = {0};
    (void)state;
    assert_ok(secret_new(&pin, &e), &e);
    memcpy(pin.text, "1234", 4);
    pin.len = 4;
    fake.login = CKR_PIN_INCORRECT;
    assert_refused(token_login(&t, LOGIN_AUTOMATIC, &pin, &e), &e, ERR_TOKEN, "wrong PIN for token seal");
    assert_int_equal(fake.logins, 1);
    assert_string_equal(fake.pin, "1234");
    fake.login = CKR_DEVICE_ERROR;
    assert_refused(token_login(&t, LOGIN_AUTOMATIC, &pin, &e), &e, ERR_TOKEN, "cannot log in");
    fake.login = CKR_USER_ALREADY_LOGGED_IN;
    assert_ok(token_login(&t, LOGIN_AUTOMATIC, &pin, &e), &e);
}

static void refuses_impossible_numbers_of_slots(void **state)
{
    static const CK_ULONG numbers[][2] = {{LIMIT_SLOTS + 1, 1}, {1000000000, 1}, {(CK_ULONG)-1, 1}, {1, 1000}};
    struct token_list l;
    struct err e = {0};
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        fake.slots = numbers[i][0];
        fake.slots_again = numbers[i][1];
        assert_refused(token_list(&l, &module, &e), &e, ERR_TOKEN, "tokens");
    }
}

static void a_broken_token_hides_no_other(void **state)
{
    struct token_list l;
    struct err e = {0};
    (void)state;
    fake.slots = fake.slots_again = 3; /* fine, broken, gone */
    assert_ok(token_list(&l, &module, &e), &e);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.item[0].broken.code, ERR_NONE);
    assert_int_equal(l.item[1].broken.code, ERR_TOKEN);
    assert_ok(token_open(&l.item[0], false, &e), &e);
    assert_refused(token_open(&l.item[1], false, &e), &e, ERR_TOKEN, "slot 8 does not answer");
    token_close(&l.item[0]);
    fake.session = CKR_DEVICE_REMOVED;
    assert_refused(token_open(&l.item[0], false, &e), &e, ERR_TOKEN, "does not open");
}

static void texts_of_a_token_are_safe_to_show(void **state)
{
    struct token t = {0};
    (void)state;
    memset(t.info.label, 'a', sizeof t.info.label); /* full, no padding */
    assert_int_equal(strlen(token_text(&t, TOKEN_LABEL).s), 32);
    memset(t.info.label, 0xff, sizeof t.info.label);
    assert_non_null(strstr(token_text(&t, TOKEN_LABEL).s, "\\xff"));
    memset(t.info.label, ' ', sizeof t.info.label);
    assert_string_equal(token_text(&t, TOKEN_LABEL).s, "");
    memcpy(t.info.serialNumber, "12\0garbage      ", 16);
    assert_string_equal(token_text(&t, TOKEN_SERIAL).s, "12");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(tries_a_pin_only_where_the_table_allows, reset),
        cmocka_unit_test_setup(reads_the_state_anew, reset),
        cmocka_unit_test_setup(a_wrong_pin_is_one_attempt, reset),
        cmocka_unit_test_setup(refuses_impossible_numbers_of_slots, reset),
        cmocka_unit_test_setup(a_broken_token_hides_no_other, reset),
        cmocka_unit_test_setup(texts_of_a_token_are_safe_to_show, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
