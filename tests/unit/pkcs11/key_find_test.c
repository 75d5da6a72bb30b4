// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <string.h>

#include <openssl/x509.h>

#include "pkcs11/key_find.h"

/* Two keys, and certificates of both. */
struct material {
    EVP_PKEY *key[2];
    X509 *certificate[2];
};

static X509 *certificate_of(EVP_PKEY *key)
{
    X509 *x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_set_pubkey(x, key);
    X509_sign(x, key, EVP_sha256());
    return x;
}

static int make(void **state)
{
    struct material *m = test_calloc(1, sizeof *m);
    for (int i = 0; i < 2; i++) {
        m->key[i] = EVP_EC_gen("P-256");
        m->certificate[i] = certificate_of(m->key[i]);
    }
    *state = m;
    return 0;
}

static int drop(void **state)
{
    struct material *m = *state;
    for (int i = 0; i < 2; i++) {
        X509_free(m->certificate[i]);
        EVP_PKEY_free(m->key[i]);
    }
    test_free(m);
    return 0;
}

/* One object of a made-up token: "k0 label id" is private key 0; c is a certificate, u a key whose public half is
 * unknown. */
struct row {
    char kind;
    int which;
    const char *label;
    uint8_t id;
};

enum { ROWS_MAX = 6 };

static void fill(struct object_list *l, struct token_object *store, const struct row *rows, const struct material *m)
{
    *l = (struct object_list){.item = store};
    for (size_t i = 0; i < ROWS_MAX && rows[i].kind != 0; i++) {
        struct token_object *o = &store[l->count++];
        *o = (struct token_object){.kind = rows[i].kind == 'c' ? OBJECT_CERTIFICATE : OBJECT_PRIVATE_KEY,
                                   .label_len = strlen(rows[i].label),
                                   .id = {rows[i].id},
                                   .id_len = 1};
        memcpy(o->label, rows[i].label, o->label_len);
        if (rows[i].kind != 'u') o->key = m->key[rows[i].which];
        if (rows[i].kind == 'c') o->certificate = m->certificate[rows[i].which];
    }
}

static const struct {
    const char *uri;
    struct row rows[ROWS_MAX];
    const char *refusal; /* NULL: finds `key` and `certificate`, positions in rows */
    size_t key, certificate;
} cases[] = {
    /* refusals */
    {"pkcs11:object=a", {{0}}, "matches no key", 0, 0},
    {"pkcs11:object=a", {{'k', 0, "a", 1}}, "no certificate", 0, 0},
    {"pkcs11:object=a", {{'c', 0, "a", 1}}, "no private key", 0, 0},
    {"pkcs11:object=b", {{'k', 0, "a", 1}, {'c', 0, "a", 1}}, "matches no key", 0, 0},
    {"pkcs11:object=a", {{'k', 0, "a", 1}, {'c', 1, "a", 1}}, "no certificate", 0, 0}, /* same id, another key */
    {"pkcs11:object=a", {{'k', 0, "a", 1}, {'k', 1, "a", 2}, {'c', 0, "a", 1}}, "several keys", 0, 0},
    {"pkcs11:object=a", {{'k', 0, "a", 1}, {'c', 0, "a", 1}, {'c', 1, "a", 2}}, "several certificates", 0, 0},
    {"pkcs11:object=a", {{'k', 0, "a", 1}, {'c', 0, "b", 1}, {'k', 1, "b", 2}, {'c', 1, "a", 2}}, "several", 0, 0},
    {"pkcs11:token=t", {{'k', 0, "a", 1}, {'c', 0, "a", 1}, {'k', 1, "b", 2}, {'c', 1, "b", 2}}, "several", 0, 0},
    {"pkcs11:object=a", {{'u', 0, "a", 1}, {'c', 0, "a", 2}}, "no certificate", 0, 0},
    /* found */
    {"pkcs11:object=a", {{'k', 0, "a", 1}, {'c', 0, "a", 1}}, NULL, 0, 1},
    {"pkcs11:object=b", {{'k', 0, "a", 1}, {'c', 0, "a", 1}, {'k', 1, "b", 2}, {'c', 1, "b", 2}}, NULL, 2, 3},
    {"pkcs11:id=%02", {{'k', 0, "a", 1}, {'c', 0, "a", 1}, {'k', 1, "a", 2}, {'c', 1, "a", 2}}, NULL, 2, 3},
    {"pkcs11:token=t", {{'k', 0, "a", 1}, {'c', 0, "z", 9}, {'c', 1, "issuer", 3}}, NULL, 0, 1}, /* by public key */
    {"pkcs11:object=z;type=cert", {{'k', 0, "a", 1}, {'c', 0, "z", 9}}, NULL, 0, 1},
    {"pkcs11:object=a", {{'u', 0, "a", 1}, {'c', 0, "a", 1}}, NULL, 0, 1}, /* by CKA_ID */
};

static void finds_one_pair_or_says_why_not(void **state)
{
    const struct material *m = *state;
    struct token t = {0};
    memcpy(t.info.label, "t", 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_CLEAR(key_uri_clear) struct key_uri u = {0};
        struct token_object store[ROWS_MAX];
        struct object_list l;
        struct key_pair pair = {0};
        struct err e = {0};
        fill(&l, store, cases[i].rows, m);
        assert_ok(key_uri_parse(&u, cases[i].uri, &e), &e);
        if (cases[i].refusal != NULL) {
            assert_refused(key_pair_find(&pair, &l, &t, &u, &e), &e, ERR_TOKEN, cases[i].refusal);
            assert_null(pair.key);
            continue;
        }
        assert_ok(key_pair_find(&pair, &l, &t, &u, &e), &e);
        assert_ptr_equal(pair.key, &store[cases[i].key]);
        assert_ptr_equal(pair.certificate, &store[cases[i].certificate]);
    }
}

static void a_refusal_names_what_is_there(void **state)
{
    const struct material *m = *state;
    const struct row rows[ROWS_MAX] = {
        {'k', 0, "first", 1}, {'k', 1, "second", 2}, {'c', 0, "third", 3}, {'c', 1, "fourth", 4}, {'k', 1, "fifth", 5}};
    AUTO_CLEAR(key_uri_clear) struct key_uri u = {0};
    struct token_object store[ROWS_MAX];
    struct object_list l;
    struct key_pair pair;
    struct token t = {0};
    struct err e = {0};
    fill(&l, store, rows, m);
    assert_ok(key_uri_parse(&u, "pkcs11:object=nothing", &e), &e);
    assert_int_equal(key_pair_find(&pair, &l, &t, &u, &e), FAILED);
    assert_non_null(strstr(e.text[LANG_EN], "object=first"));
    assert_non_null(strstr(e.text[LANG_EN], "object=third"));
    assert_non_null(strstr(e.text[LANG_EN], "..."));
    assert_null(strstr(e.text[LANG_EN], "fifth"));
}

static void refuses_keys_that_can_leave(void **state)
{
    static const struct {
        bool extractable, sensitive, sign, known;
        const char *refusal;
    } rows[] = {
        {true, true, true, true, "extractable"},
        {false, false, true, true, "not sensitive"},
        {false, true, false, true, "may not sign"},
        {false, true, true, false, "does not tell"},
        {false, true, true, true, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct token_object k = {.kind = OBJECT_PRIVATE_KEY};
        struct token t = {0};
        struct err e = {0};
        k.flag[OBJECT_EXTRACTABLE] = rows[i].extractable;
        k.flag[OBJECT_SENSITIVE] = rows[i].sensitive;
        k.flag[OBJECT_SIGN] = rows[i].sign;
        k.known[OBJECT_EXTRACTABLE] = k.known[OBJECT_SENSITIVE] = rows[i].known;
        if (rows[i].refusal != NULL)
            assert_refused(key_check_usable(&k, &t, &e), &e, ERR_TOKEN, rows[i].refusal);
        else
            assert_ok(key_check_usable(&k, &t, &e), &e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_one_pair_or_says_why_not, make, drop),
        cmocka_unit_test_setup_teardown(a_refusal_names_what_is_there, make, drop),
        cmocka_unit_test(refuses_keys_that_can_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
