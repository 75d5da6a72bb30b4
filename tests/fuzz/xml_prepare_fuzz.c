// SPDX-License-Identifier: Apache-2.0
/* Whatever can be prepared holds one signature more once its element is put where the plan says, and that signature's
 * digests agree. The input is an XPath, a line feed, and the document. */

#include "formats/xml/xml.h"
#include "signer/trust_files.h"
#include "tests/fuzz/fuzz.h"

static struct buf certificate = BUF_INIT(LIMIT_CERTIFICATE); /* with a key on P-256 */
static const uint8_t stub_value[64] = {1};

static void make_request(struct xml_request *r, struct view *in)
{
    size_t end = view_find(*in, 0, view_of("\n", 1));
    struct view path = take_part(in, end == SIZE_MAX || end >= LIMIT_XPATH ? 0 : end);
    memset(r, 0, sizeof *r);
    strcpy(r->claimed_time, "2026-11-24T08:00:00Z");
    if (text_is_clean(path) && path.len > 0) memcpy(r->into, path.data, path.len);
    strcpy(r->prefix[0], "p");
    strcpy(r->uri[0], "urn:p");
    r->namespace_count = 1;
    (void)take_byte(in);
}

static bool make_element(struct buf *out, const struct xades_facts *facts)
{
    struct err e = {0};
    struct xades_signer s = {.certificate = bytes_of(&certificate), .scheme = SIGNATURE_ECDSA};
    return succeeds(xades_assemble(out, facts, &s, view_of(stub_value, sizeof stub_value), &e), &e);
}

static size_t count_signatures(struct view document, bool *last_agrees, const char *id)
{
    struct err e = {0};
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    if (!succeeds(xml_inspect(&f, document, &e), &e)) return SIZE_MAX;
    for (size_t i = 0; i < f.signature_count; i++)
        if (strcmp(f.signatures[i].name, id) == 0) *last_agrees = f.signatures[i].digest == CHECK_PASSED;
    return f.signature_count;
}

static void check_plan(struct view document, const struct xml_plan *p)
{
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_BUF whole = BUF_INIT(LIMIT_XML_DOCUMENT);
    bool agrees = false;
    assert(p->offset <= document.len && p->skip <= document.len - p->offset);
    size_t before = count_signatures(document, &agrees, p->facts.signature_id);
    if (!make_element(&element, &p->facts)) return;
    buf_put(&whole, view_part(document, 0, (size_t)p->offset));
    buf_put_string(&whole, p->before);
    buf_put(&whole, bytes_of(&element));
    buf_put_string(&whole, p->after);
    buf_put(&whole, view_part(document, (size_t)p->offset + p->skip, document.len - (size_t)p->offset - p->skip));
    agrees = false;
    assert(count_signatures(bytes_of(&whole), &agrees, p->facts.signature_id) == before + 1 && agrees);
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
    struct view document = view_of(data, size);
    AUTO(mem_free)
    struct xml_request *r = mem_new(sizeof *r);
    AUTO(mem_free)
    struct xml_plan *p = mem_new(sizeof *p);
    assert(r != NULL && p != NULL);
    make_request(r, &document);
    if (succeeds(xml_prepare(p, document, r, &e), &e)) check_plan(document, p);
    return 0;
}
