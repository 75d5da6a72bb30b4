// SPDX-License-Identifier: Apache-2.0
#include "policies/suites.h"

#include <openssl/core_names.h>
#include <string.h>

#include "formats/cms/digest.h"

/* Seconds since 1970 of the last moment at which an algorithm counts. A day is that of the proleptic Gregorian calendar
 * (Howard Hinnant's days_from_civil), because a table cannot call timegm. */
#define NEVER INT64_MIN
#define FOREVER INT64_MAX
#define Y(y, m) ((m) <= 2 ? (y)-1 : (y))
#define DAY_OF_YEAR(m, d) ((153 * ((m) > 2 ? (m)-3 : (m) + 9) + 2) / 5 + (d)-1)
#define DAYS(y, m, d) \
    (INT64_C(365) * Y(y, m) + Y(y, m) / 4 - Y(y, m) / 100 + Y(y, m) / 400 + DAY_OF_YEAR(m, d) - 719468)
#define DAY(y, m, d) (DAYS(y, m, d) * 86400 + 86399)

#define UNTIL(own, foreign, legacy)                                                    \
    {                                                                                  \
        [POLICY_OWN] = (own), [POLICY_FOREIGN] = (foreign), [POLICY_LEGACY] = (legacy) \
    }

struct digest_row {
    enum digest_algorithm digest;
    int64_t until[POLICY_COUNT];
};

#define DIGEST(name, own, foreign, legacy) {DIGEST_##name, UNTIL(own, foreign, legacy)},
#define KEY(scheme, bits, own, foreign, legacy)
static const struct digest_row digests[] = {
#include "policies/suites.def"
};
#undef DIGEST
#undef KEY

struct key_row {
    enum signature_scheme scheme;
    int bits_from;
    int64_t until[POLICY_COUNT];
};

#define DIGEST(name, own, foreign, legacy)
#define KEY(scheme, bits, own, foreign, legacy) {SIGNATURE_##scheme, bits, UNTIL(own, foreign, legacy)},
static const struct key_row keys[] = {
#include "policies/suites.def"
};
#undef DIGEST
#undef KEY

static int64_t digest_until(enum policy p, enum digest_algorithm d)
{
    for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++)
        if (digests[i].digest == d) return digests[i].until[p];
    return NEVER;
}

static int64_t key_until(enum policy p, enum signature_scheme s, int bits)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].scheme == s && bits >= keys[i].bits_from) return keys[i].until[p];
    return NEVER;
}

/* What policy foreign never accepts is broken: only a proven time excuses it. */
static bool is_good(int64_t until, int64_t until_foreign, struct suite_time at)
{
    if (until == NEVER || at.time > until) return false;
    return until_foreign != NEVER || at.is_proven;
}

static bool digest_is_good(enum policy p, enum digest_algorithm d, struct suite_time at)
{
    return is_good(digest_until(p, d), digest_until(POLICY_FOREIGN, d), at);
}

static bool key_is_long_enough(enum policy p, enum signature_scheme s, int bits, struct suite_time at)
{
    return is_good(key_until(p, s, bits), key_until(POLICY_FOREIGN, s, bits), at);
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

static void check_key(struct findings *f, enum policy p, enum signature_scheme s, const EVP_PKEY *key,
                      struct suite_time at)
{
    int bits = EVP_PKEY_get_bits(key);
    if (!key_is_long_enough(p, s, bits, at)) {
        finding_add(f, "CMS-08", "a key of %d bits for %s is too weak at this time", bits, signature_name(s));
        return;
    }
    if (!suites_key_is_sound(key))
        finding_add(f, "CMS-08", "the key for %s has parameters that are not accepted", signature_name(s));
}

void suites_check(struct findings *f, enum policy p, enum digest_algorithm d, enum signature_scheme s,
                  struct view certificate, struct suite_time at)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    const EVP_PKEY *key = c == NULL ? NULL : X509_get0_pubkey(c);
    if (!digest_is_good(p, d, at))
        finding_add(f, "CMS-08", "the digest algorithm %s is too weak at this time", digest_name(d));
    if (key == NULL)
        finding_add(f, "CMS-08", "the signer's key cannot be read");
    else
        check_key(f, p, s, key, at);
    ERR_clear_error();
}

static enum digest_algorithm certificate_digest(const X509 *c)
{
    int md = NID_undef;
    if (X509_get_signature_info((X509 *)(uintptr_t)c, &md, NULL, NULL, NULL) != 1) return DIGEST_OTHER;
    return digest_of_nid(md);
}

void suites_check_certificate(struct findings *f, enum policy p, const X509 *certificate, const X509 *issuer,
                              struct suite_time at)
{
    const EVP_PKEY *key = X509_get0_pubkey(issuer);
    enum digest_algorithm d = certificate_digest(certificate);
    enum signature_scheme s =
        key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC ? SIGNATURE_ECDSA : SIGNATURE_RSA_PKCS1;
    if (!digest_is_good(p, d, at))
        finding_add(f, "X5-07", "a certificate is signed with the digest algorithm %s, too weak at this time",
                    digest_name(d));
    if (key == NULL || !key_is_long_enough(p, s, EVP_PKEY_get_bits(key), at))
        finding_add(f, "X5-07", "a certificate is signed with a key that is too weak at this time");
    ERR_clear_error();
}

void suites_check_imprint(struct findings *f, enum policy p, enum digest_algorithm d, struct suite_time at)
{
    if (!digest_is_good(p, d, at))
        finding_add(f, "TSP-01", "the time-stamp is over a digest by %s, too weak at this time", digest_name(d));
}
