// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-xml/signing.h"

#include "formats/xml/xml_canon.h"
#include "formats/xml/xml_names.h"

static const char plain[] = "<r><a Id=\"data\">1</a><b/></r>";

static void inspect(struct xml_facts *f, const struct buf *document)
{
    struct err e = {0};
    assert_ok(xml_inspect(f, bytes_of(document), &e), &e);
}

static bool told(const struct xml_facts *f, const char *rule)
{
    bool told = findings_have(&f->findings, rule);
    for (size_t i = 0; i < f->signature_count; i++) told |= findings_have(&f->signatures[i].findings, rule);
    return told;
}

/* Not good, for this reason. */
static void assert_told(const struct buf *document, const char *rule)
{
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    inspect(&f, document);
    assert_false(all_good(&f, f.signature_count));
    if (told(&f, rule)) return;
    for (size_t i = 0; i < f.signature_count; i++) print_findings(&f.signatures[i].findings);
    print_findings(&f.findings);
    fail_msg("%s is not among them: %.*s", rule, (int)document->len, (char *)document->data);
}

#define DS " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""

/* Is everything that does not belong in a signature found, by its rule? One change each to a good document. */
/* refuses XML-06, XML-20, XML-21, XML-22, XML-23, XML-27, XML-28, XML-30, XML-33, XML-34, XML-35, XML-36, XML-37,
 * XML-38 */
static void test_structure_attacks(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *rule;
    } cases[] = {
        /* doubled, missing, moved */
        {"</ds:SignedInfo>", "</ds:SignedInfo><ds:SignedInfo></ds:SignedInfo>", "XML-21"},
        {"<ds:SignedInfo>", "<ds:SignedInfo></ds:SignedInfo><ds:SignedInfo>", "XML-21"},
        {"<ds:SignatureValue", "<ds:SignatureValue>AAAA</ds:SignatureValue><ds:SignatureValue", "XML-21"},
        {"<ds:SignatureValue", "<ds:KeyInfo></ds:KeyInfo><ds:SignatureValue", "XML-21"},
        {"</ds:DigestValue>", "</ds:DigestValue><ds:DigestValue>AAAA</ds:DigestValue>", "XML-21"},
        {"<ds:KeyInfo>", "text<ds:KeyInfo>", "XML-21"},
        {"<ds:KeyInfo>", "<evil/><ds:KeyInfo>", "XML-21"},
        {"<ds:X509Data>", "<ds:X509Data><evil/>", "XML-21"},
        {"<ds:KeyInfo>", "<ds:KeyInfo><evil/>", "XML-21"},
        {"<ds:Signature" DS, "<ds:Signature" DS " Id2=\"x\"", "XML-23"},
        {"-value\">", "-walue\">", "XML-21"},
        /* comments and CDATA */
        {"<ds:DigestValue>", "<ds:DigestValue><!-- x -->", "XML-22"},
        {"<ds:DigestValue>", "<ds:DigestValue><![CDATA[]]>", "XML-22"},
        {"-value\">", "-value\"><!-- x -->", "XML-22"},
        {"<ds:KeyInfo>", "<!-- x --><ds:KeyInfo>", "XML-06"},
        {"<xades:SigningTime>", "<xades:SigningTime><!-- x -->", "XML-06"},
        {"<ds:X509Certificate>", "<ds:X509Certificate><!-- x -->", "XML-22"},
        {"<ds:X509Certificate>", "<ds:X509Certificate>*", "XML-22"},
        {"<ds:DigestValue>", "<ds:DigestValue>AAAA", "XML-22"},
        /* attributes and Ids */
        {"<ds:KeyInfo>", "<ds:KeyInfo ds:Id=\"x\">", "XML-23"},
        {"<ds:KeyInfo>", "<ds:KeyInfo xml:id=\"x\">", "XML-23"},
        {"<ds:KeyInfo>", "<ds:KeyInfo id=\"x\">", "XML-23"},
        {"<ds:Object>", "<ds:Object xmlns:p=\"urn:p\" p:Id=\"x\"/><ds:Object>", "XML-23"},
        /* references */
        {"URI=\"\"", "URI=\"#xpointer(/)\"", "XML-28"},
        {"URI=\"\"", "URI=\"http://example.org/\"", "XML-28"},
        {"URI=\"\"", "URI=\"file:///etc/hostname\"", "XML-28"},
        {"URI=\"\"", "URI=\"#\"", "XML-28"},
        {"URI=\"\"", "URI=\"#%64ata\"", "XML-28"},
        {"URI=\"\"", "URI=\"#nothing\"", "XML-28"},
        {"URI=\"\"", "", "XML-28"},
        {"</ds:SignedInfo>",
         "<ds:Reference URI=\"\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>AAAA"
         "</ds:DigestValue></ds:Reference></ds:SignedInfo>",
         "XML-27"},
        /* transforms and algorithms */
        {"not(ancestor-or-self::ds:Signature)", "not(ancestor-or-self::ds:Signature or self::b)", "XML-30"},
        {"not(ancestor-or-self::ds:Signature)", "not(ancestor-or-self::ds:Signature)<!-- x -->", "XML-30"},
        {"<ds:XPath>", "<ds:XPath xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Filter=\"x\">", "XML-30"},
        {XML_TRANSFORM_XPATH, "http://www.w3.org/TR/1999/REC-xslt-19991116", "XML-30"},
        {XML_TRANSFORM_XPATH, "http://www.w3.org/2000/09/xmldsig#base64", "XML-30"},
        {XML_TRANSFORM_EXCLUSIVE, "http://www.w3.org/2001/10/xml-exc-c14n#x", "XML-30"},
        {"rsa-sha256", "hmac-sha256", "XML-33"},
        {"</ds:SignatureMethod>", "<ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>", "XML-33"},
        {"rsa-sha256", "rsa-ripemd160", "XML-34"},
        {"xmlenc#sha256", "xmlenc#ripemd160", "XML-34"},
        /* keys */
        {"<ds:X509Data>", "<ds:RetrievalMethod URI=\"#data\"/><ds:X509Data>", "XML-35"},
        {"<ds:X509Data>", "<ds:KeyValue><evil/></ds:KeyValue><ds:X509Data>", "XML-35"},
        {"<ds:X509Certificate>", "<ds:X509Certificate>AAAA</ds:X509Certificate><ds:X509Certificate>", "XML-35"},
        /* properties */
        {"Target=\"#seal", "Target=\"#zeal", "XML-36"},
        {"Target=\"#", "Target=\"", "XML-36"},
        {"<ds:Object>",
         "<ds:Object><xades:QualifyingProperties xmlns:xades=\"" XMLNS_XADES
         "\" Target=\"#data\"/></ds:Object><ds:Object>",
         "XML-36"},
        {"</xades:QualifyingProperties>",
         "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><evil/></xades:UnsignedSignatureProperties>"
         "</xades:UnsignedProperties></xades:QualifyingProperties>",
         "XML-37"},
        {"</xades:QualifyingProperties>",
         "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:CertificateValues><evil/>"
         "</xades:CertificateValues></xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
         "</xades:QualifyingProperties>",
         "XML-37"},
        {"</xades:QualifyingProperties>", "<evil/></xades:QualifyingProperties>", "XML-21"},
        /* content where nobody signs it */
        {"<ds:Object>", "<ds:Object><evil/></ds:Object><ds:Object>", "XML-20"},
        {"<ds:Object>", "<ds:Object>evil</ds:Object><ds:Object>", "XML-20"},
        {"<ds:Object>", "<ds:Object><evil/>", "XML-20"},
        {"<ds:Object>", "<ds:Object>evil", "XML-21"},
        {"</r>", "<ds:Signature" DS "><evil/></ds:Signature></r>", "XML-20"},
        {"<ds:Signature", "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">evil</Signature><ds:Signature",
         "XML-20"},
        {"<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyValue><ds:Signature/></ds:KeyValue>", "XML-20"},
        {"</xades:QualifyingProperties>",
         "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:CounterSignature><ds:Signature/><evil/>"
         "</xades:CounterSignature></xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
         "</xades:QualifyingProperties>",
         "XML-21"},
    };
    struct test_key k = make_key(SIGNATURE_RSA_PKCS1, "A");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
        sign_document(&d, view_of_string(plain), &k, "");
        replace(&d, cases[i].from, cases[i].to);
        assert_told(&d, cases[i].rule);
    }
    free_key(&k);
}

/* Is every change of the content seen, wherever it is, and is a comment none? */
/* refuses HASH, accepts XML-32 */
static void test_content_attacks(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool good;
    } cases[] = {
        {"<b/>", "<b></b>", true},
        {"<b/>", "<b><!-- x --></b>", true},
        {"<r>", "<!-- x --><r >", true},
        {"<a Id=\"data\">", "<a Id='data' >", true},
        {">1<", ">&#49;<", true},
        {">1<", "><![CDATA[1]]><", true},
        {"<b/>", "<b x=''/>", false},
        {"<b/>", "", false},
        {"<b/>", "<b/> ", false},
        {">1<", ">1&#13;<", false},
        {">1<", ">2<", false},
        {"<r>", "<r xmlns='urn:r'>", false},
        {"<b/>", "<b xml:lang='vi'/>", false},
        {"<b/>", "<b/><ds:signature" DS "/>", false},
    };
    struct test_key k = make_key(SIGNATURE_ECDSA, "A");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
        AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
        sign_document(&d, view_of_string(plain), &k, "");
        replace(&d, cases[i].from, cases[i].to);
        inspect(&f, &d);
        if (all_good(&f, 1) != cases[i].good) fail_msg("%s -> %s", cases[i].from, cases[i].to);
        assert_int_equal(f.signatures[0].digest, cases[i].good ? CHECK_PASSED : CHECK_FAILED);
    }
    free_key(&k);
}

/* A signature over one element, put before the end of the root. */
static void sign_element(struct buf *out, const char *document, const struct test_key *k)
{
    struct err e = {0};
    struct xades_facts f = {.signature_id = "first",
                            .claimed_time = "2026-11-23T01:02:03Z",
                            .digest_algorithm = DIGEST_SHA256,
                            .reference_count = 1};
    AUTO_CLEAR(xml_tree_clear) struct xml_tree t = {0};
    AUTO_BUF digest = BUF_INIT(64);
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    struct xml_selection s = {.form = CANONICAL_EXCLUSIVE};
    f.reference[0] = (struct xades_reference){.kind = XADES_REFERENCE_ELEMENT, .target = "data"};
    assert_ok(xml_tree_parse(&t, view_of_string(document), &e), &e);
    xmlNode *found = NULL;
    assert_int_equal(xml_tree_find_id(&found, &t, "data"), 1);
    s.apex = found;
    assert_ok(xml_canonical_digest(&digest, &t, &s, DIGEST_SHA256, &e), &e);
    memcpy(f.reference[0].digest, digest.data, digest.len);
    sign_facts(&element, &f, k);
    size_t at = view_find(view_of_string(document), 0, view_of_string("</r>"));
    buf_clear(out);
    buf_put(out, view_of(document, at));
    buf_put(out, bytes_of(&element));
    buf_put_string(out, document + at);
}

/* Is the element that was signed the one that is named, however the others are called and wherever it was moved to? */
/* refuses XML-24, XML-25, XML-28 */
static void test_wrapping(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *rule;
    } cases[] = {
        {"<b/>", "<a Id=\"data\">2</a>", "XML-24"},
        {"<b/>", "<a ID=\"data\">2</a>", "XML-24"},
        {"<b/>", "<a id=\"DATA\">2</a>", "XML-24"},
        {"<b/>", "<a xml:id=\"data\">2</a>", "XML-24"},
        {"<b/>", "<a xmlns:p=\"urn:p\" p:Id=\"data\">2</a>", "XML-24"},
        {"<ds:Object>", "<ds:Object><a Id=\"data\">1</a></ds:Object><ds:Object>", "XML-24"},
        {"<b/>", "<a>2</a>", "XML-25"},
        {"<b/>", "<c><a Id=\"other\">2</a></c>", "XML-25"},
        {"<b/>", "<a xmlns=\"urn:p\">2</a>", "XML-25"},
    };
    struct test_key k = make_key(SIGNATURE_RSA_PKCS1, "A");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
        sign_element(&d, plain, &k);
        replace(&d, cases[i].from, cases[i].to);
        assert_told(&d, cases[i].rule);
    }
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    sign_element(&d, plain, &k);
    inspect(&f, &d);
    assert_true(all_good(&f, 1));
    assert_int_equal(f.signatures[0].coverage, XML_COVERS_ELEMENTS);
    assert_int_equal(f.signatures[0].covered_count, 1);
    assert_string_equal(f.signatures[0].covered[0], "/r/a");
    /* the original into the signature, something else in its place */
    replace(&d, "<a Id=\"data\">1</a>", "<a>2</a>");
    replace(&d, "<ds:Object>", "<ds:Object><a Id=\"data\">1</a></ds:Object><ds:Object>");
    assert_told(&d, "XML-25");
    replace(&d, "<ds:Object><a Id=\"data\">1</a></ds:Object>", "");
    assert_told(&d, "XML-28");
    free_key(&k);
}

/* Can a certificate beside the signer's take its place or be slipped in? */
/* refuses XML-35 */
static void test_certificates(void **state)
{
    (void)state;
    struct test_key a = make_key(SIGNATURE_ECDSA, "A"), b = make_key(SIGNATURE_ECDSA, "B");
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_BUF other = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    assert_ok(buf_copy(&a.issuer, bytes_of(&b.certificate), &(struct err){0}), &(struct err){0});
    sign_document(&d, view_of_string(plain), &a, "");
    inspect(&f, &d);
    assert_true(all_good(&f, 1));
    assert_int_equal(f.signatures[0].certificate_count, 2);
    assert_true(view_equal(bytes_of(&f.signatures[0].signer), bytes_of(&a.certificate)));
    xml_facts_clear(&f);
    /* same content, signed by B: A's certificate first does not make it A's */
    buf_clear(&a.issuer);
    sign_document(&other, view_of_string(plain), &b, "");
    sign_document(&d, view_of_string(plain), &a, "");
    size_t from = view_find(bytes_of(&d), 0, view_of_string("<ds:X509Certificate>"));
    size_t end = view_find(bytes_of(&d), 0, view_of_string("</ds:X509Data>"));
    AUTO_BUF both = BUF_INIT(LIMIT_XML_DOCUMENT);
    buf_put_string(&both, "<ds:X509Data>");
    buf_put(&both, view_of(d.data + from, end - from));
    buf_put_byte(&both, 0);
    replace(&other, "<ds:X509Data>", (const char *)both.data);
    inspect(&f, &other);
    assert_true(view_equal(bytes_of(&f.signatures[0].signer), bytes_of(&b.certificate)));
    assert_told(&other, "XML-35");
    free_key(&a);
    free_key(&b);
}

/* What is no document of ours to read, and why? */
/* refuses XML-02, XML-03, XML-04, XML-39 */
static void test_parse_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *document;
        enum err_code code;
        const char *why;
    } cases[] = {
        {"", ERR_SYNTAX, "is empty"},
        {"x", ERR_SYNTAX, "not well-formed"},
        {"<r>", ERR_SYNTAX, "not well-formed"},
        {"<r/><r/>", ERR_SYNTAX, "not well-formed"},
        {"<p:r/>", ERR_SYNTAX, "not well-formed"},
        {"<r a='1' a='2'/>", ERR_SYNTAX, "not well-formed"},
        {"<r>&nothing;</r>", ERR_SYNTAX, "not well-formed"},
        {"<r a='&nothing;'/>", ERR_SYNTAX, "not well-formed"},
        {"<r>&#0;</r>", ERR_SYNTAX, "not well-formed"},
        {"<r>\x01</r>", ERR_SYNTAX, "not well-formed"},
        {"<r xmlns='relative'/>", ERR_SYNTAX, "relative URI"},
        {"<!DOCTYPE r><r/>", ERR_SYNTAX, "DOCTYPE"},
        {"<!DOCTYPE r SYSTEM 'file:///etc/hostname'><r/>", ERR_SYNTAX, "DOCTYPE"},
        {"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><r>&x;</r>", ERR_SYNTAX, "DOCTYPE"},
        {"<!DOCTYPE r [<!ENTITY % x SYSTEM 'http://localhost/'> %x;]><r/>", ERR_SYNTAX, "DOCTYPE"},
        {"<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><r>&b;</r>", ERR_SYNTAX, "DOCTYPE"},
        {"<?php x?><r/>", ERR_SYNTAX, "processing instruction"},
        {"<r><?x y?></r>", ERR_SYNTAX, "processing instruction"},
        {"<r/><?x y?>", ERR_SYNTAX, "processing instruction"},
        {"<?xml version='1.1'?><r/>", ERR_SYNTAX, "not XML 1.0"},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><r/>", ERR_SYNTAX, "not in UTF-8"},
        {"<?xml version='1.0' encoding='UTF-7'?><r/>", ERR_SYNTAX, "not in UTF-8"},
        {"<?xml version='1.0' encoding='UTF-16'?><r/>", ERR_SYNTAX, "not in UTF-8"},
        {"<?xml version='1.0' encoding=UTF-8?><r/>", ERR_SYNTAX, "not in UTF-8"},
        {"<r>\xc0\xaf</r>", ERR_SYNTAX, "not in UTF-8"},
        {"<r>\xed\xa0\x80</r>", ERR_SYNTAX, "not in UTF-8"},
        {"\xff\xfe<", ERR_SYNTAX, "not in UTF-8"},
        {"\xef\xbb\xbf\xef\xbb\xbf<r/>", ERR_SYNTAX, "two byte order marks"},
    };
    struct err e = {0};
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(xml_inspect(&f, view_of_string(cases[i].document), &e), &e, cases[i].code, cases[i].why);
    assert_refused(xml_inspect(&f, view_of("<\0r\0/\0>", 7), &e), &e, ERR_SYNTAX, "not in UTF-8");
}

static void put_times(struct buf *b, const char *s, size_t count)
{
    for (size_t i = 0; i < count; i++) buf_put_string(b, s);
}

/* Are the bounds kept? */
/* refuses XML-05, accepts XML-05 */
static void test_parse_limits(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    put_times(&d, "<a>", 300000);
    assert_refused(xml_inspect(&f, bytes_of(&d), &e), &e, ERR_LIMIT, "nested too deep");
    buf_clear(&d);
    buf_put_string(&d, "<a");
    for (int i = 0; i <= LIMIT_XML_ATTRIBUTES; i++) buf_printf(&d, " b%d=''", i);
    buf_put_string(&d, "/>");
    assert_refused(xml_inspect(&f, bytes_of(&d), &e), &e, ERR_LIMIT, "too many attributes");
    buf_clear(&d);
    buf_put_string(&d, "<r>");
    for (int i = 0; i <= 64; i++) {
        buf_printf(&d, "%s xmlns:p%d='urn:p'", i % 50 == 0 ? "<a" : "", i);
        if (i % 50 == 49) buf_put_string(&d, ">");
    }
    buf_put_string(&d, "/></a></r>");
    assert_refused(xml_inspect(&f, bytes_of(&d), &e), &e, ERR_LIMIT, "too many namespaces");
    buf_clear(&d);
    buf_put_string(&d, "<r>");
    put_times(&d, "<a/>", LIMIT_XML_NODES);
    buf_put_string(&d, "</r>");
    assert_refused(xml_inspect(&f, bytes_of(&d), &e), &e, ERR_LIMIT, "too many elements");
    buf_clear(&d);
    buf_put_string(&d, "<r>");
    put_times(&d, "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>", LIMIT_XML_SIGNATURES + 1);
    buf_put_string(&d, "</r>");
    assert_refused(xml_inspect(&f, bytes_of(&d), &e), &e, ERR_LIMIT, "more than 32 signatures");
}

/* Is a document cut at any byte refused, or without its signature? */
static void test_cut(void **state)
{
    (void)state;
    struct test_key k = make_key(SIGNATURE_ECDSA, "A");
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    sign_document(&d, view_of_string(plain), &k, "");
    for (size_t len = 0; len < d.len; len++) {
        struct err e = {0};
        AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
        assert_int_equal(xml_inspect(&f, view_of(d.data, len), &e), FAILED);
        assert_int_equal(e.code, ERR_SYNTAX);
    }
    free_key(&k);
}

/* Which signing times are told, as what? */
static void test_claimed_time(void **state)
{
    (void)state;
    static const struct {
        const char *written, *told;
    } cases[] = {
        {"2026-11-23T08:02:03+07:00", "2026-11-23T01:02:03Z"},
        {"2026-11-22T20:02:03.25-05:00", "2026-11-23T01:02:03Z"},
        {"2026-11-23T01:02:03", ""},
        {"2026-13-23T01:02:03Z", ""},
        {"yesterday", ""},
        {"", ""},
    };
    struct test_key k = make_key(SIGNATURE_ECDSA, "A");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
        AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
        sign_document(&d, view_of_string(plain), &k, "");
        replace(&d, "2026-11-23T01:02:03Z", cases[i].written);
        inspect(&f, &d);
        assert_string_equal(f.signatures[0].claimed_time, cases[i].told);
        assert_int_equal(f.signatures[0].digest, CHECK_FAILED);
    }
    free_key(&k);
}

/* Does a document without a signature have none, and one with signatures come back from the wire as it was? */
static void test_wire(void **state)
{
    (void)state;
    struct err e = {0};
    struct test_key k = make_key(SIGNATURE_RSA_PSS, "A");
    AUTO_BUF d = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_BUF wire = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0}, got = {0};
    assert_ok(xml_inspect(&f, view_of_string(plain), &e), &e);
    assert_int_equal(f.signature_count, 0);
    sign_document(&d, view_of_string(plain), &k, "");
    replace(&d, "<ds:KeyInfo>", "<!-- x --><ds:KeyInfo>");
    sign_document(&d, bytes_of(&d), &k, "");
    inspect(&f, &d);
    xml_facts_put(&wire, &f);
    struct view in = bytes_of(&wire);
    assert_ok(xml_facts_get(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    xml_facts_put(&again, &got);
    assert_true(view_equal(bytes_of(&wire), bytes_of(&again)));
    assert_true(findings_have(&got.signatures[0].findings, "XML-06"));
    assert_true(is_good(&got.signatures[1]));
    for (size_t len = 0; len < wire.len; len++) {
        struct xml_facts none = {0};
        in = view_of(wire.data, len);
        assert_int_equal(xml_facts_get(&none, &in, &e), FAILED);
        assert_null(none.signatures);
        err_clear(&e);
    }
    free_key(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_parse_limits),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_structure_attacks),
        cmocka_unit_test(test_content_attacks),
        cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_certificates),
        cmocka_unit_test(test_claimed_time),
        cmocka_unit_test(test_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
