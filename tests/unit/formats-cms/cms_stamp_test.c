// SPDX-License-Identifier: Apache-2.0
/* A time-stamp goes into a CMS of ours, once, and is found there again; nothing else changes. */
#include <string.h>

#include "tests/unit/formats-cms/made_stamp.h"

#include "formats/cms/cms_build.h"
#include "formats/cms/cms_read.h"
#include "formats/cms/cms_stamp.h"
#include "formats/cms/digest.h"
#include "formats/cms/timestamp_query.h"

#define NOW INT64_C(1796083200)
static const uint8_t value_bytes[] = {0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x07}, digest[32] = {9};

static struct buf der_of(X509 *c)
{
    struct err e = {0};
    struct buf out = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(&out, X509, c, &e), &e);
    return out;
}

static struct buf own_cms(const struct authority *a)
{
    struct err e = {0};
    struct buf out = BUF_INIT(LIMIT_CMS_OWN);
    AUTO_BUF certificate = der_of(a->certificate);
    const struct cms_signer s = {.certificate = view_of(certificate.data, certificate.len),
                                 .scheme = SIGNATURE_ECDSA,
                                 .digest_algorithm = DIGEST_SHA256};
    assert_ok(cms_assemble(&out, &s, view_of(digest, 32), view_of(value_bytes, sizeof value_bytes), &e), &e);
    return out;
}

static struct buf token_over(const struct authority *a, struct view stamped)
{
    static const uint8_t nonce[TIMESTAMP_NONCE] = {1};
    struct err e = {0};
    struct findings notes = {0};
    AUTO_BUF imprint = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF query = BUF_INIT(4096);
    struct buf out = BUF_INIT(1 << 16);
    assert_ok(digest_bytes(&imprint, DIGEST_SHA256, stamped, &e), &e);
    assert_ok(
        timestamp_query(&query, DIGEST_SHA256, view_of(imprint.data, imprint.len), view_of(nonce, sizeof nonce), &e),
        &e);
    AUTO_BUF answer = authority_answer(a, view_of(query.data, query.len), NOW);
    assert_ok(timestamp_reply(&out, &notes, view_of(answer.data, answer.len), &e), &e);
    return out;
}

static void test_add(void **state)
{
    (void)state;
    struct err e = {0};
    struct authority a = authority_new(NOW - 1000, NOW + 1000);
    AUTO_BUF cms = own_cms(&a);
    AUTO_BUF value = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    AUTO_BUF raised = BUF_INIT(LIMIT_CMS_OWN);
    AUTO_CLEAR(evidence_clear) struct evidence v;
    struct content_digests none = {0};
    struct view own = view_of(cms.data, cms.len);
    assert_ok(cms_signature_value(&value, own, &e), &e);
    assert_true(view_equal(view_of(value.data, value.len), view_of(value_bytes, sizeof value_bytes)));
    AUTO_BUF token = token_over(&a, view_of(value.data, value.len));
    assert_ok(cms_add_timestamp(&raised, own, view_of(token.data, token.len), &e), &e);
    assert_true(raised.len > cms.len && raised.len <= cms.len + cms_timestamp_room(token.len));
    assert_true(raised.len + 40 >= cms.len + cms_timestamp_room(token.len)); /* which is no waste */
    evidence_init(&v);
    assert_ok(cms_read(&v, view_of(raised.data, raised.len), &none, &e), &e);
    assert_int_equal(v.timestamp_count, 1);
    assert_int_equal(v.timestamps[0].imprint, CHECK_PASSED);
    assert_int_equal(v.timestamps[0].time, NOW);
    assert_false(findings_have(&v.findings, "CMS-01b"));
    authority_clear(&a);
}

static void test_refusals(void **state)
{
    (void)state;
    struct err e = {0};
    struct authority a = authority_new(NOW - 1000, NOW + 1000);
    AUTO_BUF cms = own_cms(&a);
    AUTO_BUF token = token_over(&a, view_of(digest, 4));
    AUTO_BUF raised = BUF_INIT(LIMIT_CMS_OWN);
    AUTO_BUF again = BUF_INIT(LIMIT_CMS_OWN);
    struct view own = view_of(cms.data, cms.len), t = view_of(token.data, token.len);
    assert_ok(cms_add_timestamp(&raised, own, t, &e), &e);
    assert_refused(cms_add_timestamp(&again, view_of(raised.data, raised.len), t, &e), &e, ERR_INTERNAL,
                   "has a time-stamp already");
    assert_refused(cms_add_timestamp(&again, own, view_of(NULL, 0), &e), &e, ERR_INTERNAL, "0 bytes");
    buf_put_byte(&cms, 0);
    assert_refused(cms_add_timestamp(&again, view_of(cms.data, cms.len), t, &e), &e, ERR_INTERNAL, "not one of ours");
    for (size_t len = 0; len < own.len; len += 7)
        assert_refused(cms_signature_value(&again, view_of(cms.data, len), &e), &e, ERR_INTERNAL, "not one of ours");
    assert_int_equal(again.len, 0);
    authority_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_add), cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
