// SPDX-License-Identifier: Apache-2.0
/* Whatever can be prepared stays a prefix; and if it could be inspected before (a signer asks that first), it still
 * can, and one signature covers the whole file. */
#include <stdio.h>

#include "formats/pdf/pdf.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pdf_mutator.h"

static void make_request(struct pdf_request *r)
{
    pdf_request_init(r);
    snprintf(r->claimed_time, sizeof r->claimed_time, "2026-11-24T08:00:00Z");
    r->contents_size = 100;
}

/* With the stub of a CMS in the hole. */
static void append(struct buf *out, struct view document, const struct pdf_prepared *p)
{
    static const char stub[] = "3003020105";
    buf_put(out, document);
    buf_put(out, view_of(p->update.data, p->update.len));
    assert(!out->failed && p->byte_range[2] + p->byte_range[3] == out->len);
    memcpy(out->data + p->byte_range[1] + 1, stub, sizeof stub - 1);
}

static bool can_be_inspected(struct pdf_facts *f, struct view document)
{
    struct err e = {0};
    return succeeds(pdf_inspect(f, document, view_of(NULL, 0), &e), &e);
}

static void check_prepared(struct view document, const struct pdf_prepared *p)
{
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts before = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts after = {0};
    AUTO_BUF whole = BUF_INIT(document.len + LIMIT_PDF_UPDATE);
    append(&whole, document, p);
    bool was = can_be_inspected(&before, document), is = can_be_inspected(&after, bytes_of(&whole));
    if (!was) return;
    assert(is);
    size_t covering = 0;
    for (size_t i = 0; i < after.signature_count; i++)
        covering += after.signatures[i].coverage == PDF_COVERS_WHOLE_FILE;
    assert(covering == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view document = view_of(data, size);
    AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    make_request(&r);
    pdf_prepared_init(&p);
    if (succeeds(pdf_prepare(&p, document, &r, &e), &e))
        check_prepared(document, &p);
    else
        assert(p.update.len == 0);
    return 0;
}
