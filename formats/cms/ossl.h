// SPDX-License-Identifier: Apache-2.0
/*
 * ossl.h - OpenSSL's types freed by themselves, and its DER writers into our buffers.
 */
#pragma once

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "formats/base/bytes.h"

AUTO_DEFINE(X509, X509_free)
AUTO_DEFINE(X509_CRL, X509_CRL_free)
AUTO_DEFINE(X509_ATTRIBUTE, X509_ATTRIBUTE_free)
AUTO_DEFINE(X509_ALGOR, X509_ALGOR_free)
AUTO_DEFINE(X509_STORE, X509_STORE_free)
AUTO_DEFINE(X509_STORE_CTX, X509_STORE_CTX_free)
AUTO_DEFINE(EVP_PKEY, EVP_PKEY_free)
AUTO_DEFINE(EVP_MD_CTX, EVP_MD_CTX_free)
AUTO_DEFINE(CMS_ContentInfo, CMS_ContentInfo_free)
AUTO_DEFINE(ECDSA_SIG, ECDSA_SIG_free)
AUTO_DEFINE(BIO, BIO_free_all)
AUTO_DEFINE(BIGNUM, BN_free)

/* Through an i2d function: buf_copy of its result. */
#define OSSL_DER(out, type, object, e)                                    \
    __extension__({                                                       \
        uint8_t *der_ = NULL;                                             \
        int len_ = i2d_##type(object, &der_);                             \
        status r_ = FAILED;                                               \
        if (len_ <= 0)                                                    \
            err_set(e, ERR_INTERNAL, "OpenSSL cannot write a %s", #type); \
        else                                                              \
            r_ = buf_copy(out, view_of(der_, (size_t)len_), e);           \
        OPENSSL_free(der_);                                               \
        r_;                                                               \
    })

/* Seconds since 1970; false where there is none, or it cannot be read, or lies beyond LIMIT_TIME. */
bool ossl_time(int64_t *out, const ASN1_TIME *t);

/* A certificate's DER, nothing after it; NULL if it is none. Leaves OpenSSL's error queue empty. */
X509 *ossl_certificate(struct view der) MUST;
