// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-xml/signing.h"

#include "formats/xml/xml_canon.h"
#include "formats/xml/xml_names.h"

static struct xades_facts good_facts(void)
{
    struct xades_facts f = {.signature_id = "seal-0",
                            .claimed_time = "2026-11-23T01:02:03Z",
                            .digest_algorithm = DIGEST_SHA256,
                            .reference_count = 3};
    f.reference[0].kind = XADES_REFERENCE_DOCUMENT;
    f.reference[1] = (struct xades_reference){.kind = XADES_REFERENCE_COUNTERSIGNED, .target = "a-value"};
    f.reference[2] = (struct xades_reference){.kind = XADES_REFERENCE_ENVELOPED, .target = "data"};
    return f;
}

/* Which facts does the key holder refuse to write into what it signs? */
static void test_refuses(void **state)
{
    (void)state;
    struct test_key k = make_key(SIGNATURE_RSA_PKCS1, "A");
    struct xades_signer s = signer_of(&k), other = s;
    AUTO_BUF a = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_BUF b = BUF_INIT(LIMIT_XML_SIGNATURE);
    struct err e = {0};
    static const char *const ids[] = {"", "1a", "a b", "a\"", "a&lt;", "a:b", "\xc3\xa9", "#a"};
    static const char *const times[] = {"", "2026-11-23", "2026-11-23T01:02:03+07:00", "2026-11-23T01:02:03Z ",
                                        "2026-11-23T01:02:0<Z"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        struct xades_facts f = good_facts();
        snprintf(f.signature_id, sizeof f.signature_id, "%s", ids[i]);
        assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_REFUSED, "not an Id for a signature");
        if (i == 0) continue;
        f = good_facts();
        snprintf(f.reference[1].target, sizeof f.reference[1].target, "%s", ids[i]);
        assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_REFUSED, "not an Id that we sign");
    }
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct xades_facts f = good_facts();
        snprintf(f.claimed_time, sizeof f.claimed_time, "%s", times[i]);
        assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_REFUSED, "not a UTC time");
    }
    struct xades_facts f = good_facts();
    f.reference[0].target[0] = 'x';
    assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_REFUSED, "not an Id that we sign");
    f = good_facts();
    f.reference[1].target[0] = '\0';
    assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_REFUSED, "without its Id");
    f = good_facts();
    f.reference[0].kind = XADES_REFERENCE_NONE;
    assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_REFUSED, "unknown kind");
    f = good_facts();
    f.digest_algorithm = DIGEST_SHA1;
    assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_REFUSED, "SHA1 and RSA-PKCS1 are not made");
    f = good_facts();
    f.reference_count = 0;
    assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_LIMIT, "0 parts");
    f.reference_count = LIMIT_XML_REFERENCES;
    assert_refused(xades_signed_parts(&a, &b, &f, &s, &e), &e, ERR_LIMIT, "30 parts");
    f = good_facts();
    other.certificate = view_of_string("no certificate");
    assert_refused(xades_signed_parts(&a, &b, &f, &other, &e), &e, ERR_SYNTAX, "not an X.509 certificate");
    other.scheme = SIGNATURE_OTHER;
    assert_refused(xades_signed_parts(&a, &b, &f, &other, &e), &e, ERR_REFUSED, "are not made");
    assert_refused(xades_assemble(&a, &f, &s, view_of_string(""), &e), &e, ERR_LIMIT, "0 bytes");
    free_key(&k);
}

static void assert_canonical(const struct xml_tree *t, const xmlNode *n, const struct buf *expected)
{
    struct err e = {0};
    struct xml_selection s = {.apex = n, .form = CANONICAL_EXCLUSIVE};
    AUTO_BUF got = BUF_INIT(LIMIT_XML_SIGNATURE);
    assert_ok(xml_canonical_bytes(&got, t, &s, &e), &e);
    assert_int_equal(got.len, expected->len);
    assert_memory_equal(got.data, expected->data, got.len);
}

/* Is what we sign what libxml2's exclusive C14N makes of the element, for every scheme and digest, wherever it stands?
 */
static void test_is_canonical(void **state)
{
    (void)state;
    static const char *const around[][2] = {{"", ""},
                                            {"<r xmlns='urn:a' xmlns:ds='urn:b' xml:lang='vi'>", "</r>"},
                                            {"<xades:r xmlns:xades='urn:c'>", "</xades:r>"}};
    for (enum signature_scheme scheme = SIGNATURE_RSA_PKCS1; scheme <= SIGNATURE_ECDSA; scheme++) {
        struct test_key k = make_key(scheme, "Nguyễn Văn A");
        assert_ok(buf_copy(&k.issuer, bytes_of(&k.certificate), &(struct err){0}), &(struct err){0});
        struct xades_signer s = signer_of(&k);
        for (enum digest_algorithm d = DIGEST_SHA256; d <= DIGEST_SHA512; d++)
            for (size_t i = 0; i < 3; i++) {
                struct err e = {0};
                struct xades_facts f = good_facts();
                f.digest_algorithm = d;
                AUTO_BUF properties = BUF_INIT(LIMIT_XML_SIGNATURE);
                AUTO_BUF info = BUF_INIT(LIMIT_XML_SIGNED_INFO);
                AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
                AUTO_BUF document = BUF_INIT(LIMIT_XML_SIGNATURE);
                AUTO_CLEAR(xml_tree_clear) struct xml_tree t = {0};
                assert_ok(xades_signed_parts(&properties, &info, &f, &s, &e), &e);
                assert_ok(xades_assemble(&element, &f, &s, view_of_string("value"), &e), &e);
                buf_put_string(&document, around[i][0]);
                buf_put(&document, bytes_of(&element));
                buf_put_string(&document, around[i][1]);
                assert_ok(xml_tree_parse(&t, bytes_of(&document), &e), &e);
                xmlNode *root = xmlDocGetRootElement(t.doc), *found = NULL;
                xmlNode *signature = xml_is_signature(root) ? root : xml_child(root);
                assert_canonical(&t, xml_child_named(signature, XMLNS_DS, "SignedInfo"), &info);
                assert_int_equal(xml_tree_find_id(&found, &t, "seal-0-props"), 1);
                assert_canonical(&t, found, &properties);
            }
        free_key(&k);
    }
}

/* Do the facts come back from the wire, and is a cut message refused? */
static void test_wire(void **state)
{
    (void)state;
    struct err e = {0};
    struct xades_facts f = good_facts(), got;
    AUTO_BUF wire = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    xades_facts_put(&wire, &f);
    struct view in = bytes_of(&wire);
    assert_ok(xades_facts_get(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    xades_facts_put(&again, &got);
    assert_true(view_equal(bytes_of(&wire), bytes_of(&again)));
    for (size_t len = 0; len < wire.len; len++) {
        in = view_of(wire.data, len);
        assert_int_equal(xades_facts_get(&got, &in, &e), FAILED);
        assert_int_equal(in.len, len);
        err_clear(&e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_is_canonical),
        cmocka_unit_test(test_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
