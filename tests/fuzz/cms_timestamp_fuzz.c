// SPDX-License-Identifier: Apache-2.0
/* A time-stamp token as a document's own and as one on a value, read and judged: it passes only with every check done.
 * The first byte says which; what is stamped are the bytes of tests/fuzz/trust/content. */
#include "formats/cms/digest.h"
#include "formats/cms/timestamp.h"
#include "tests/fuzz/der_mutator.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/judged.h"

static struct buf stamped = BUF_INIT(LIMIT_CMS);
static struct content_digests content;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct err e = {0};
    (void)argc;
    (void)argv;
    judged_prepare();
    assert(file_read(&stamped, "tests/fuzz/trust/content", &e) == OK);
    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        enum digest_algorithm d = (enum digest_algorithm)i;
        content.of[i] = BUF_INIT(DIGEST_SIZE_MAX);
        if (digest_size(d) > 0) assert(digest_bytes(&content.of[i], d, bytes_of(&stamped), &e) == OK);
    }
    return 0;
}

static void check_round_trip(const struct timestamp *t)
{
    struct err e = {0};
    AUTO_BUF message = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(timestamp_clear) struct timestamp got;
    timestamp_init(&got);
    timestamp_put(&message, t);
    struct view in = bytes_of(&message);
    assert(!message.failed && timestamp_get(&got, &in, &e) == OK && in.len == 0);
    timestamp_put(&again, &got);
    assert(view_equal(bytes_of(&message), bytes_of(&again)));
}

static void check_judged(const struct timestamp *t)
{
    struct err e = {0};
    struct verdict v = {0};
    struct judge_context c = judged_context();
    struct subject s = {.timestamp = t, .has_revision = true};
    struct validation_input in = {.subject = &s, .count = 1};
    assert(validate(&v, &in, &c, &e) == OK);
    assert(v.indication > INDICATION_NONE && v.indication < INDICATION_COUNT);
    check_findings(&v.messages);
    if (v.indication != TOTAL_PASSED) return;
    judged_check_passed(&v);
    assert(t->imprint == CHECK_PASSED && t->evidence.digest == CHECK_PASSED && t->evidence.value == CHECK_PASSED);
    assert(t->time > 0 && t->evidence.binding == CHECK_PASSED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view in = view_of(data, size);
    AUTO_CLEAR(timestamp_clear) struct timestamp t;
    timestamp_init(&t);
    bool of_document = take_byte(&in) % 2 == 0;
    bool good = of_document ? succeeds(timestamp_read(&t, in, &content, &e), &e)
                            : succeeds(timestamp_read_on(&t, in, bytes_of(&stamped), &e), &e);
    if (!good) return 0;
    check_findings(&t.evidence.findings);
    check_round_trip(&t);
    check_judged(&t);
    return 0;
}
