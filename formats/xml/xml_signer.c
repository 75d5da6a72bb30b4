// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml_signer.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/base/text.h"
#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"
#include "formats/xml/xml_names.h"

/* --- certificates
 * ----------------------------------------------------------------------------------------------------- */

static bool is_known(const struct xml_signature *s, struct view der)
{
    for (size_t i = 0; i < s->certificate_count; i++)
        if (view_equal(view_of(s->certificates[i].data, s->certificates[i].len), der)) return true;
    return false;
}

static status add_certificate(struct xml_signature *s, const xmlNode *element, struct err *e)
{
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    struct err ignored = {0};
    const char *text = xml_text(element);
    if (text == NULL || text_get_base64(&der, view_of_string(text), &ignored) != OK || der.len == 0) {
        finding_add(&s->findings, "XML-22", "an X509Certificate that is not base64");
        return OK;
    }
    if (is_known(s, view_of(der.data, der.len))) return OK;
    if (s->certificate_count == LIMIT_CERTIFICATES) {
        finding_add(&s->findings, "XML-35", "too many certificates in a signature");
        return OK;
    }
    struct buf *to = &s->certificates[s->certificate_count];
    *to = BUF_INIT(LIMIT_CERTIFICATE);
    TRY(buf_copy(to, view_of(der.data, der.len), e));
    s->certificate_count++;
    return OK;
}

static status read_certificates(struct xml_signature *s, const xmlNode *key_info, struct err *e)
{
    for (const xmlNode *data = key_info == NULL ? NULL : xml_child(key_info); data != NULL; data = xml_sibling(data)) {
        if (!xml_is_element(data, XMLNS_DS, "X509Data")) continue;
        for (const xmlNode *n = xml_child(data); n != NULL; n = xml_sibling(n))
            if (xml_is_element(n, XMLNS_DS, "X509Certificate")) TRY(add_certificate(s, n, e));
    }
    return OK;
}

/* --- the signing-certificate property
 * --------------------------------------------------------------------------------- */

/* Does a Cert element (ETSI EN 319 132-1 5.2.2, and its older form) name this certificate by digest? */
static status names_certificate(bool *out, const xmlNode *cert, const struct buf *der, struct findings *f,
                                struct err *e)
{
    const xmlNode *by = xml_child_named(cert, XMLNS_XADES, "CertDigest");
    const char *algorithm = xml_attribute(xml_child_named(by, XMLNS_DS, "DigestMethod"), "Algorithm");
    const char *value = xml_text(xml_child_named(by, XMLNS_DS, "DigestValue"));
    enum digest_algorithm d = algorithm == NULL ? DIGEST_OTHER : xml_digest_from_uri(algorithm);
    AUTO_BUF claimed = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF computed = BUF_INIT(DIGEST_SIZE_MAX);
    struct err ignored = {0};
    *out = false;
    if (d == DIGEST_OTHER) {
        finding_add(f, "XML-34", "a certificate digest with an algorithm that is not supported");
        return OK;
    }
    if (d < DIGEST_SHA224)
        finding_add(f, "CMS-07d", "the signer's certificate is bound by a digest that is too weak: %s", digest_name(d));
    if (value == NULL || text_get_base64(&claimed, view_of_string(value), &ignored) != OK) return OK;
    TRY(digest_bytes(&computed, d, view_of(der->data, der->len), e));
    *out = view_equal(view_of(computed.data, computed.len), view_of(claimed.data, claimed.len));
    return OK;
}

static status find_named(size_t *out, const struct xml_signature *s, const xmlNode *cert, struct findings *f,
                         struct err *e)
{
    bool named = false;
    *out = SIZE_MAX;
    for (size_t i = 0; i < s->certificate_count && !named; i++) {
        TRY(names_certificate(&named, cert, &s->certificates[i], f, e));
        if (named) *out = i;
    }
    return OK;
}

/* Our own signatures name the whole chain: a certificate beside it was changed or added. */
static status check_all_named(struct xml_signature *s, const struct xml_reading *r, const xmlNode *property,
                              struct err *e)
{
    const char *id = xml_attribute(r->signature, "Id");
    if (id == NULL || !xml_is_own_id(id)) return OK;
    for (size_t i = 0; i < s->certificate_count; i++) {
        bool named = false;
        for (const xmlNode *n = xml_child(property); n != NULL && !named; n = xml_sibling(n))
            TRY(names_certificate(&named, n, &s->certificates[i], &s->findings, e));
        if (!named) finding_add(&s->findings, "XML-35", "a certificate that the signature does not name");
    }
    return OK;
}

/* The first Cert is the signer, the others its issuers. */
static status bind_signer(struct xml_signature *s, const struct xml_reading *r, const xmlNode *property, struct err *e)
{
    size_t at = SIZE_MAX;
    const xmlNode *first = xml_child(property);
    s->binding = CHECK_FAILED;
    if (first != NULL && xml_is_element(first, XMLNS_XADES, "Cert")) TRY(find_named(&at, s, first, &s->findings, e));
    if (at == SIZE_MAX) {
        finding_add(&s->findings, "XML-35", "the signing certificate that the signature names is not in it");
        return OK;
    }
    TRY(buf_copy(&s->signer, view_of(s->certificates[at].data, s->certificates[at].len), e));
    s->binding = CHECK_PASSED;
    return check_all_named(s, r, property, e);
}

/* Does a certificate carry the name that another one gives for its issuer? */
static bool is_issuer_of_another(const struct xml_signature *s, size_t at)
{
    AUTO(X509_free)
    X509 *issuer = ossl_certificate(view_of(s->certificates[at].data, s->certificates[at].len));
    for (size_t i = 0; issuer != NULL && i < s->certificate_count; i++) {
        AUTO(X509_free)
        X509 *c = i == at ? NULL : ossl_certificate(view_of(s->certificates[i].data, s->certificates[i].len));
        if (c != NULL && X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(c)) == 0) return true;
    }
    return false;
}

/* None is named: the end of the chain that came along, if there is one end. */
static status choose_only(struct xml_signature *s, struct err *e)
{
    size_t ends = 0, at = 0;
    for (size_t i = 0; i < s->certificate_count; i++) {
        if (is_issuer_of_another(s, i)) continue;
        ends++;
        at = i;
    }
    if (ends != 1) {
        finding_add(&s->findings, "XML-35", "no signing certificate is named, and there is not exactly one");
        return OK;
    }
    return buf_copy(&s->signer, view_of(s->certificates[at].data, s->certificates[at].len), e);
}

static const xmlNode *signing_certificate(struct findings *f, const xmlNode *properties)
{
    const xmlNode *found = NULL;
    for (const xmlNode *n = properties == NULL ? NULL : xml_child(properties); n != NULL; n = xml_sibling(n)) {
        if (!xml_is_element(n, XMLNS_XADES, "SigningCertificateV2") &&
            !xml_is_element(n, XMLNS_XADES, "SigningCertificate"))
            continue;
        if (found != NULL) finding_add(f, "XML-36", "two properties that name a signing certificate");
        if (found == NULL) found = n;
    }
    return found;
}

/* --- the claimed time
 * ------------------------------------------------------------------------------------------------- */

/* `count` digits at s as a number; -1 if they are not all digits. */
static int digits(const char *s, size_t count)
{
    int v = 0;
    for (size_t i = 0; i < count; i++) {
        if (s[i] < '0' || s[i] > '9') return -1;
        v = v * 10 + (s[i] - '0');
    }
    return v;
}

/* "Z" or "+07:00", in seconds east of Greenwich; false for no or another zone. */
static bool read_zone(long *out, const char *s)
{
    *out = 0;
    if (strcmp(s, "Z") == 0) return true;
    if (strlen(s) != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':') return false;
    int h = digits(s + 1, 2), m = digits(s + 4, 2);
    if (h < 0 || h > 14 || m < 0 || m > 59) return false;
    *out = (h * 3600L + m * 60L) * (s[0] == '-' ? -1 : 1);
    return true;
}

/* xs:dateTime with a time zone; fractions of a second are dropped. */
static bool read_time(char *out, size_t size, const char *s)
{
    static const char form[] = "0000-00-00T00:00:00";
    size_t len = sizeof form - 1;
    long zone;
    if (strlen(s) <= len) return false;
    for (size_t i = 0; i < len; i++)
        if (form[i] != '0' && s[i] != form[i]) return false;
    struct tm t = {.tm_year = digits(s, 4) - 1900,
                   .tm_mon = digits(s + 5, 2) - 1,
                   .tm_mday = digits(s + 8, 2),
                   .tm_hour = digits(s + 11, 2),
                   .tm_min = digits(s + 14, 2),
                   .tm_sec = digits(s + 17, 2)};
    bool inside = t.tm_year >= 0 && t.tm_mon >= 0 && t.tm_mon < 12 && t.tm_mday >= 1 && t.tm_mday <= 31 &&
                  t.tm_hour >= 0 && t.tm_hour < 24 && t.tm_min >= 0 && t.tm_min < 60 && t.tm_sec >= 0 && t.tm_sec < 60;
    s += len;
    if (s[0] == '.') s += 1 + strspn(s + 1, "0123456789");
    if (!inside || !read_zone(&zone, s)) return false;
    time_t utc = timegm(&t) - zone;
    return gmtime_r(&utc, &t) != NULL && strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &t) > 0;
}

static void read_claimed_time(struct xml_signature *out, const xmlNode *properties)
{
    const char *text = xml_text(xml_child_named(properties, XMLNS_XADES, "SigningTime"));
    if (text == NULL || !read_time(out->claimed_time, sizeof out->claimed_time, text)) out->claimed_time[0] = '\0';
}

status xml_signer_read(struct xml_signature *out, const struct xml_reading *r, struct err *e)
{
    const xmlNode *properties =
        out->is_xades ? xml_child_named(r->signed_properties, XMLNS_XADES, "SignedSignatureProperties") : NULL;
    TRY(read_certificates(out, r->key_info, e));
    const xmlNode *property = signing_certificate(&out->findings, properties);
    read_claimed_time(out, properties);
    return property == NULL ? choose_only(out, e) : bind_signer(out, r, property, e);
}
