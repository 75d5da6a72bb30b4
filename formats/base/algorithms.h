// SPDX-License-Identifier: Apache-2.0
/*
 * algorithms.h - the names of digest and signature algorithms that cross our modules. Zero is "none".
 * Which of them is good enough, and when, is policies/ business.
 */
#pragma once

#include <stddef.h>

enum digest_algorithm {
    DIGEST_NONE = 0,
    DIGEST_MD5,
    DIGEST_SHA1,
    DIGEST_SHA224,
    DIGEST_SHA256,
    DIGEST_SHA384,
    DIGEST_SHA512,
    DIGEST_OTHER,
    DIGEST_COUNT
};

enum signature_scheme {
    SIGNATURE_NONE = 0,
    SIGNATURE_RSA_PKCS1, /* RSASSA-PKCS1-v1_5 */
    SIGNATURE_RSA_PSS,   /* MGF1 with the same digest, salt as long as the digest, trailer 1 */
    SIGNATURE_ECDSA,     /* DER ECDSA-Sig-Value in CMS, r || s in XML and PKCS#11 */
    SIGNATURE_OTHER,
    SIGNATURE_COUNT
};

enum { DIGEST_SIZE_MAX = 64 };

/* "SHA256"; "none" and "other" for the two ends. */
const char *digest_name(enum digest_algorithm d);
/* Bytes; 0 where unknown. */
size_t digest_size(enum digest_algorithm d);
/* "RSA-PKCS1", "RSA-PSS", "ECDSA". */
const char *signature_name(enum signature_scheme s);
