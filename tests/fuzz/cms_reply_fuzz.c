// SPDX-License-Identifier: Apache-2.0
/* What a time-stamp authority answers: a token is taken out of it only as it stands there, in DER, and accepted only
 * when it is over the content of tests/fuzz/trust/content, at its time, by an authority that is known. */
#include "formats/cms/der.h"
#include "formats/cms/digest.h"
#include "formats/cms/timestamp.h"
#include "formats/cms/timestamp_query.h"
#include "policies/new_stamp.h"
#include "tests/fuzz/der_mutator.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/judged.h"

static struct buf stamped = BUF_INIT(LIMIT_CMS), imprint = BUF_INIT(DIGEST_SIZE_MAX);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct err e = {0};
    (void)argc;
    (void)argv;
    judged_prepare();
    assert(file_read(&stamped, "tests/fuzz/trust/content", &e) == OK);
    assert(digest_bytes(&imprint, DIGEST_SHA256, bytes_of(&stamped), &e) == OK);
    return 0;
}

/* Its own time, so that the rest is looked at, too */
static int64_t time_of(struct view token)
{
    struct err e = {0};
    AUTO_CLEAR(timestamp_clear) struct timestamp t;
    timestamp_init(&t);
    bool read = timestamp_read_on(&t, token, bytes_of(&stamped), &e) == OK;
    return read && t.time > 0 ? t.time : FUZZ_NOW;
}

static void check_accepted(struct view token)
{
    struct err e = {0};
    AUTO_CLEAR(timestamp_clear) struct timestamp t;
    timestamp_init(&t);
    assert(timestamp_read_on(&t, token, bytes_of(&stamped), &e) == OK);
    assert(t.imprint == CHECK_PASSED && t.imprint_algorithm == DIGEST_SHA256);
    assert(t.evidence.digest == CHECK_PASSED && t.evidence.value == CHECK_PASSED);
}

static void accept(struct view token)
{
    struct err e = {0};
    struct findings notes = {0};
    const struct judge_context c = judged_context();
    int64_t time = time_of(token);
    const struct new_stamp s = {.token = token,
                                .digest_algorithm = DIGEST_SHA256,
                                .digest = bytes_of(&imprint),
                                .sent = time,
                                .received = time};
    if (succeeds(new_stamp_check(&notes, &s, &c, &e), &e)) check_accepted(token);
    check_findings(&notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t nonce[TIMESTAMP_NONCE] = {0x0f, 1, 2, 3, 4, 5, 6, 7};
    struct err e = {0}, other = {0};
    struct findings notes = {0};
    AUTO_BUF token = BUF_INIT(LIMIT_STAMP_ANSWER);
    struct view in = view_of(data, size);
    bool taken = succeeds(timestamp_reply(&token, &notes, in, &e), &e);
    check_findings(&notes);
    if (!taken) return 0;
    struct view made = bytes_of(&token);
    assert(made.len < in.len && view_equal(made, view_part(in, in.len - made.len, made.len)));
    assert(der_is_definite(made));
    (void)succeeds(timestamp_check_nonce(made, view_of(nonce, sizeof nonce), &other), &other);
    accept(made);
    return 0;
}
