// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/timestamp_query.h"

#include <openssl/ts.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "formats/base/vietnamese.h"
#include "formats/cms/cms_attributes.h"
#include "formats/cms/cms_priv.h"
#include "formats/cms/der.h"
#include "formats/cms/digest.h"
#include "formats/cms/timestamp_priv.h"

AUTO_DEFINE(TS_REQ, TS_REQ_free)
AUTO_DEFINE(TS_MSG_IMPRINT, TS_MSG_IMPRINT_free)
AUTO_DEFINE(TS_STATUS_INFO, TS_STATUS_INFO_free)
AUTO_DEFINE(ASN1_INTEGER, ASN1_INTEGER_free)

/* ---- the question ---- */

/* NULL: no memory, or another length. */
static ASN1_INTEGER *nonce_number(struct view nonce)
{
    uint8_t bytes[TIMESTAMP_NONCE];
    if (nonce.len != sizeof bytes) return NULL;
    memcpy(bytes, nonce.data, sizeof bytes);
    bytes[0] &= 0x7f;
    AUTO(BN_free)
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    return number == NULL ? NULL : BN_to_ASN1_INTEGER(number, NULL);
}

/* = RFC 5754 2: the parameters are left out by some and NULL by others; authorities know both, and NULL longer */
static status set_imprint(TS_REQ *request, enum digest_algorithm d, struct view digest, struct err *e)
{
    uint8_t copy[DIGEST_SIZE_MAX];
    AUTO(TS_MSG_IMPRINT_free)
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    AUTO(X509_ALGOR_free)
    X509_ALGOR *algorithm = X509_ALGOR_new();
    ENSURE(imprint != NULL && algorithm != NULL, ERR_INTERNAL, "out of memory");
    memcpy(copy, digest.data, digest.len);
    bool set = X509_ALGOR_set0(algorithm, OBJ_nid2obj(digest_nid(d)), V_ASN1_NULL, NULL) == 1 &&
               TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
               TS_MSG_IMPRINT_set_msg(imprint, copy, (int)digest.len) == 1 &&
               TS_REQ_set_msg_imprint(request, imprint) == 1;
    ENSURE(set, ERR_INTERNAL, "out of memory");
    return OK;
}

status timestamp_query(struct buf *out, enum digest_algorithm d, struct view digest, struct view nonce, struct err *e)
{
    ENSURE(d == DIGEST_SHA256 || d == DIGEST_SHA384 || d == DIGEST_SHA512, ERR_REFUSED,
           "the digest algorithm %s is not used for signing", digest_name(d));
    ENSURE(digest.len == digest_size(d), ERR_INTERNAL, "a digest of %zu bytes for %s", digest.len, digest_name(d));
    AUTO(TS_REQ_free)
    TS_REQ *request = TS_REQ_new();
    AUTO(ASN1_INTEGER_free)
    ASN1_INTEGER *number = nonce_number(nonce);
    ENSURE(request != NULL && number != NULL, ERR_INTERNAL, "out of memory");
    TRY(set_imprint(request, d, digest, e));
    bool set = TS_REQ_set_version(request, 1) == 1 && TS_REQ_set_nonce(request, number) == 1 &&
               TS_REQ_set_cert_req(request, 1) == 1;
    ENSURE(set, ERR_INTERNAL, "out of memory");
    return OSSL_DER(out, TS_REQ, request, e);
}

/* ---- the answer ---- */

enum { GRANTED = 0, GRANTED_WITH_MODS, STATUS_COUNT = 6, FAILURES_MAX = 4 };

/* = RFC 3161 2.4.2: PKIStatus */
static const char *const states[STATUS_COUNT] = {
    NULL,
    NULL,
    "the authority refuses",
    "the authority has not decided yet",
    "the authority warns that it will be revoked",
    "the authority says that it was revoked",
};

/* = RFC 3161 2.4.2: PKIFailureInfo */
static const struct {
    int bit;
    const char *words;
} failures[] = {
    {0, "it does not know the digest algorithm, or does not take it (badAlg)"},
    {2, "it does not allow or support this question (badRequest)"},
    {5, "the question has the wrong form (badDataFormat)"},
    {14, "it has no time at the moment (timeNotAvailable)"},
    {15, "it does not have the policy that was asked for (unacceptedPolicy)"},
    {16, "it does not know an extension (unacceptedExtension)"},
    {17, "it cannot give what was asked for beside (addInfoNotAvailable)"},
    {25, "its system has failed (systemFailure)"},
};

static void add_words(struct err *e, const char *english)
{
    const char *both[LANG_COUNT] = {[LANG_EN] = english, [LANG_VI] = vietnamese(english)};
    err_add_reason(e, both);
}

static void add_failures(struct err *e, const TS_STATUS_INFO *info)
{
    const ASN1_BIT_STRING *bits = TS_STATUS_INFO_get0_failure_info(info);
    for (size_t i = 0; bits != NULL && i < sizeof failures / sizeof failures[0]; i++)
        if (ASN1_BIT_STRING_get_bit(bits, failures[i].bit) == 1) add_words(e, failures[i].words);
}

/* What the authority writes itself, in whatever language */
static void add_its_words(struct err *e, const TS_STATUS_INFO *info)
{
    const STACK_OF(ASN1_UTF8STRING) *texts = TS_STATUS_INFO_get0_text(info);
    for (int i = 0; i < sk_ASN1_UTF8STRING_num(texts) && i < FAILURES_MAX; i++) {
        const ASN1_UTF8STRING *s = sk_ASN1_UTF8STRING_value(texts, i);
        struct escaped shown = text_escape(view_of(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)));
        const char *both[LANG_COUNT] = {shown.s, shown.s};
        err_add_reason(e, both);
    }
}

static status refuse(const TS_STATUS_INFO *info, int64_t state, struct err *e)
{
    if (state < 0 || state >= STATUS_COUNT) FAIL(ERR_REMOTE, "RFC 3161 2.4.2: an answer with an unknown status");
    err_set(e, ERR_REMOTE, "it gives no time-stamp");
    add_words(e, states[state]);
    add_failures(e, info);
    add_its_words(e, info);
    return FAILED;
}

static status check_state(struct findings *notes, const TS_STATUS_INFO *info, struct err *e)
{
    int64_t state = -1;
    if (ASN1_INTEGER_get_int64(&state, TS_STATUS_INFO_get0_status(info)) != 1) state = -1;
    if (state != GRANTED && state != GRANTED_WITH_MODS) return refuse(info, state, e);
    if (state == GRANTED_WITH_MODS)
        finding_add(notes, "STAMP", "the time-stamp authority has granted the time-stamp with modifications");
    return OK;
}

/* TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL } */
static status split(struct view *info, struct view *token, struct view answer, struct err *e)
{
    struct der_tlv all, state, inside = {0};
    struct view rest = answer;
    AUTO_BUF header = BUF_INIT(16);
    bool read = der_next_is(&all, &rest, DER_SEQUENCE);
    ENSURE(read, ERR_REMOTE, "RFC 3161 2.4.2: the answer is not a TimeStampResp");
    ENSURE(rest.len == 0, ERR_REMOTE, "RFC 3161 2.4.2: bytes that belong to nothing follow the answer");
    cms_put_header(&header, DER_SEQUENCE, all.content.len);
    rest = all.content;
    read = !header.failed && header.len + all.content.len == all.whole.len &&
           der_next_is(&state, &rest, DER_SEQUENCE) && (rest.len == 0 || der_next_is(&inside, &rest, DER_SEQUENCE)) &&
           rest.len == 0;
    ENSURE(read, ERR_REMOTE, "RFC 3161 2.4.2: the answer is not a TimeStampResp");
    *info = state.whole;
    *token = inside.whole;
    return OK;
}

static status read_state(struct findings *notes, struct view der, struct err *e)
{
    const uint8_t *at = der.data;
    AUTO(TS_STATUS_INFO_free)
    TS_STATUS_INFO *info = d2i_TS_STATUS_INFO(NULL, &at, (long)der.len);
    ERR_clear_error();
    ENSURE(info != NULL && at == der.data + der.len, ERR_REMOTE, "RFC 3161 2.4.2: the answer is not a TimeStampResp");
    return check_state(notes, info, e);
}

/* Written again it has the same length: no long forms, no strings in pieces. */
static status check_encoding(struct view token, struct err *e)
{
    size_t used;
    AUTO_BUF again = BUF_INIT(LIMIT_CMS);
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = cms_parse(&used, token);
    ENSURE(cms != NULL && used == token.len, ERR_REMOTE, "the time-stamp is not a CMS SignedData");
    TRY(OSSL_DER(&again, CMS_ContentInfo, cms, e));
    ENSURE(again.len == token.len && der_is_definite(token), ERR_REMOTE, "the time-stamp is not DER encoded");
    return OK;
}

status timestamp_reply(struct buf *token, struct findings *notes, struct view answer, struct err *e)
{
    struct view info, inside;
    TRY(split(&info, &inside, answer, e));
    TRY(read_state(notes, info, e));
    ENSURE(inside.len > 0, ERR_REMOTE, "RFC 3161 2.4.2: granted, but there is no time-stamp");
    TRY(check_encoding(inside, e));
    return buf_copy(token, inside, e);
}

status timestamp_check_nonce(struct view token, struct view nonce, struct err *e)
{
    AUTO(ASN1_INTEGER_free)
    ASN1_INTEGER *ours = nonce_number(nonce);
    AUTO(TS_TST_INFO_free)
    TS_TST_INFO *info = timestamp_info(token);
    MEM_ENSURE(ours);
    ENSURE(info != NULL, ERR_REMOTE, "RFC 3161 2.4.2: the content of the time-stamp is not a TSTInfo");
    const ASN1_INTEGER *theirs = TS_TST_INFO_get_nonce(info);
    ENSURE(theirs != NULL, ERR_REMOTE, "the time-stamp does not repeat our nonce");
    ENSURE(ASN1_INTEGER_cmp(theirs, ours) == 0, ERR_REMOTE, "the time-stamp has the nonce of another question");
    return OK;
}
