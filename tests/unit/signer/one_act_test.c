// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "signer/one_act.h"

enum { COUNT = 5 };

/* An official's signature, and four of a department one second apart, each in the revision after the one before. */
static void make(struct verify_report *r, struct signature_report s[static COUNT])
{
    *r = (struct verify_report){
        .state = VERIFY_JUDGED, .format = DOCUMENT_PDF, .signatures = s, .signature_count = COUNT};
    for (uint32_t i = 0; i < COUNT; i++) {
        s[i] = (struct signature_report){.is_intact = true, .pdf_coverage = PDF_COVERS_REVISION, .revision = i + 1};
        s[i].verdict.has_signer = true;
        snprintf(s[i].claimed_time, sizeof s[i].claimed_time, "2026-11-24T08:00:0%uZ", i);
        snprintf(s[i].verdict.signer.key_sha256, sizeof s[i].verdict.signer.key_sha256, "%s", i == 0 ? "aa" : "dd");
    }
}

static void breaks_digest(struct signature_report *s)
{
    s->is_intact = false;
}
static void is_stamp(struct signature_report *s)
{
    s->is_timestamp = true;
}
static void leaves_revision(struct signature_report *s)
{
    s->revision = 9;
}
static void covers_part(struct signature_report *s)
{
    s->pdf_coverage = PDF_COVERS_PARTIAL;
}
static void another_key(struct signature_report *s)
{
    s->verdict.signer.key_sha256[0] = 'e';
}
static void no_signer(struct signature_report *s)
{
    s->verdict.has_signer = false;
}
static void no_time(struct signature_report *s)
{
    s->claimed_time[0] = '\0';
}
static void much_later(struct signature_report *s)
{
    memcpy(s->claimed_time, "2026-11-24T08:15:04Z", 21);
}
static void earlier(struct signature_report *s)
{
    memcpy(s->claimed_time, "2026-11-24T07:59:59Z", 21);
}

/* What makes the fourth signature one that stands alone, so that the others end before it? */
static void does_not_join_what_only_looks_alike(void **state)
{
    (void)state;
    static void (*const changes[])(struct signature_report *) = {
        breaks_digest, is_stamp, leaves_revision, covers_part, another_key, no_signer, no_time, much_later, earlier};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct verify_report r;
        struct signature_report s[COUNT];
        size_t first, last;
        make(&r, s);
        changes[i](&s[3]);
        assert_true(one_act(&first, &last, &r, 1));
        assert_int_equal(last, 2);
        assert_false(one_act(&first, &last, &r, 0));
    }
    struct verify_report r;
    struct signature_report s[COUNT];
    size_t first, last;
    make(&r, s);
    r.format = DOCUMENT_XML;
    assert_false(one_act(&first, &last, &r, 2));
}

static void joins_the_same_key_in_consecutive_revisions(void **state)
{
    (void)state;
    struct verify_report r;
    struct signature_report s[COUNT];
    size_t first, last;
    make(&r, s);
    assert_false(one_act(&first, &last, &r, 0));
    for (size_t i = 1; i < COUNT; i++) {
        assert_true(one_act(&first, &last, &r, i));
        assert_true(first == 1 && last == 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_not_join_what_only_looks_alike),
        cmocka_unit_test(joins_the_same_key_in_consecutive_revisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
