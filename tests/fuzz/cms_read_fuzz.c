// SPDX-License-Identifier: Apache-2.0
/* A CMS as it stands in a document, read and judged: it passes only with every check done, over the bytes of
 * tests/fuzz/trust/content. */
#include "formats/cms/cms_read.h"
#include "formats/cms/digest.h"
#include "tests/fuzz/der_mutator.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/judged.h"

static struct content_digests content;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct err e = {0};
    AUTO_BUF bytes = BUF_INIT(LIMIT_CMS);
    (void)argc;
    (void)argv;
    judged_prepare();
    assert(file_read(&bytes, "tests/fuzz/trust/content", &e) == OK);
    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        enum digest_algorithm d = (enum digest_algorithm)i;
        content.of[i] = BUF_INIT(DIGEST_SIZE_MAX);
        if (digest_size(d) > 0) assert(digest_bytes(&content.of[i], d, bytes_of(&bytes), &e) == OK);
    }
    return 0;
}

static void check_evidence(const struct evidence *v, struct view hole)
{
    check_findings(&v->findings);
    assert(v->certificate_count <= LIMIT_CERTIFICATES && v->value_octets.len <= LIMIT_SIGNATURE_VALUE);
    assert(v->digest_algorithm < DIGEST_COUNT && v->scheme < SIGNATURE_COUNT);
    bool reads = v->digest != CHECK_NOT_DONE || v->value != CHECK_NOT_DONE;
    assert(!reads || cms_peek_digest(hole) == v->digest_algorithm);
    assert(v->value == CHECK_NOT_DONE || v->signer.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view hole = view_of(data, size);
    AUTO_CLEAR(evidence_clear) struct evidence v;
    evidence_init(&v);
    if (!succeeds(cms_read(&v, hole, &content, &e), &e)) return 0;
    check_evidence(&v, hole);
    (void)judged_passes(&v, NULL);
    return 0;
}
