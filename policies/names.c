// SPDX-License-Identifier: Apache-2.0
#include "policies/judge.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/base/text.h"
#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"
#include "policies/path.h"

static void set_name(char *out, size_t size, const X509_NAME *name)
{
    const unsigned long flags = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
    AUTO(BIO_free_all)
    BIO *text = BIO_new(BIO_s_mem());
    char *data = NULL;
    out[0] = '\0';
    if (text == NULL || X509_NAME_print_ex(text, name, 0, flags) < 0) return;
    long len = BIO_get_mem_data(text, &data);
    if (len > 0) text_copy_clean(out, size, view_of(data, (size_t)len));
}

static void set_common_name(char *out, size_t size, const X509_NAME *name)
{
    int last = -1;
    for (int i = -1; (i = X509_NAME_get_index_by_NID(name, NID_commonName, i)) >= 0;) last = i;
    out[0] = '\0';
    if (last < 0) return;
    uint8_t *utf8 = NULL;
    int len = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
    if (len > 0) text_copy_clean(out, size, view_of(utf8, (size_t)len));
    OPENSSL_free(utf8);
}

static void set_hex(char *out, size_t size, struct view bytes)
{
    AUTO_BUF hex = BUF_INIT(size - 1);
    text_put_hex(&hex, bytes);
    if (!hex.failed && hex.len > 0) memcpy(out, hex.data, hex.len);
    out[hex.failed ? 0 : hex.len] = '\0';
}

static void set_time(char *out, size_t size, const ASN1_TIME *t)
{
    struct tm utc;
    if (ASN1_TIME_to_tm(t, &utc) != 1 || strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) out[0] = '\0';
}

static status set_digests(struct signer_names *n, X509 *c, struct view der, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF key = BUF_INIT(LIMIT_CERTIFICATE);
    TRY(digest_bytes(&digest, DIGEST_SHA256, der, e));
    set_hex(n->fingerprint_sha256, sizeof n->fingerprint_sha256, view_of(digest.data, digest.len));
    TRY(OSSL_DER(&key, X509_PUBKEY, X509_get_X509_PUBKEY(c), e));
    TRY(digest_bytes(&digest, DIGEST_SHA256, view_of(key.data, key.len), e));
    set_hex(n->key_sha256, sizeof n->key_sha256, view_of(digest.data, digest.len));
    return OK;
}

void certificate_link(struct chain_link *out, X509 *c)
{
    struct err ignored = {0};
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    set_name(out->subject, sizeof out->subject, X509_get_subject_name(c));
    out->fingerprint_sha256[0] = '\0';
    if (OSSL_DER(&der, X509, c, &ignored) != OK) return;
    if (digest_bytes(&digest, DIGEST_SHA256, view_of(der.data, der.len), &ignored) != OK) return;
    set_hex(out->fingerprint_sha256, sizeof out->fingerprint_sha256, view_of(digest.data, digest.len));
}

status certificate_names_of(struct signer_names *out, X509 *c, struct view der, struct err *e)
{
    struct signer_names n = {0};
    const ASN1_INTEGER *serial = X509_get0_serialNumber(c);
    set_common_name(n.common_name, sizeof n.common_name, X509_get_subject_name(c));
    set_name(n.subject, sizeof n.subject, X509_get_subject_name(c));
    set_name(n.issuer, sizeof n.issuer, X509_get_issuer_name(c));
    set_hex(n.serial, sizeof n.serial, view_of(serial->data, (size_t)serial->length));
    set_time(n.not_before, sizeof n.not_before, X509_get0_notBefore(c));
    set_time(n.not_after, sizeof n.not_after, X509_get0_notAfter(c));
    TRY(set_digests(&n, c, der, e));
    *out = n;
    return OK;
}

status certificate_names(struct signer_names *out, struct view certificate, struct err *e)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    ENSURE(c != NULL, ERR_SYNTAX, "a certificate cannot be read");
    return certificate_names_of(out, c, certificate, e);
}

void certificate_oddities(struct findings *f, struct view certificate)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    const ASN1_INTEGER *serial = c == NULL ? NULL : X509_get0_serialNumber(c);
    int64_t small = 1;
    if (serial == NULL) return;
    bool positive = serial->type != V_ASN1_NEG_INTEGER && (ASN1_INTEGER_get_int64(&small, serial) != 1 || small > 0);
    ERR_clear_error();
    if (!positive || serial->length > 20)
        finding_add(f, "X5-11",
                    "RFC 5280 4.1.2.2: the serial number of the signer's certificate is not of a usual kind");
}
