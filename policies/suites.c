// SPDX-License-Identifier: Apache-2.0
#include "policies/suites.h"

#include <openssl/core_names.h>
#include <string.h>

#include "formats/cms/ossl.h"

/* Seconds since 1970 of the last moment at which the algorithm counts; 0: never again. Dates: TS 119 312 V1.5.1
 * table 7. */
#define NEVER INT64_C(0)
#define UNTIL_2029 INT64_C(1893455999)
#define UNTIL_2026 INT64_C(1798761599)

static const int64_t digest_until[DIGEST_COUNT] = {
    [DIGEST_SHA256] = INT64_MAX,
    [DIGEST_SHA384] = INT64_MAX,
    [DIGEST_SHA512] = INT64_MAX,
    [DIGEST_SHA224] = UNTIL_2026,
};

static const struct {
    enum signature_scheme scheme;
    int bits_from;
    int64_t until;
} keys[] = {
    {SIGNATURE_RSA_PKCS1, 3072, INT64_MAX}, {SIGNATURE_RSA_PKCS1, 2048, UNTIL_2029},
    {SIGNATURE_RSA_PSS, 3072, INT64_MAX},   {SIGNATURE_RSA_PSS, 2048, UNTIL_2029},
    {SIGNATURE_ECDSA, 256, INT64_MAX},
};

static bool is_over(int64_t until, int64_t time)
{
    return until == NEVER || time > until;
}

static int64_t key_until(enum signature_scheme s, int bits)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].scheme == s && bits >= keys[i].bits_from) return keys[i].until;
    return NEVER;
}

/* = rule CMS-08: 65537 <= e < 2^256, odd */
static bool exponent_is_sound(const EVP_PKEY *key)
{
    AUTO(BN_free)
    BIGNUM *exponent = NULL;
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1) return false;
    return BN_is_odd(exponent) && BN_num_bits(exponent) <= 256 && BN_num_bits(exponent) >= 17;
}

static bool curve_is_named(const EVP_PKEY *key)
{
    static const char *const curves[] = {"prime256v1", "P-256", "secp384r1", "P-384", "secp521r1", "P-521"};
    char name[64] = "";
    if (EVP_PKEY_get_group_name(key, name, sizeof name, NULL) != 1) return false;
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
        if (strcmp(name, curves[i]) == 0) return true;
    return false;
}

bool suites_key_is_sound(const EVP_PKEY *key)
{
    int kind = EVP_PKEY_get_base_id(key);
    if (kind == EVP_PKEY_EC) return curve_is_named(key);
    return (kind != EVP_PKEY_RSA && kind != EVP_PKEY_RSA_PSS) || exponent_is_sound(key);
}

static void check_key(struct findings *f, enum signature_scheme s, const EVP_PKEY *key, int64_t time)
{
    int bits = EVP_PKEY_get_bits(key);
    if (is_over(key_until(s, bits), time)) {
        finding_add(f, "CMS-08", "a key of %d bits for %s is too weak at this time", bits, signature_name(s));
        return;
    }
    if (!suites_key_is_sound(key))
        finding_add(f, "CMS-08", "the key for %s has parameters that are not accepted", signature_name(s));
}

void suites_check(struct findings *f, enum digest_algorithm d, enum signature_scheme s, struct view certificate,
                  int64_t time)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    const EVP_PKEY *key = c == NULL ? NULL : X509_get0_pubkey(c);
    if (d >= DIGEST_COUNT || is_over(digest_until[d], time))
        finding_add(f, "CMS-08", "the digest algorithm %s is too weak at this time", digest_name(d));
    if (key == NULL)
        finding_add(f, "CMS-08", "the signer's key cannot be read");
    else
        check_key(f, s, key, time);
    ERR_clear_error();
}
