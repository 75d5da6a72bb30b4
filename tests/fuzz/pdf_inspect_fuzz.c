// SPDX-License-Identifier: Apache-2.0
/* What pdf_inspect finds is within the bounds that the parent process sets, and goes to it and back unchanged; a range
 * that covers anything lies inside the file. Encrypted files of the corpus have the password "user", or none. */
#include "formats/pdf/pdf.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pdf_mutator.h"

static void check_signature(const struct pdf_signature *s, size_t size)
{
    check_findings(&s->findings);
    assert(text_is_clean(view_of_string(s->field)) && text_is_clean(view_of_string(s->claimed_time)));
    if (s->coverage == PDF_COVERS_NOTHING) return;
    const uint64_t *r = s->byte_range;
    assert(r[0] == 0 && r[1] > 0 && r[2] > r[1] && r[2] <= size && r[3] <= size - r[2]);
    if (s->coverage == PDF_COVERS_WHOLE_FILE) assert(size - r[2] - r[3] <= 2); /* an end of line, at most */
}

static void check_round_trip(const struct pdf_facts *f)
{
    struct err e = {0};
    AUTO_BUF message = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts got = {0};
    pdf_facts_put(&message, f);
    struct view in = bytes_of(&message);
    assert(!message.failed && pdf_facts_get(&got, &in, &e) == OK && in.len == 0);
    pdf_facts_put(&again, &got);
    assert(view_equal(bytes_of(&message), bytes_of(&again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    if (!succeeds(pdf_inspect(&f, view_of(data, size), view_of_string("user"), &e), &e)) {
        assert(f.signatures == NULL && f.signature_count == 0);
        return 0;
    }
    check_findings(&f.findings);
    assert(f.revision_count > 0 && f.revision_count <= LIMIT_PDF_REVISIONS);
    for (size_t i = 0; i < f.signature_count; i++) check_signature(&f.signatures[i], size);
    check_round_trip(&f);
    return 0;
}
