// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-xml/signing.h"

static void inspect(struct xml_facts *f, const struct buf *document)
{
    struct err e = {0};
    assert_ok(xml_inspect(f, bytes_of(document), &e), &e);
}

static void assert_all_good(const struct buf *document, size_t count)
{
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    inspect(&f, document);
    if (!all_good(&f, count)) {
        for (size_t i = 0; i < f.signature_count; i++) print_findings(&f.signatures[i].findings);
        print_findings(&f.findings);
        fail_msg("%zu signatures, not all good: %.*s", f.signature_count, (int)document->len, (char *)document->data);
    }
}

/* Do two and three signatures of ours stand side by side, each sealing the ones before, in every kind of place? */
static void test_siblings(void **state)
{
    (void)state;
    static const struct {
        const char *document, *into;
    } cases[] = {
        {"<r/>", ""},
        {"<r />\n", ""},
        {"<r a='/>'/>", ""},
        {"\xef\xbb\xbf<r>x</r>", ""},
        {"<?xml version='1.0' encoding='utf-8'?>\r\n<r\r\n>\r\n <a>1</a>\r\n</r\t>\r\n<!-- </r> -->", ""},
        {"<r><a/><b><![CDATA[</b><a/>]]></b><!-- <a/> --></r>", "//a"},
        {"<r><a></a><a x='>'/></r>", "/r/a[2]"},
        {"<p:r xmlns:p='urn:p'><p:a\n/></p:r>", "//*[local-name()='a']"},
        {"<r xmlns:ds='urn:other'><a xmlns='http://www.w3.org/2000/09/xmldsig#'/></r>", "/r/*"},
        {"<r>&lt;/r&gt;&#60;<b t=\"&lt;/r>&quot;\"/>Ti\xe1\xba\xbfng</r>", ""},
    };
    struct test_key first = make_key(SIGNATURE_RSA_PKCS1, "A"), second = make_key(SIGNATURE_ECDSA, "B"),
                    third = make_key(SIGNATURE_RSA_PSS, "C");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
        sign_document(&d, view_of_string(cases[i].document), &first, cases[i].into);
        assert_all_good(&d, 1);
        sign_document(&d, bytes_of(&d), &second, cases[i].into);
        assert_all_good(&d, 2);
        sign_document(&d, bytes_of(&d), &third, "");
        assert_all_good(&d, 3);
    }
    free_key(&first);
    free_key(&second);
    free_key(&third);
}

/* Does every later signature name every earlier SignatureValue, and does breaking a first value break the second? */
static void test_second_covers_first(void **state)
{
    (void)state;
    struct err e = {0};
    struct test_key k = make_key(SIGNATURE_ECDSA, "A");
    struct xml_plan *p = calloc(1, sizeof *p);
    struct xml_request r = plain_request("");
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    sign_document(&d, view_of_string("<r><a/></r>"), &k, "");
    assert_ok(xml_prepare(p, bytes_of(&d), &r, &e), &e);
    assert_int_equal(p->facts.reference_count, 2);
    assert_int_equal(p->facts.reference[0].kind, XADES_REFERENCE_DOCUMENT);
    assert_int_equal(p->facts.reference[1].kind, XADES_REFERENCE_ELEMENT);
    assert_non_null(strstr(p->facts.reference[1].target, "-value"));
    sign_document(&d, bytes_of(&d), &k, "");
    size_t at = view_find(bytes_of(&d), 0, view_of_string("-value\">")) + 8;
    d.data[at] = d.data[at] == 'A' ? 'B' : 'A';
    inspect(&f, &d);
    assert_int_equal(f.signatures[0].digest, CHECK_PASSED); /* its value is wrong, which evidence shows */
    assert_false(is_good(&f.signatures[0]));
    assert_int_equal(f.signatures[1].digest, CHECK_FAILED);
    free(p);
    free_key(&k);
}

/* Where the first is plain enveloped: is the second its counter-signature, over the content, too, and a third likewise?
 */
static void test_counter_signature(void **state)
{
    (void)state;
    struct test_key a = make_key(SIGNATURE_RSA_PKCS1, "A"), b = make_key(SIGNATURE_ECDSA, "B");
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    sign_enveloped(&d, "<r><a Id='x'>1</a></r>", &a, true);
    assert_all_good(&d, 1);
    sign_document(&d, bytes_of(&d), &b, "");
    assert_all_good(&d, 2);
    inspect(&f, &d);
    assert_false(f.signatures[0].is_counter_signature);
    assert_true(f.signatures[1].is_counter_signature);
    assert_int_equal(f.signatures[1].coverage, XML_COVERS_WHOLE_DOCUMENT);
    assert_int_equal(f.signatures[1].covered_count, 2);
    sign_document(&d, bytes_of(&d), &a, "");
    assert_all_good(&d, 3);
    free_key(&a);
    free_key(&b);
}

/* Are a plain XMLDSig signature's missing properties brought along, in its own prefix? */
static void test_counter_signature_brings_properties(void **state)
{
    (void)state;
    struct err e = {0};
    struct test_key a = make_key(SIGNATURE_ECDSA, "A");
    struct xml_plan *p = calloc(1, sizeof *p);
    struct xml_request r = plain_request("");
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    buf_put_string(
        &d, "<r><Signature xmlns='http://www.w3.org/2000/09/xmldsig#' Id='s'><SignedInfo><CanonicalizationMethod "
            "Algorithm='http://www.w3.org/TR/2001/REC-xml-c14n-20010315'/><SignatureMethod "
            "Algorithm='http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'/><Reference URI=''><Transforms><Transform "
            "Algorithm='http://www.w3.org/2000/09/xmldsig#enveloped-signature'/></Transforms><DigestMethod "
            "Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/><DigestValue>aGVsbG8=</DigestValue></Reference>"
            "</SignedInfo><SignatureValue Id='v'>aGVsbG8=</SignatureValue></Signature></r>");
    assert_ok(xml_prepare(p, bytes_of(&d), &r, &e), &e);
    assert_string_equal(p->before,
                        "<Object><xades:QualifyingProperties xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\" "
                        "Target=\"#s\"><xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
                        "<xades:CounterSignature>");
    assert_int_equal(p->facts.reference[1].kind, XADES_REFERENCE_COUNTERSIGNED);
    sign_facts(&element, &p->facts, &a);
    splice(&d, bytes_of(&d), p, bytes_of(&element));
    inspect(&f, &d);
    assert_int_equal(f.signature_count, 2);
    assert_false(f.signatures[0].is_xades);
    assert_true(is_good(&f.signatures[1]));
    free(p);
    free_key(&a);
}

/* Is a document refused, with the reason, where a signature would break an earlier one or cannot name it? */
static void test_refuses_to_break(void **state)
{
    (void)state;
    struct err e = {0};
    struct test_key a = make_key(SIGNATURE_ECDSA, "A");
    struct xml_plan *p = calloc(1, sizeof *p);
    struct xml_request r = plain_request("//a");
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    sign_enveloped(&d, "<r><a/></r>", &a, true);
    assert_refused(xml_prepare(p, bytes_of(&d), &r, &e), &e, ERR_REFUSED, "covers the place that was asked for");
    sign_enveloped(&d, "<r><a/></r>", &a, false);
    r = plain_request("");
    assert_refused(xml_prepare(p, bytes_of(&d), &r, &e), &e, ERR_REFUSED, "has no Id by which");
    replace(&d, "<ds:KeyInfo>", "<ds:SignatureValue>AAAA</ds:SignatureValue><ds:KeyInfo>");
    assert_refused(xml_prepare(p, bytes_of(&d), &r, &e), &e, ERR_REFUSED, "not well made");
    free(p);
    free_key(&a);
}

/* Which --into are refused? */
static void test_refuses_places(void **state)
{
    (void)state;
    static const struct {
        const char *into;
        enum err_code code;
        const char *why;
    } cases[] = {
        {"//", ERR_USAGE, "not an XPath"},
        {"count(//a)", ERR_USAGE, "not an XPath"},
        {"document('file:///etc/passwd')", ERR_USAGE, "not an XPath"},
        {"//q:a", ERR_USAGE, "not an XPath"},
        {"//b", ERR_USAGE, "selects 0 nodes"},
        {"//a", ERR_USAGE, "selects 2 nodes"},
        {"/", ERR_USAGE, "selects no element"},
        {"//@x", ERR_USAGE, "selects no element"},
        {"//*[local-name()='KeyInfo']", ERR_REFUSED, "inside another signature"},
    };
    struct err e = {0};
    struct test_key k = make_key(SIGNATURE_ECDSA, "A");
    struct xml_plan *p = calloc(1, sizeof *p);
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    sign_document(&d, view_of_string("<r><a x='1'/><p:a xmlns:p='urn:p'/><a/></r>"), &k, "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct xml_request r = plain_request(cases[i].into);
        assert_refused(xml_prepare(p, bytes_of(&d), &r, &e), &e, cases[i].code, cases[i].why);
    }
    struct xml_request r = plain_request("//q:a");
    snprintf(r.prefix[0], sizeof r.prefix[0], "q");
    snprintf(r.uri[0], sizeof r.uri[0], "urn:p");
    r.namespace_count = 1;
    assert_ok(xml_prepare(p, bytes_of(&d), &r, &e), &e);
    assert_string_equal(p->after, "</p:a>");
    free(p);
    free_key(&k);
}

/* Are documents refused that we could not read again afterwards? */
static void test_refuses_depth(void **state)
{
    (void)state;
    struct err e = {0};
    struct xml_plan *p = calloc(1, sizeof *p);
    struct xml_request r = plain_request("//b");
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    for (int i = 0; i < 60; i++) buf_put_string(&d, "<a>");
    buf_put_string(&d, "<b/>");
    for (int i = 0; i < 60; i++) buf_put_string(&d, "</a>");
    assert_refused(xml_prepare(p, bytes_of(&d), &r, &e), &e, ERR_LIMIT, "nested too deep to sign");
    buf_clear(&d);
    buf_put_string(&d, "<b");
    for (int i = 0; i < 62; i++) buf_printf(&d, " xmlns:p%d='urn:p'", i);
    buf_put_string(&d, "/>");
    assert_refused(xml_prepare(p, bytes_of(&d), &r, &e), &e, ERR_LIMIT, "too many namespaces to sign");
    free(p);
}

/* Do request and plan come back from the wire, and is every cut message refused? */
static void test_wire(void **state)
{
    (void)state;
    struct err e = {0};
    struct xml_request r = plain_request("//a"), got_request;
    struct xml_plan *p = calloc(1, sizeof *p), *got = calloc(1, sizeof *got);
    AUTO_BUF a = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF b = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    xml_request_put(&a, &r);
    struct view in = bytes_of(&a);
    assert_ok(xml_request_get(&got_request, &in, &e), &e);
    assert_memory_equal(&r, &got_request, sizeof r);
    assert_ok(xml_prepare(p, view_of_string("<a/>"), &r, &e), &e);
    xml_plan_put(&b, p);
    in = bytes_of(&b);
    assert_ok(xml_plan_get(got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    xml_plan_put(&again, got);
    assert_true(view_equal(bytes_of(&b), bytes_of(&again)));
    for (size_t len = 0; len < b.len; len++) {
        in = view_of(b.data, len);
        assert_int_equal(xml_plan_get(got, &in, &e), FAILED);
        err_clear(&e);
    }
    free(p);
    free(got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_places),
        cmocka_unit_test(test_refuses_to_break),
        cmocka_unit_test(test_refuses_depth),
        cmocka_unit_test(test_siblings),
        cmocka_unit_test(test_second_covers_first),
        cmocka_unit_test(test_counter_signature),
        cmocka_unit_test(test_counter_signature_brings_properties),
        cmocka_unit_test(test_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
