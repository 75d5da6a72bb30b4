// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-xml/signing.h"

static enum check value_of(const struct xml_signature *s)
{
    struct err e = {0};
    AUTO_CLEAR(evidence_clear) struct evidence v;
    evidence_init(&v);
    assert_ok(xml_evidence(&v, s, &e), &e);
    assert_int_equal(v.digest, s->digest);
    assert_int_equal(v.binding, s->binding);
    return v.value;
}

static void inspect_signed(struct xml_facts *f, const struct test_key *k)
{
    struct err e = {0};
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    sign_document(&d, view_of_string("<r/>"), k, "");
    assert_ok(xml_inspect(f, bytes_of(&d), &e), &e);
    assert_int_equal(f->signature_count, 1);
}

/* Does a value pass for its own key, text and spelling only? */
/* refuses VALUE, accepts VALUE */
static void test_value(void **state)
{
    (void)state;
    for (enum signature_scheme scheme = SIGNATURE_RSA_PKCS1; scheme <= SIGNATURE_ECDSA; scheme++) {
        struct err e = {0};
        struct test_key a = make_key(scheme, "A"), b = make_key(scheme, "B");
        AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
        inspect_signed(&f, &a);
        struct xml_signature *s = &f.signatures[0];
        assert_int_equal(value_of(s), CHECK_PASSED);
        s->value.data[5] ^= 1;
        assert_int_equal(value_of(s), CHECK_FAILED);
        s->value.data[5] ^= 1;
        s->signed_info.data[100] ^= 1;
        assert_int_equal(value_of(s), CHECK_FAILED);
        s->signed_info.data[100] ^= 1;
        s->value.len--;
        assert_int_equal(value_of(s), CHECK_FAILED);
        s->value.len++;
        assert_ok(buf_copy(&s->signer, bytes_of(&b.certificate), &e), &e);
        assert_int_equal(value_of(s), CHECK_FAILED);
        free_key(&a);
        free_key(&b);
    }
}

/* r and s each with a zero before it are the same numbers, but not what XMLDSig writes. */
static void test_wide_ecdsa(void **state)
{
    (void)state;
    struct err e = {0};
    struct test_key a = make_key(SIGNATURE_ECDSA, "A");
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    AUTO_BUF wide = BUF_INIT(100);
    inspect_signed(&f, &a);
    struct xml_signature *s = &f.signatures[0];
    buf_put_byte(&wide, 0);
    buf_put(&wide, view_of(s->value.data, 32));
    buf_put_byte(&wide, 0);
    buf_put(&wide, view_of(s->value.data + 32, 32));
    assert_ok(buf_copy(&s->value, bytes_of(&wide), &e), &e);
    assert_int_equal(value_of(s), CHECK_FAILED);
    free_key(&a);
}

/* Is what is missing "not done", which never passes? */
/* refuses UNDONE */
static void test_nothing_to_check(void **state)
{
    (void)state;
    struct test_key a = make_key(SIGNATURE_ECDSA, "A");
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    inspect_signed(&f, &a);
    struct xml_signature *s = &f.signatures[0];
    s->signer.len = 0;
    assert_int_equal(value_of(s), CHECK_NOT_DONE);
    s->signer.len = a.certificate.len;
    s->scheme = SIGNATURE_OTHER;
    assert_int_equal(value_of(s), CHECK_NOT_DONE);
    s->scheme = SIGNATURE_ECDSA;
    s->signed_info.len = 0;
    assert_int_equal(value_of(s), CHECK_NOT_DONE);
    free_key(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value),
        cmocka_unit_test(test_wide_ecdsa),
        cmocka_unit_test(test_nothing_to_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
