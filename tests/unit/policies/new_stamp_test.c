// SPDX-License-Identifier: Apache-2.0
/* A time-stamp that has just come: over what was asked, at a time that can be, by an authority that holds. */
#include <string.h>

#include "tests/unit/formats-cms/made_stamp.h"

#include "formats/cms/digest.h"
#include "formats/cms/timestamp_query.h"
#include "policies/new_stamp.h"

#define SENT INT64_C(1796083200)
#define RECEIVED (SENT + 10)
static const uint8_t digest[64] = {9}, other_digest[64] = {8};

struct scene {
    struct authority authority;
    struct trust *trust;
    struct findings notes;
};

static void scene_make(struct scene *s, int64_t from, int64_t to, bool is_trusted)
{
    struct err e = {0};
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    *s = (struct scene){.authority = authority_new(from, to), .trust = trust_new()};
    assert_ok(OSSL_DER(&der, X509, s->authority.certificate, &e), &e);
    if (is_trusted) assert_ok(trust_add_anchors(s->trust, view_of(der.data, der.len), "authority", &e), &e);
}

static void scene_clear(struct scene *s)
{
    trust_free(s->trust);
    authority_clear(&s->authority);
}

static struct buf token_of(const struct scene *s, enum digest_algorithm d, int64_t time)
{
    static const uint8_t nonce[TIMESTAMP_NONCE] = {1};
    struct err e = {0};
    struct findings notes = {0};
    AUTO_BUF query = BUF_INIT(4096);
    struct buf out = BUF_INIT(1 << 16);
    assert_ok(timestamp_query(&query, d, view_of(digest, digest_size(d)), view_of(nonce, sizeof nonce), &e), &e);
    AUTO_BUF answer = authority_answer(&s->authority, view_of(query.data, query.len), time);
    assert_ok(timestamp_reply(&out, &notes, view_of(answer.data, answer.len), &e), &e);
    return out;
}

static status check(struct scene *s, const struct buf *token, const uint8_t *of, struct err *e)
{
    const struct judge_context c = {.trust = s->trust, .time = 1, .settings = settings_default};
    const struct new_stamp n = {.token = view_of(token->data, token->len),
                                .digest_algorithm = DIGEST_SHA256,
                                .digest = view_of(of, 32),
                                .sent = SENT,
                                .received = RECEIVED};
    s->notes = (struct findings){0};
    return new_stamp_check(&s->notes, &n, &c, e);
}

/* accepts TSP-05 */
static void test_times(void **state)
{
    static const struct {
        int64_t time;
        const char *reason; /* NULL: good */
    } cases[] = {
        {SENT, NULL},
        {SENT - 60, NULL},
        {SENT - 61, "is 61 s before our clock"},
        {RECEIVED + 60, NULL},
        {RECEIVED + 5, NULL},
        {RECEIVED + 61, "is 61 s after our clock"},
        {1, "before our clock"},
        {SENT * 2, "after our clock"},
    };
    struct scene s;
    (void)state;
    scene_make(&s, SENT - 1000, SENT + 1000, true);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF token = token_of(&s, DIGEST_SHA256, cases[i].time);
        if (cases[i].reason == NULL)
            assert_ok(check(&s, &token, digest, &e), &e);
        else
            assert_refused(check(&s, &token, digest, &e), &e, ERR_REMOTE, cases[i].reason);
        assert_int_equal(s.notes.count, 0);
    }
    scene_clear(&s);
}

/* refuses TSP-01 */
static void test_imprint(void **state)
{
    struct err e = {0};
    struct scene s;
    (void)state;
    scene_make(&s, SENT - 1000, SENT + 1000, true);
    AUTO_BUF token = token_of(&s, DIGEST_SHA256, SENT);
    AUTO_BUF longer = token_of(&s, DIGEST_SHA512, SENT);
    assert_refused(check(&s, &token, other_digest, &e), &e, ERR_REMOTE, "over something else");
    assert_refused(check(&s, &longer, digest, &e), &e, ERR_REMOTE, "by SHA512, not SHA256");
    token.data[token.len - 4] ^= 1;
    assert_refused(check(&s, &token, digest, &e), &e, ERR_REMOTE, "does not hold: the signature value");
    memset(longer.data, 0, longer.len);
    assert_refused(check(&s, &longer, digest, &e), &e, ERR_REMOTE, "does not hold: the time-stamp is not a CMS");
    scene_clear(&s);
}

static void test_whom(void **state)
{
    struct err e = {0};
    struct scene nobody, other, old;
    (void)state;
    scene_make(&nobody, SENT - 1000, SENT + 1000, false);
    scene_make(&other, SENT - 1000, SENT + 1000, true);
    scene_make(&old, SENT - 1000, SENT - 10, false);
    AUTO_BUF token = token_of(&nobody, DIGEST_SHA256, SENT);
    AUTO_BUF late = token_of(&old, DIGEST_SHA256, SENT);
    assert_ok(check(&nobody, &token, digest, &e), &e);
    assert_int_equal(nobody.notes.count, 1);
    assert_non_null(strstr(nobody.notes.item[0].text[LANG_EN], "nobody can tell who made the time-stamp (Authority)"));
    assert_refused(check(&other, &token, digest, &e), &e, ERR_REMOTE, "does not hold: no path");
    assert_refused(check(&old, &late, digest, &e), &e, ERR_REMOTE, "outside of its certificate's dates");
    scene_clear(&nobody);
    scene_clear(&other);
    scene_clear(&old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_times), cmocka_unit_test(test_imprint),
                                       cmocka_unit_test(test_whom)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
