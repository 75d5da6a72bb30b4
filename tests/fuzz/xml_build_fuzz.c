// SPDX-License-Identifier: Apache-2.0
/* The facts for a XAdES signature, as a worker that was taken over may write them: what the key holder builds of them
 * is well-formed, and already in the canonical form in which it is digested and signed. */

#include "formats/xml/xades_build.h"
#include "formats/xml/xml_canon.h"
#include "signer/trust_files.h"
#include "tests/fuzz/fuzz.h"

static struct buf certificate = BUF_INIT(LIMIT_CERTIFICATE); /* with a key on P-256 */
static const uint8_t value[64] = {1};

static void check_canonical(struct view part)
{
    struct err e = {0};
    AUTO_CLEAR(xml_tree_clear) struct xml_tree t = {0};
    AUTO_BUF canonical = BUF_INIT(LIMIT_XML_SIGNATURE);
    struct xml_selection all = {.form = CANONICAL_EXCLUSIVE};
    assert(xml_tree_parse(&t, part, &e) == OK);
    assert(xml_canonical_bytes(&canonical, &t, &all, &e) == OK && view_equal(bytes_of(&canonical), part));
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct err e = {0};
    (void)argc;
    (void)argv;
    assert(file_read(&certificate, "tests/fuzz/trust/signers/2.der", &e) == OK);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view in = view_of(data, size);
    AUTO(mem_free)
    struct xades_facts *f = mem_new(sizeof *f);
    AUTO_BUF properties = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_BUF info = BUF_INIT(LIMIT_XML_SIGNED_INFO);
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    assert(f != NULL);
    struct xades_signer s = {.certificate = bytes_of(&certificate), .scheme = SIGNATURE_ECDSA};
    if (!succeeds(xades_facts_get(f, &in, &e), &e)) return 0;
    if (!succeeds(xades_signed_parts(&properties, &info, f, &s, &e), &e)) return 0;
    check_canonical(bytes_of(&properties));
    check_canonical(bytes_of(&info));
    if (succeeds(xades_assemble(&element, f, &s, view_of(value, sizeof value), &e), &e))
        check_canonical(bytes_of(&element));
    return 0;
}
