// SPDX-License-Identifier: Apache-2.0
#include "formats/base/algorithms.h"

static const struct {
    const char *name;
    size_t size;
} digests[DIGEST_COUNT] = {
    [DIGEST_NONE] = {"none", 0},      [DIGEST_MD5] = {"MD5", 16},       [DIGEST_SHA1] = {"SHA1", 20},
    [DIGEST_SHA224] = {"SHA224", 28}, [DIGEST_SHA256] = {"SHA256", 32}, [DIGEST_SHA384] = {"SHA384", 48},
    [DIGEST_SHA512] = {"SHA512", 64}, [DIGEST_OTHER] = {"other", 0},
};

static const char *const signatures[SIGNATURE_COUNT] = {
    [SIGNATURE_NONE] = "none",   [SIGNATURE_RSA_PKCS1] = "RSA-PKCS1", [SIGNATURE_RSA_PSS] = "RSA-PSS",
    [SIGNATURE_ECDSA] = "ECDSA", [SIGNATURE_OTHER] = "other",
};

const char *digest_name(enum digest_algorithm d)
{
    return d < DIGEST_COUNT ? digests[d].name : "other";
}

size_t digest_size(enum digest_algorithm d)
{
    return d < DIGEST_COUNT ? digests[d].size : 0;
}

const char *signature_name(enum signature_scheme s)
{
    return s < SIGNATURE_COUNT ? signatures[s] : "other";
}
