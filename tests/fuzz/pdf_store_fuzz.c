// SPDX-License-Identifier: Apache-2.0
/* Whatever validation data can be put into: what could be inspected before still can, holds what was put there once,
 * has the signatures that it had, and takes nothing a second time. */
#include "formats/pdf/pdf.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pdf_mutator.h"

static const struct view no_password = {0};

static void put_one(struct proofs *p, enum proof_kind kind, const char *text)
{
    struct err e = {0};
    bool added = proofs_add(p, kind, view_of_string(text), 0, &e) == OK;
    assert(added);
}

static bool can_be_inspected(struct pdf_facts *f, struct view document)
{
    struct err e = {0};
    return succeeds(pdf_inspect(f, document, no_password, &e), &e);
}

static void check_stored(struct view document, const struct buf *update, const struct proofs *add)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts before = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts after = {0};
    AUTO_BUF whole = BUF_INIT(document.len + LIMIT_PDF_UPDATE);
    AUTO_BUF again = BUF_INIT(LIMIT_PDF_UPDATE);
    buf_put(&whole, document);
    buf_put(&whole, bytes_of(update));
    assert(!whole.failed);
    if (!can_be_inspected(&before, document)) return;
    assert(can_be_inspected(&after, bytes_of(&whole)));
    assert(after.signature_count == before.signature_count);
    for (size_t i = 0; i < add->count; i++)
        assert(proofs_have(&after.proofs, add->item[i].kind, bytes_of(&add->item[i].der)));
    if (after.revision_count == LIMIT_PDF_REVISIONS) return;
    assert(succeeds(pdf_store_proofs(&again, bytes_of(&whole), no_password, add, &e), &e));
    assert(again.len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view document = view_of(data, size);
    AUTO_CLEAR(proofs_clear) struct proofs add = {0};
    AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
    put_one(&add, PROOF_CERTIFICATE, "certificate");
    put_one(&add, PROOF_CRL, "list");
    put_one(&add, PROOF_OCSP, "answer");
    put_one(&add, PROOF_OCSP, "answer");
    if (succeeds(pdf_store_proofs(&update, document, no_password, &add, &e), &e))
        check_stored(document, &update, &add);
    else
        assert(update.len == 0);
    return 0;
}
