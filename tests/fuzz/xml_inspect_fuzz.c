// SPDX-License-Identifier: Apache-2.0
/* What xml_inspect finds is within the bounds that the parent process sets, goes to it and back unchanged, and can be
 * judged there: it passes only with every check done. */
#include "formats/xml/xml.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/judged.h"

static void check_round_trip(const struct xml_facts *f)
{
    struct err e = {0};
    AUTO_BUF message = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(xml_facts_clear) struct xml_facts got = {0};
    xml_facts_put(&message, f);
    struct view in = bytes_of(&message);
    assert(!message.failed && xml_facts_get(&got, &in, &e) == OK && in.len == 0);
    xml_facts_put(&again, &got);
    assert(view_equal(bytes_of(&message), bytes_of(&again)));
}

static void check_signature(const struct xml_signature *s, const struct findings *file)
{
    struct err e = {0};
    AUTO_CLEAR(evidence_clear) struct evidence v;
    evidence_init(&v);
    check_findings(&s->findings);
    assert(text_is_clean(view_of_string(s->name)) && text_is_clean(view_of_string(s->claimed_time)));
    assert(xml_evidence(&v, s, &e) == OK);
    assert(!judged_passes(&v, file) || s->coverage != XML_COVERS_NOTHING);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    judged_prepare();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    if (!succeeds(xml_inspect(&f, view_of(data, size), &e), &e)) {
        assert(f.signatures == NULL && f.signature_count == 0);
        return 0;
    }
    check_findings(&f.findings);
    for (size_t i = 0; i < f.signature_count; i++) check_signature(&f.signatures[i], &f.findings);
    check_round_trip(&f);
    return 0;
}
