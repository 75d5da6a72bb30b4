// SPDX-License-Identifier: Apache-2.0
/* The question to an authority says what it should, and an answer is taken only when it is exactly one. */
#include <string.h>

#include "tests/unit/formats-cms/made_stamp.h"

#include "formats/base/finding.h"
#include "formats/cms/der.h"
#include "formats/cms/timestamp_query.h"

static const uint8_t digest[64] = {1, 2, 3}, random_bytes[TIMESTAMP_NONCE] = {0xff, 0, 0, 0, 0, 0, 0, 9},
                     other_bytes[TIMESTAMP_NONCE] = {0x7f, 0, 0, 0, 0, 0, 0, 8};
#define NONCE view_of(random_bytes, sizeof random_bytes)
#define NOW INT64_C(1796083200)

static struct buf made_query(enum digest_algorithm d)
{
    struct err e = {0};
    struct buf out = BUF_INIT(4096);
    assert_ok(timestamp_query(&out, d, view_of(digest, digest_size(d)), NONCE, &e), &e);
    return out;
}

static void test_query(void **state)
{
    (void)state;
    AUTO_BUF query = made_query(DIGEST_SHA384);
    const uint8_t *at = query.data;
    TS_REQ *r = d2i_TS_REQ(NULL, &at, (long)query.len);
    uint64_t nonce = 0;
    assert_non_null(r);
    assert_ptr_equal(at, query.data + query.len);
    assert_int_equal(TS_REQ_get_version(r), 1);
    assert_int_not_equal(TS_REQ_get_cert_req(r), 0);
    assert_int_equal(ASN1_INTEGER_get_uint64(&nonce, TS_REQ_get_nonce(r)), 1);
    assert_true(nonce == UINT64_C(0x7f00000000000009)); /* positive, whatever the random bytes */
    TS_MSG_IMPRINT *imprint = TS_REQ_get_msg_imprint(r);
    assert_int_equal(OBJ_obj2nid(TS_MSG_IMPRINT_get_algo(imprint)->algorithm), NID_sha384);
    assert_int_equal(ASN1_STRING_length(TS_MSG_IMPRINT_get_msg(imprint)), 48);
    assert_memory_equal(ASN1_STRING_get0_data(TS_MSG_IMPRINT_get_msg(imprint)), digest, 48);
    assert_int_equal(TS_REQ_get_ext_count(r), 0);
    TS_REQ_free(r);
}

static void test_query_refusals(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF out = BUF_INIT(4096);
    static const enum digest_algorithm weak[] = {DIGEST_NONE, DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA224, DIGEST_OTHER};
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++)
        assert_refused(timestamp_query(&out, weak[i], view_of(digest, 20), NONCE, &e), &e, ERR_REFUSED,
                       "not used for signing");
    assert_refused(timestamp_query(&out, DIGEST_SHA256, view_of(digest, 31), NONCE, &e), &e, ERR_INTERNAL, "31 bytes");
    assert_refused(timestamp_query(&out, DIGEST_SHA256, view_of(digest, 32), view_of(random_bytes, 7), &e), &e,
                   ERR_INTERNAL, "out of memory");
    assert_int_equal(out.len, 0);
}

static struct buf made_answer(enum digest_algorithm d)
{
    struct authority a = authority_new(NOW - 1000, NOW + 1000);
    AUTO_BUF query = made_query(d);
    struct buf answer = authority_answer(&a, view_of(query.data, query.len), NOW);
    authority_clear(&a);
    return answer;
}

static void test_reply(void **state)
{
    (void)state;
    struct err e = {0};
    struct findings notes = {0};
    AUTO_BUF answer = made_answer(DIGEST_SHA256);
    AUTO_BUF token = BUF_INIT(1 << 16);
    assert_ok(timestamp_reply(&token, &notes, view_of(answer.data, answer.len), &e), &e);
    assert_int_equal(notes.count, 0);
    struct view end = view_part(view_of(answer.data, answer.len), answer.len - token.len, token.len);
    assert_true(view_equal(end, view_of(token.data, token.len)));
    struct view made = view_of(token.data, token.len);
    assert_ok(timestamp_check_nonce(made, NONCE, &e), &e);
    assert_refused(timestamp_check_nonce(made, view_of(other_bytes, sizeof other_bytes), &e), &e, ERR_REMOTE,
                   "nonce of another question");
    assert_refused(timestamp_check_nonce(view_part(made, 0, made.len - 1), NONCE, &e), &e, ERR_REMOTE, "TSTInfo");
}

static void test_reply_cut_or_longer(void **state)
{
    (void)state;
    struct findings notes = {0};
    AUTO_BUF answer = made_answer(DIGEST_SHA512);
    AUTO_BUF token = BUF_INIT(1 << 16);
    buf_put_byte(&answer, 0);
    for (size_t len = 0; len <= answer.len; len++) {
        struct err e = {0};
        if (len == answer.len - 1) continue;
        assert_refused(timestamp_reply(&token, &notes, view_of(answer.data, len), &e), &e, ERR_REMOTE, "RFC 3161");
    }
    assert_int_equal(token.len, 0);
}

#define BYTES(...) {__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})
static const struct {
    uint8_t bytes[48];
    size_t len;
    const char *reason;
} replies[] = {
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00), "granted, but there is no time-stamp"},
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x01), "granted, but there is no time-stamp"},
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02), "it gives no time-stamp: the authority refuses"},
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x03), "has not decided yet"},
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x04), "will be revoked"},
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x05), "was revoked"},
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x06), "unknown status"},
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0xff), "unknown status"},
    {BYTES(0x30, 0x0d, 0x30, 0x0b, 0x02, 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 9), "unknown status"},
    /* rejection, systemFailure (bit 25) and badAlg (bit 0), with words of its own that are no text */
    {BYTES(0x30, 0x14, 0x30, 0x12, 0x02, 0x01, 0x02, 0x30, 0x06, 0x0c, 0x04, 'n', 'o', 0x1b, '[', 0x03, 0x05, 0x06,
           0x80, 0, 0, 0x40),
     "takes it"},
    {BYTES(0x30, 0x14, 0x30, 0x12, 0x02, 0x01, 0x02, 0x30, 0x06, 0x0c, 0x04, 'n', 'o', 0x1b, '[', 0x03, 0x05, 0x06,
           0x80, 0, 0, 0x40),
     "(systemFailure): no\\x1b["},
    {BYTES(0x30, 0x81, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00), "not a TimeStampResp"}, /* not the shortest length */
    {BYTES(0x30, 0x80, 0x30, 0x03, 0x02, 0x01, 0x00, 0x00, 0x00), "not a TimeStampResp"},
    {BYTES(0x31, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00), "not a TimeStampResp"},
    {BYTES(0x30, 0x00), "not a TimeStampResp"},
    {BYTES(0x30, 0x02, 0x30, 0x00), "not a TimeStampResp"},
    {BYTES(0x30, 0x07, 0x30, 0x03, 0x02, 0x01, 0x00, 0x30, 0x00), "not a CMS SignedData"},
    {BYTES(0x30, 0x09, 0x30, 0x03, 0x02, 0x01, 0x00, 0x30, 0x00, 0x30, 0x00), "not a TimeStampResp"},
    {BYTES(0x30, 0x07, 0x30, 0x03, 0x02, 0x01, 0x00, 0x04, 0x00), "not a TimeStampResp"},
    {BYTES(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00, 0x00), "bytes that belong to nothing"},
};

static void test_statuses(void **state)
{
    (void)state;
    AUTO_BUF token = BUF_INIT(1 << 16);
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        struct err e = {0};
        struct findings notes = {0};
        if (timestamp_reply(&token, &notes, view_of(replies[i].bytes, replies[i].len), &e) == OK) fail_msg("%zu", i);
        const char *reason = strcmp(replies[i].reason, "takes it") == 0 ? "(badAlg)" : replies[i].reason;
        if (e.code != ERR_REMOTE || strstr(e.text[LANG_EN], reason) == NULL) fail_msg("%zu: %s", i, e.text[LANG_EN]);
    }
}

static void test_definite(void **state)
{
    (void)state;
    static const uint8_t good[] = {0x30, 0x04, 0x31, 0x02, 0x30, 0x00, 0x02, 0x01, 0x00},
                         loose[] = {0x30, 0x06, 0x31, 0x80, 0x05, 0x00, 0x00, 0x00};
    uint8_t deep[2 * (LIMIT_CMS_DEPTH + 1)];
    assert_true(der_is_definite(view_of(good, sizeof good)));
    assert_true(der_is_definite(view_of(NULL, 0)));
    assert_false(der_is_definite(view_of(loose, sizeof loose)));
    for (size_t len = 1; len < sizeof good; len++)
        if (len != 6) assert_false(der_is_definite(view_of(good, len)));
    for (size_t i = 0; i <= LIMIT_CMS_DEPTH; i++) {
        deep[2 * i] = 0x30;
        deep[2 * i + 1] = (uint8_t)(2 * (LIMIT_CMS_DEPTH - i));
    }
    assert_false(der_is_definite(view_of(deep, sizeof deep)));
    assert_true(der_is_definite(view_of(deep + 4, sizeof deep - 4)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_query),    cmocka_unit_test(test_query_refusals),
        cmocka_unit_test(test_reply),    cmocka_unit_test(test_reply_cut_or_longer),
        cmocka_unit_test(test_statuses), cmocka_unit_test(test_definite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
