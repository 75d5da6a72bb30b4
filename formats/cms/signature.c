// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/signature.h"

#include <openssl/rsa.h>

#include "formats/cms/digest.h"
#include "formats/cms/ecdsa.h"
#include "formats/cms/ossl.h"

static const struct {
    enum signature_scheme scheme;
    int key_type;
} fits[] = {
    {SIGNATURE_RSA_PKCS1, EVP_PKEY_RSA},
    {SIGNATURE_RSA_PSS, EVP_PKEY_RSA},
    {SIGNATURE_RSA_PSS, EVP_PKEY_RSA_PSS},
    {SIGNATURE_ECDSA, EVP_PKEY_EC},
};

bool signature_fits(enum signature_scheme scheme, const EVP_PKEY *key)
{
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++)
        if (fits[i].scheme == scheme && fits[i].key_type == EVP_PKEY_get_base_id(key)) return true;
    return false;
}

static bool key_fits(enum signature_scheme scheme, const EVP_PKEY *key, struct view signature)
{
    if (!signature_fits(scheme, key)) return false;
    /* = RFC 8017 8.1.2, 8.2.2: step 1 */
    return scheme == SIGNATURE_ECDSA || signature.len == (size_t)EVP_PKEY_get_size(key);
}

static bool ecdsa_is_der(const EVP_PKEY *key, struct view signature)
{
    struct err ignored = {0};
    AUTO_BUF raw = BUF_INIT(2 * 66);
    size_t width = ((size_t)EVP_PKEY_get_bits(key) + 7) / 8;
    return ecdsa_raw_from_der(&raw, signature, width, &ignored) == OK;
}

static bool set_padding(EVP_PKEY_CTX *context, enum signature_scheme scheme)
{
    if (scheme == SIGNATURE_ECDSA) return true;
    if (scheme == SIGNATURE_RSA_PKCS1) return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

static bool verifies(enum signature_scheme scheme, const EVP_MD *md, EVP_PKEY *key, struct view message,
                     struct view signature)
{
    EVP_PKEY_CTX *of_context = NULL; /* borrowed from it */
    AUTO(EVP_MD_CTX_free)
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    return context != NULL && EVP_DigestVerifyInit(context, &of_context, md, NULL, key) == 1 &&
           set_padding(of_context, scheme) &&
           EVP_DigestVerify(context, signature.data, signature.len, message.data, message.len) == 1;
}

status signature_verify(enum check *out, enum signature_scheme scheme, enum digest_algorithm d, struct view certificate,
                        struct view message, struct view signature, struct err *e)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    EVP_PKEY *key = c == NULL ? NULL : X509_get0_pubkey(c);
    bool known = scheme == SIGNATURE_RSA_PKCS1 || scheme == SIGNATURE_RSA_PSS || scheme == SIGNATURE_ECDSA;
    (void)e;
    *out = CHECK_NOT_DONE;
    if (key == NULL || !known || digest_md(d) == NULL) return OK;
    bool good = key_fits(scheme, key, signature) && (scheme != SIGNATURE_ECDSA || ecdsa_is_der(key, signature)) &&
                verifies(scheme, digest_md(d), key, message, signature);
    ERR_clear_error();
    *out = good ? CHECK_PASSED : CHECK_FAILED;
    return OK;
}
