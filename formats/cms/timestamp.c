// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/timestamp.h"

#include <openssl/ts.h>
#include <stdio.h>

#include "formats/cms/cms_priv.h"
#include "formats/cms/digest.h"
#include "formats/cms/timestamp_priv.h"

static struct view content_of(CMS_ContentInfo *cms)
{
    ASN1_OCTET_STRING **content = CMS_get0_content(cms);
    if (content == NULL || *content == NULL || (*content)->length <= 0) return view_of(NULL, 0);
    return view_of((*content)->data, (size_t)(*content)->length);
}

/* Exactly one TSTInfo in DER; NULL otherwise. */
static TS_TST_INFO *info_of(struct view der)
{
    const uint8_t *at = der.data;
    struct err ignored = {0};
    AUTO_BUF again = BUF_INIT(LIMIT_CMS);
    AUTO(TS_TST_INFO_free)
    TS_TST_INFO *info = der.len == 0 || der.len > LIMIT_CMS ? NULL : d2i_TS_TST_INFO(NULL, &at, (long)der.len);
    ERR_clear_error();
    if (info == NULL || OSSL_DER(&again, TS_TST_INFO, info, &ignored) != OK) return NULL;
    return view_equal(view_of(again.data, again.len), der) ? TAKE(info) : NULL;
}

static enum digest_algorithm algorithm_of(TS_TST_INFO *info)
{
    return digest_of_nid(OBJ_obj2nid(TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info))->algorithm));
}

TS_TST_INFO *timestamp_info(struct view hole)
{
    size_t used;
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = cms_parse(&used, hole);
    return cms == NULL ? NULL : info_of(content_of(cms));
}

enum digest_algorithm timestamp_peek_digest(struct view hole)
{
    AUTO(TS_TST_INFO_free)
    TS_TST_INFO *info = timestamp_info(hole);
    return info == NULL ? DIGEST_NONE : algorithm_of(info);
}

/* ---- what the TSTInfo says ---- */

static void read_time(struct timestamp *t, TS_TST_INFO *info)
{
    int64_t seconds;
    const ASN1_GENERALIZEDTIME *time = TS_TST_INFO_get_time(info);
    /* OpenSSL reads a time without seconds; RFC 3161 knows none */
    if (time == NULL || time->length < 15 || !ossl_time(&seconds, time) || time->data[time->length - 1] != 'Z') {
        finding_add(&t->evidence.findings, "TSP-04", "RFC 3161 2.4.2: the time of the time-stamp is not one in UTC");
        return;
    }
    if (seconds > 0) t->time = seconds;
}

static int64_t part_of(const ASN1_INTEGER *n)
{
    return n == NULL ? 0 : ASN1_INTEGER_get(n);
}

/* Seconds, and below them thousandths and millionths (RFC 3161 2.4.2), rounded up to milliseconds */
static void read_accuracy(struct timestamp *t, TS_TST_INFO *info)
{
    TS_ACCURACY *a = TS_TST_INFO_get_accuracy(info);
    if (a == NULL) return;
    int64_t seconds = part_of(TS_ACCURACY_get_seconds(a)), millis = part_of(TS_ACCURACY_get_millis(a)),
            micros = part_of(TS_ACCURACY_get_micros(a));
    bool sane = seconds >= 0 && seconds <= 1000000 && millis >= 0 && millis < 1000 && micros >= 0 && micros < 1000;
    t->accuracy = sane ? (uint32_t)(seconds * 1000 + millis + (micros > 0)) : UINT32_MAX;
}

static void compare_imprint(struct timestamp *t, TS_TST_INFO *info, const struct content_digests *content)
{
    ASN1_OCTET_STRING *hash = TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info));
    struct view claimed = view_of(hash->data, (size_t)hash->length);
    t->imprint_algorithm = algorithm_of(info);
    if (digest_size(t->imprint_algorithm) == 0) return;
    const struct buf *computed = &content->of[t->imprint_algorithm];
    if (claimed.len != digest_size(t->imprint_algorithm)) {
        finding_add(&t->evidence.findings, "TSP-01", "the imprint of the time-stamp has not the length of its digest");
        return;
    }
    if (computed->len == 0) return;
    t->imprint = view_equal(claimed, view_of(computed->data, computed->len)) ? CHECK_PASSED : CHECK_FAILED;
}

/* Whoever does not know a critical extension does not know what was stamped (RFC 5280 4.2). */
static bool has_critical_extension(TS_TST_INFO *info)
{
    for (int i = 0; i < TS_TST_INFO_get_ext_count(info); i++)
        if (X509_EXTENSION_get_critical(TS_TST_INFO_get_ext(info, i))) return true;
    return false;
}

static void read_info(struct timestamp *t, TS_TST_INFO *info, const struct content_digests *content)
{
    if (TS_TST_INFO_get_version(info) != 1)
        finding_add(&t->evidence.findings, "TSP-02", "RFC 3161 2.4.2: a time-stamp of another version than 1");
    if (has_critical_extension(info))
        finding_add(&t->evidence.findings, "TSP-02", "RFC 3161 2.4.2: a critical extension that is not known");
    OBJ_obj2txt(t->policy, sizeof t->policy, TS_TST_INFO_get_policy_id(info), 1);
    read_time(t, info);
    read_accuracy(t, info);
    compare_imprint(t, info, content);
}

/* ---- the token ---- */

static status read_token(struct timestamp *t, CMS_ContentInfo *cms, struct view hole, size_t used,
                         const struct content_digests *stamped, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    struct view content = content_of(cms);
    AUTO(TS_TST_INFO_free)
    TS_TST_INFO *info = info_of(content);
    struct content_digests own = {0};
    enum digest_algorithm d = cms_peek_digest(hole);
    if (info == NULL) {
        finding_add(&t->evidence.findings, "TSP-02", "RFC 3161 2.4.2: the content of the time-stamp is not a TSTInfo");
        return OK;
    }
    if (digest_size(d) > 0) {
        TRY(digest_bytes(&digest, d, content, e));
        own.of[d] = digest; /* borrowed */
    }
    TRY(cms_read_as(&t->evidence, cms, hole, used, CMS_CONTENT_TSTINFO, &own, e));
    read_info(t, info, stamped);
    return OK;
}

status timestamp_read(struct timestamp *out, struct view hole, const struct content_digests *content, struct err *e)
{
    size_t used;
    ENSURE(hole.len <= LIMIT_CMS, ERR_LIMIT, "a signature of %zu bytes is too large", hole.len);
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = cms_parse(&used, hole);
    if (cms == NULL) {
        finding_add(&out->evidence.findings, "CMS-01", "the time-stamp is not a CMS SignedData");
        return OK;
    }
    return read_token(out, cms, hole, used, content, e);
}

/* The digest of `stamped` by the algorithm that the token names; the others stay empty. */
static status digest_for(struct buf *out, enum digest_algorithm d, struct view stamped, struct err *e)
{
    return digest_size(d) == 0 ? OK : digest_bytes(out, d, stamped, e);
}

status timestamp_read_on(struct timestamp *out, struct view token, struct view stamped, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    struct content_digests content = {0};
    enum digest_algorithm d = timestamp_peek_digest(token);
    TRY(digest_for(&digest, d, stamped, e));
    if (digest.len > 0) content.of[d] = digest; /* borrowed */
    return timestamp_read(out, token, &content, e);
}
