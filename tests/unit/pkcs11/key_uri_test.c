// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <stdio.h>
#include <string.h>

#include "pkcs11/key_uri.h"

static void refuses_what_it_cannot_honour(void **state)
{
    static const struct {
        const char *uri, *part;
    } rows[] = {
        {"", "not a PKCS#11 URI"},
        {"http:token=a", "not a PKCS#11 URI"},
        {"pkcs11:token=%zz", "not a PKCS#11 URI"},
        {"pkcs11:token", "not a PKCS#11 URI"},
        {"pkcs11:token=a;colour=red", "unknown attribute"},
        {"pkcs11:token=a?pin-value=1234", "pin-value"},
        {"pkcs11:token=a?pin-source=file:a&pin-value=1234", "pin-value"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct key_uri u = {0};
        struct err e = {0};
        assert_refused(key_uri_parse(&u, rows[i].uri, &e), &e, ERR_USAGE, rows[i].part);
        assert_null(u.parsed);
    }
}

static void never_repeats_a_pin(void **state)
{
    struct key_uri u = {0};
    struct err e = {0};
    (void)state;
    assert_int_equal(key_uri_parse(&u, "pkcs11:token=a;x=1?pin-value=424242", &e), FAILED);
    assert_null(strstr(e.text[LANG_EN], "424242"));
    assert_null(strstr(e.text[LANG_VI], "424242"));
}

static void refuses_a_long_uri(void **state)
{
    char text[LIMIT_URI + 16];
    struct key_uri u = {0};
    struct err e = {0};
    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, "pkcs11:token=", 13);
    text[sizeof text - 1] = '\0';
    assert_refused(key_uri_parse(&u, text, &e), &e, ERR_USAGE, "too long");
}

static void reads_the_query(void **state)
{
    AUTO_CLEAR(key_uri_clear) struct key_uri u = {0};
    struct err e = {0};
    (void)state;
    assert_ok(key_uri_parse(&u, "pkcs11:object=k?module-path=/lib/a%20b.so&pin-source=file:/etc/p%C3%ADn", &e), &e);
    assert_string_equal(u.module_path, "/lib/a b.so");
    assert_string_equal(u.pin_source, "file:/etc/pín");
    assert_string_equal(u.module_name, "");
    assert_true(key_uri_names_object(&u));
    assert_true(view_equals_string(key_uri_label(&u), "k"));
    assert_int_equal(key_uri_id(&u).len, 0);
}

static CK_TOKEN_INFO token_info(const char *label, const char *serial)
{
    CK_TOKEN_INFO info;
    memset(&info, 0, sizeof info);
    memset(info.label, ' ', sizeof info.label);
    memset(info.serialNumber, ' ', sizeof info.serialNumber);
    memset(info.manufacturerID, ' ', sizeof info.manufacturerID);
    memset(info.model, ' ', sizeof info.model);
    memcpy(info.label, label, strlen(label));
    memcpy(info.serialNumber, serial, strlen(serial));
    return info;
}

static void matches_tokens(void **state)
{
    static const struct {
        const char *uri;
        bool matches;
    } rows[] = {
        {"pkcs11:token=Sở%20Tư%20pháp", true},
        {"pkcs11:serial=01", true},
        {"pkcs11:", true},
        {"pkcs11:token=S", false},
        {"pkcs11:token=Sở%20Tư%20pháp;serial=02", false},
    };
    const CK_TOKEN_INFO info = token_info("Sở Tư pháp", "01");
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO_CLEAR(key_uri_clear) struct key_uri u = {0};
        struct err e = {0};
        assert_ok(key_uri_parse(&u, rows[i].uri, &e), &e);
        assert_int_equal(key_uri_matches_token(&u, &info), rows[i].matches);
    }
}

static struct token_object object(enum object_kind kind, const char *label, uint8_t id)
{
    struct token_object o = {.kind = kind, .label_len = strlen(label), .id = {id}, .id_len = 1};
    memcpy(o.label, label, o.label_len);
    return o;
}

static void matches_objects(void **state)
{
    static const struct {
        const char *uri;
        bool key, certificate;
    } rows[] = {
        {"pkcs11:object=a", true, true},
        {"pkcs11:object=b", false, false},
        {"pkcs11:id=%01", true, true},
        {"pkcs11:id=%01%01", false, false},
        {"pkcs11:object=a;id=%02", false, false},
        {"pkcs11:object=a;type=cert", false, true},
        {"pkcs11:object=a;type=private", true, false},
        {"pkcs11:token=x", true, true},
        {"pkcs11:object=", false, false},
    };
    const struct token_object key = object(OBJECT_PRIVATE_KEY, "a", 1),
                              certificate = object(OBJECT_CERTIFICATE, "a", 1);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO_CLEAR(key_uri_clear) struct key_uri u = {0};
        struct err e = {0};
        assert_ok(key_uri_parse(&u, rows[i].uri, &e), &e);
        assert_int_equal(key_uri_matches_object(&u, &key), rows[i].key);
        assert_int_equal(key_uri_matches_object(&u, &certificate), rows[i].certificate);
    }
}

static void what_it_writes_names_the_object_again(void **state)
{
    const CK_TOKEN_INFO info = token_info("Sở; Tư?", "01");
    const struct token_object o = object(OBJECT_CERTIFICATE, "con dấu & =", 0xff),
                              other = object(OBJECT_CERTIFICATE, "x", 1);
    AUTO_CLEAR(key_uri_clear) struct key_uri u = {0};
    char text[LIMIT_URI];
    struct err e = {0};
    (void)state;
    assert_ok(key_uri_format(text, sizeof text, &info, &o, &e), &e);
    assert_ok(key_uri_parse(&u, text, &e), &e);
    assert_true(key_uri_matches_token(&u, &info));
    assert_true(key_uri_matches_object(&u, &o));
    assert_false(key_uri_matches_object(&u, &other));
    assert_refused(key_uri_format(text, 10, &info, &o, &e), &e, ERR_INTERNAL, "too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_it_cannot_honour),
        cmocka_unit_test(never_repeats_a_pin),
        cmocka_unit_test(refuses_a_long_uri),
        cmocka_unit_test(reads_the_query),
        cmocka_unit_test(matches_tokens),
        cmocka_unit_test(matches_objects),
        cmocka_unit_test(what_it_writes_names_the_object_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
