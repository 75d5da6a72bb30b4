// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml_names.h"

#include <string.h>

#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define MORE2007 "http://www.w3.org/2007/05/xmldsig-more#"

static const char *const digests[DIGEST_COUNT] = {
    [DIGEST_MD5] = MORE "md5",       [DIGEST_SHA1] = XMLNS_DS "sha1",
    [DIGEST_SHA224] = MORE "sha224", [DIGEST_SHA256] = "http://www.w3.org/2001/04/xmlenc#sha256",
    [DIGEST_SHA384] = MORE "sha384", [DIGEST_SHA512] = "http://www.w3.org/2001/04/xmlenc#sha512",
};

static const struct {
    const char *uri;
    enum signature_scheme scheme;
    enum digest_algorithm digest;
} signatures[] = {
    {MORE "rsa-md5", SIGNATURE_RSA_PKCS1, DIGEST_MD5},
    {XMLNS_DS "rsa-sha1", SIGNATURE_RSA_PKCS1, DIGEST_SHA1},
    {MORE "rsa-sha224", SIGNATURE_RSA_PKCS1, DIGEST_SHA224},
    {MORE "rsa-sha256", SIGNATURE_RSA_PKCS1, DIGEST_SHA256},
    {MORE "rsa-sha384", SIGNATURE_RSA_PKCS1, DIGEST_SHA384},
    {MORE "rsa-sha512", SIGNATURE_RSA_PKCS1, DIGEST_SHA512},
    {MORE2007 "sha1-rsa-MGF1", SIGNATURE_RSA_PSS, DIGEST_SHA1}, /* = RFC 6931 2.3.10 */
    {MORE2007 "sha224-rsa-MGF1", SIGNATURE_RSA_PSS, DIGEST_SHA224},
    {MORE2007 "sha256-rsa-MGF1", SIGNATURE_RSA_PSS, DIGEST_SHA256},
    {MORE2007 "sha384-rsa-MGF1", SIGNATURE_RSA_PSS, DIGEST_SHA384},
    {MORE2007 "sha512-rsa-MGF1", SIGNATURE_RSA_PSS, DIGEST_SHA512},
    {MORE "ecdsa-sha1", SIGNATURE_ECDSA, DIGEST_SHA1},
    {MORE "ecdsa-sha224", SIGNATURE_ECDSA, DIGEST_SHA224},
    {MORE "ecdsa-sha256", SIGNATURE_ECDSA, DIGEST_SHA256},
    {MORE "ecdsa-sha384", SIGNATURE_ECDSA, DIGEST_SHA384},
    {MORE "ecdsa-sha512", SIGNATURE_ECDSA, DIGEST_SHA512},
};

const char *xml_digest_uri(enum digest_algorithm d)
{
    return d < DIGEST_COUNT ? digests[d] : NULL;
}

const char *xml_signature_uri(enum signature_scheme s, enum digest_algorithm d)
{
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        if (signatures[i].scheme == s && signatures[i].digest == d) return signatures[i].uri;
    return NULL;
}

enum digest_algorithm xml_digest_from_uri(const char *uri)
{
    for (enum digest_algorithm d = DIGEST_NONE; d < DIGEST_COUNT; d++)
        if (digests[d] != NULL && strcmp(digests[d], uri) == 0) return d;
    return DIGEST_OTHER;
}

void xml_signature_from_uri(enum signature_scheme *s, enum digest_algorithm *d, const char *uri)
{
    *s = SIGNATURE_OTHER;
    *d = DIGEST_OTHER;
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        if (strcmp(signatures[i].uri, uri) != 0) continue;
        *s = signatures[i].scheme;
        *d = signatures[i].digest;
    }
}

bool xml_uri_is_hmac(const char *uri)
{
    return strstr(uri, "#hmac-") != NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_character(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool xml_is_plain_name(const char *s)
{
    if (!is_letter(s[0])) return false;
    for (; *s != '\0'; s++)
        if (!is_name_character(*s)) return false;
    return true;
}

bool xml_is_own_id(const char *s)
{
    size_t prefix = strlen(XML_OWN_ID_PREFIX);
    return strncmp(s, XML_OWN_ID_PREFIX, prefix) == 0 && strlen(s) == prefix + 32 &&
           strspn(s + prefix, "0123456789abcdef") == 32;
}
