// SPDX-License-Identifier: Apache-2.0
/* Whatever opens can be walked: every object of every revision, its pages, its streams; and unchanged is the same
 * pointer. */
#include "formats/pdf/pdf_file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pdf_mutator.h"

static void read_object(struct pdf_file *f, uint32_t number, size_t revision)
{
    struct err e = {0};
    struct pdf_location at = pdf_file_locate(f, number, revision);
    struct pdf_ref ref = {number, at.generation};
    const struct pdf_object *o, *before;
    AUTO_BUF decoded = BUF_INIT(1 << 20);
    if (pdf_file_load(&o, f, ref, revision, &e) != OK) return;
    if (o->type == PDF_STREAM) (void)!pdf_file_decode(&decoded, f, o, revision, &e);
    err_clear(&e);
    if (revision > 0 && at.kind != PDF_ABSENT && at.revision < revision)
        assert(pdf_file_load(&before, f, ref, revision - 1, &e) == OK && before == o);
}

static void read_revision(struct pdf_file *f, size_t revision)
{
    struct err e = {0};
    struct pdf_page page;
    uint32_t size = pdf_file_size(f, revision);
    assert(pdf_file_revision(f, revision)->end <= pdf_file_bytes(f).len);
    (void)!pdf_file_page(&page, f, 0, revision, &e);
    for (uint32_t i = 0; i < size && i < 500; i++) read_object(f, i, revision);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct findings findings = {0};
    AUTO(pdf_file_close)
    struct pdf_file *f = NULL;
    if (pdf_file_open(&f, view_of(data, size), &findings, &e) != OK) {
        assert(f == NULL && e.code != ERR_NONE && e.text[LANG_EN][0] != '\0');
        return 0;
    }
    for (size_t i = 0; i < pdf_file_revision_count(f); i++) read_revision(f, i);
    return 0;
}
