// SPDX-License-Identifier: Apache-2.0
/* A picture as a drawing process that was taken over may give it, put on the page of tests/fuzz/trust/page.pdf: what
 * can be prepared reads again, and its signature covers the whole file. The first bit turns the placing. */
#include "formats/pdf/pdf.h"
#include "signer/trust_files.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pdf_mutator.h"

static struct buf page = BUF_INIT(LIMIT_IMAGE);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct err e = {0};
    (void)argc;
    (void)argv;
    assert(file_read(&page, "tests/fuzz/trust/page.pdf", &e) == OK);
    return 0;
}

static void make_request(struct pdf_request *r, struct view picture, bool is_last)
{
    struct err e = {0};
    pdf_request_init(r);
    snprintf(r->claimed_time, sizeof r->claimed_time, "2026-11-24T08:00:00Z");
    r->contents_size = 100;
    r->page = is_last ? -1 : 1;
    r->x = r->y = 10;
    r->w = is_last ? 100 : 50;
    r->h = 50;
    (void)!buf_copy(&r->appearance, picture, &e);
}

/* With the stub of a CMS in the hole. */
static void check_prepared(const struct pdf_prepared *p)
{
    static const char stub[] = "3003020105";
    struct err e = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    AUTO_BUF whole = BUF_INIT(page.len + LIMIT_PDF_UPDATE);
    buf_put(&whole, bytes_of(&page));
    buf_put(&whole, bytes_of(&p->update));
    assert(!whole.failed && p->byte_range[2] + p->byte_range[3] == whole.len);
    memcpy(whole.data + p->byte_range[1] + 1, stub, sizeof stub - 1);
    assert(pdf_inspect(&f, bytes_of(&whole), view_of(NULL, 0), &e) == OK);
    assert(f.signature_count == 1 && f.signatures[0].coverage == PDF_COVERS_WHOLE_FILE && f.signatures[0].page == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view picture = view_of(data, size);
    AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    bool is_last = take_byte(&picture) % 2 == 1;
    make_request(&r, picture, is_last);
    pdf_prepared_init(&p);
    if (succeeds(pdf_prepare(&p, bytes_of(&page), &r, &e), &e)) check_prepared(&p);
    return 0;
}
