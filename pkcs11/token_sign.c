// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/token_sign.h"

#include <string.h>

#include <openssl/err.h>

enum { DIGEST_INFO_MAX = 19 };

/* RFC 8017 clause 9.2 note 1, and PKCS#11's names for the same digests. */
static const struct digest_row {
    uint8_t info[DIGEST_INFO_MAX];
    CK_MECHANISM_TYPE mechanism;
    CK_ULONG mgf;
} digests[DIGEST_COUNT] = {
    [DIGEST_SHA256] = {{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
                        0x00, 0x04, 0x20},
                       CKM_SHA256,
                       CKG_MGF1_SHA256},
    [DIGEST_SHA384] = {{0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05,
                        0x00, 0x04, 0x30},
                       CKM_SHA384,
                       CKG_MGF1_SHA384},
    [DIGEST_SHA512] = {{0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05,
                        0x00, 0x04, 0x40},
                       CKM_SHA512,
                       CKG_MGF1_SHA512},
};

/* P11-05: nothing else is ever asked of a token. */
static const struct {
    CK_MECHANISM_TYPE mechanism;
    CK_KEY_TYPE key_type;
    bool with_info; /* the token gets the DigestInfo, not the bare digest */
} mechanisms[SIGNATURE_COUNT] = {
    [SIGNATURE_RSA_PKCS1] = {CKM_RSA_PKCS, CKK_RSA, true},
    [SIGNATURE_RSA_PSS] = {CKM_RSA_PKCS_PSS, CKK_RSA, false},
    [SIGNATURE_ECDSA] = {CKM_ECDSA, CKK_EC, false},
};

/* P11-09: what a new session, or a new process, may heal. */
static bool is_loss(CK_RV rv)
{
    static const CK_RV losses[] = {
        CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED,  CKR_OBJECT_HANDLE_INVALID,    CKR_KEY_HANDLE_INVALID,
        CKR_USER_NOT_LOGGED_IN,     CKR_DEVICE_ERROR,    CKR_DEVICE_REMOVED,           CKR_TOKEN_NOT_PRESENT,
        CKR_TOKEN_NOT_RECOGNIZED,   CKR_SLOT_ID_INVALID, CKR_CRYPTOKI_NOT_INITIALIZED, CKR_GENERAL_ERROR,
        CKR_FUNCTION_FAILED,
    };
    for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++)
        if (rv == losses[i]) return true;
    return false;
}

static size_t signature_size(const struct token_object *key, enum signature_scheme scheme)
{
    size_t bytes = (object_bits(key) + 7) / 8;
    return scheme == SIGNATURE_ECDSA ? 2 * bytes : bytes;
}

static status check_request(const struct token_object *key, const struct token_signing *how, struct view digest,
                            struct err *e)
{
    ENSURE(mechanisms[how->scheme].mechanism != 0, ERR_INTERNAL, "no token can make this kind of signature");
    ENSURE(digests[how->digest_algorithm].mechanism != 0, ERR_INTERNAL, "no signature is made over this digest: %s",
           digest_name(how->digest_algorithm));
    ENSURE(digest.len == digest_size(how->digest_algorithm), ERR_INTERNAL, "a digest of %zu bytes is not %s",
           digest.len, digest_name(how->digest_algorithm));
    ENSURE(key->key_type == mechanisms[how->scheme].key_type, ERR_TOKEN, "the key cannot make %s signatures",
           signature_name(how->scheme));
    ENSURE(object_bits(key) > 0 && signature_size(key, how->scheme) <= LIMIT_SIGNATURE_VALUE, ERR_TOKEN,
           "the size of the key is not known");
    return OK;
}

static status check_mechanism(const struct token *t, CK_MECHANISM_TYPE mechanism, struct err *e)
{
    CK_MECHANISM_INFO info = {0};
    CK_RV rv = t->module->calls->C_GetMechanismInfo(t->slot, mechanism, &info);
    ENSURE(rv == CKR_OK && (info.flags & CKF_SIGN), ERR_TOKEN, "token %s cannot sign with mechanism 0x%lx",
           token_text(t, TOKEN_LABEL).s, mechanism);
    return OK;
}

/*
 * Past libp11: with CKA_ALWAYS_AUTHENTICATE it asks through a UI callback that cuts PINs at 32 bytes, and its lengths
 * are the token's; PSS without the ENGINE it pads itself and sends as raw RSA, which many tokens refuse; and a dead
 * session goes back into its pool. P11-08: the login belongs between C_SignInit and C_Sign.
 */
static CK_RV sign_once(struct token *t, const struct token_object *key, CK_MECHANISM *mechanism,
                       const struct token_signing *how, struct view input, uint8_t *out, CK_ULONG *len)
{
    const CK_FUNCTION_LIST *calls = t->module->calls;
    CK_RV rv = calls->C_SignInit(t->session, mechanism, key->handle);
    if (rv == CKR_OK && key->flag[OBJECT_ALWAYS_AUTHENTICATE])
        rv = calls->C_Login(t->session, CKU_CONTEXT_SPECIFIC, how->pin == NULL ? NULL : (unsigned char *)how->pin->text,
                            how->pin == NULL ? 0 : how->pin->len);
    if (rv != CKR_OK) return rv;
    return calls->C_Sign(t->session, (unsigned char *)(uintptr_t)input.data, input.len, out, len);
}

static status call_token(struct buf *out, bool *is_lost, struct token *t, const struct token_object *key,
                         const struct token_signing *how, struct view input, struct err *e)
{
    const struct digest_row *d = &digests[how->digest_algorithm];
    CK_RSA_PKCS_PSS_PARAMS pss = {d->mechanism, d->mgf, digest_size(how->digest_algorithm)};
    CK_MECHANISM mechanism = {mechanisms[how->scheme].mechanism, NULL, 0};
    if (how->scheme == SIGNATURE_RSA_PSS) mechanism = (CK_MECHANISM){CKM_RSA_PKCS_PSS, &pss, sizeof pss};
    uint8_t value[2 * LIMIT_SIGNATURE_VALUE] = {0};
    CK_ULONG len = LIMIT_SIGNATURE_VALUE; /* the rest is for a token that writes more than it was told it may */
    struct escaped label = token_text(t, TOKEN_LABEL);
    CK_RV rv = sign_once(t, key, &mechanism, how, input, value, &len);
    ERR_clear_error();
    *is_lost = is_loss(rv);
    ENSURE(rv == CKR_OK, ERR_TOKEN, "token %s did not sign: %s", label.s, module_error(rv));
    ENSURE(len == signature_size(key, how->scheme), ERR_TOKEN,
           "token %s made a signature of %lu bytes where the key makes %zu", label.s, len,
           signature_size(key, how->scheme));
    return buf_copy(out, view_of(value, len), e);
}

status token_sign(struct buf *out, bool *is_lost, struct token *t, const struct token_object *key,
                  const struct token_signing *how, struct view digest, struct err *e)
{
    AUTO_BUF input = BUF_INIT(DIGEST_INFO_MAX + DIGEST_SIZE_MAX);
    struct view bytes;
    *is_lost = false;
    TRY(check_request(key, how, digest, e));
    TRY(check_mechanism(t, mechanisms[how->scheme].mechanism, e));
    if (key->flag[OBJECT_ALWAYS_AUTHENTICATE]) TRY(token_login_allowed(t, how->login, e));
    if (mechanisms[how->scheme].with_info)
        buf_put(&input, view_of(digests[how->digest_algorithm].info, DIGEST_INFO_MAX));
    buf_put(&input, digest);
    TRY(buf_done(&bytes, &input, e));
    return call_token(out, is_lost, t, key, how, bytes, e);
}
