// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-xml/signing.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

static void be_silent(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

/* The document's exclusive canonical form without comments, by a plain libxml2: what any signature over all of it sees.
 */
static bool canonical(struct buf *out, struct view document)
{
    xmlChar *text = NULL;
    xmlDoc *d = xmlReadMemory((const char *)document.data, (int)document.len, NULL, NULL,
                              XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (d == NULL) return false;
    int len = xmlC14NDocDumpMemory(d, NULL, XML_C14N_EXCLUSIVE_1_0, NULL, 0, &text);
    buf_clear(out);
    if (len > 0) buf_put(out, view_of(text, (size_t)len));
    xmlFree(text);
    xmlFreeDoc(d);
    return len > 0;
}

static bool still_passes(struct view document, size_t count)
{
    struct err e = {0};
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    return xml_inspect(&f, document, &e) == OK && all_good(&f, count);
}

/* Flips bits of every byte, one at a time, every `step`-th bit; returns how many flips passed, each of them neutral. */
static size_t flip_all(struct buf *document, size_t count, size_t step)
{
    AUTO_BUF original = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_BUF flipped = BUF_INIT(LIMIT_XML_DOCUMENT);
    size_t passed = 0;
    assert_true(still_passes(bytes_of(document), count));
    assert_true(canonical(&original, bytes_of(document)));
    for (size_t n = 0; n < 8 * document->len; n += step) {
        size_t i = n / 8;
        uint8_t was = document->data[i];
        document->data[i] = (uint8_t)(was ^ 1u << n % 8);
        if (still_passes(bytes_of(document), count)) {
            if (!canonical(&flipped, bytes_of(document)) || !view_equal(bytes_of(&original), bytes_of(&flipped)))
                fail_msg("bit %zu of byte %zu passes: %.60s", n % 8, i, (char *)document->data + (i < 30 ? 0 : i - 30));
            passed++;
        }
        document->data[i] = was;
    }
    return passed;
}

/* Does any changed bit of a document with one, with two signatures pass although it changes what is signed? */
/* accepts XML-32 */
static void test_flips(void **state)
{
    (void)state;
    static const char document[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                   "<a xmlns=\"urn:a\" ><!-- note --><b Id=\"b\">x &amp; y</b>\n</a>\n";
    struct test_key first = make_key(SIGNATURE_ECDSA, "A"), second = make_key(SIGNATURE_ECDSA, "B");
    assert_ok(buf_copy(&second.issuer, bytes_of(&first.certificate), &(struct err){0}), &(struct err){0});
    AUTO_BUF signed_document = BUF_INIT(LIMIT_XML_DOCUMENT);
    sign_document(&signed_document, view_of_string(document), &first, "");
    assert_true(flip_all(&signed_document, 1, 1) > 0); /* the comment, at least */
    sign_document(&signed_document, bytes_of(&signed_document), &second, "");
    assert_true(flip_all(&signed_document, 2, 7) > 0);
    free_key(&first);
    free_key(&second);
}

/* And one with a counter-signature, which names the first one's value with its Id? */
static void test_flips_of_counter_signature(void **state)
{
    (void)state;
    struct test_key first = make_key(SIGNATURE_ECDSA, "A"), second = make_key(SIGNATURE_ECDSA, "B");
    AUTO_BUF signed_document = BUF_INIT(LIMIT_XML_DOCUMENT);
    sign_enveloped(&signed_document, "<r><!-- note --><a>1</a></r>", &first, true);
    sign_document(&signed_document, bytes_of(&signed_document), &second, "");
    assert_true(flip_all(&signed_document, 2, 7) > 0);
    free_key(&first);
    free_key(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_flips), cmocka_unit_test(test_flips_of_counter_signature)};
    xmlSetStructuredErrorFunc(NULL, be_silent);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
