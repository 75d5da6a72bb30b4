// SPDX-License-Identifier: Apache-2.0
/* Whatever can be prepared stays a prefix, reads again, and holds one signature more, which covers the whole file. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    AUTO_BUF whole = BUF_INIT(size + LIMIT_PDF_UPDATE);
    make_request(&r);
    pdf_prepared_init(&p);
    if (pdf_prepare(&p, view_of(data, size), &r, &e) != OK) {
        assert(p.update.len == 0 && e.code != ERR_NONE && e.text[LANG_EN][0] != '\0');
        return 0;
    }
    append(&whole, view_of(data, size), &p);
    assert(pdf_inspect(&f, view_of(whole.data, whole.len), view_of(NULL, 0), &e) == OK);
    size_t covering = 0;
    for (size_t i = 0; i < f.signature_count; i++) covering += f.signatures[i].coverage == PDF_COVERS_WHOLE_FILE;
    assert(covering == 1);
    return 0;
}
