// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xades_build.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"
#include "formats/xml/xml_names.h"

/* Our certificate digests are SHA-256 whatever the signature uses: SigningCertificateV2 is matched, not signed, by
 * them. */
static const enum digest_algorithm certificate_digest = DIGEST_SHA256;

enum target_form { TARGET_NONE = 0, TARGET_EMPTY, TARGET_ID, TARGET_EITHER };

/* The transforms before the closing exclusive C14N, in canonical form. */
static const struct {
    enum target_form target;
    const char *type, *transform;
} kinds[XADES_REFERENCE_KIND_COUNT] = {
    [XADES_REFERENCE_DOCUMENT] = {TARGET_EMPTY, NULL,
                                  "<ds:Transform Algorithm=\"" XML_TRANSFORM_XPATH
                                  "\"><ds:XPath>" XML_XPATH_NO_SIGNATURES "</ds:XPath></ds:Transform>"},
    [XADES_REFERENCE_ENVELOPED] = {TARGET_EITHER, NULL,
                                   "<ds:Transform Algorithm=\"" XML_TRANSFORM_ENVELOPED "\"></ds:Transform>"},
    [XADES_REFERENCE_ELEMENT] = {TARGET_ID, NULL, ""},
    [XADES_REFERENCE_COUNTERSIGNED] = {TARGET_ID, XML_TYPE_COUNTERSIGNED, ""},
};

/* --- checks
 * ----------------------------------------------------------------------------------------------------------- */

static status check_reference(const struct xades_reference *r, struct err *e)
{
    ENSURE(r->kind < XADES_REFERENCE_KIND_COUNT && kinds[r->kind].target != TARGET_NONE, ERR_REFUSED,
           "a reference of an unknown kind");
    if (r->target[0] == '\0') {
        ENSURE(kinds[r->kind].target != TARGET_ID, ERR_REFUSED, "a reference to an element without its Id");
        return OK;
    }
    ENSURE(kinds[r->kind].target != TARGET_EMPTY && xml_is_plain_name(r->target), ERR_REFUSED,
           "not an Id that we sign: %s", text_escape_string(r->target).s);
    return OK;
}

/* "2026-11-23T01:02:03Z", digit by digit, so that nothing else gets into the text. */
static bool is_time(const char *s)
{
    static const char form[] = "0000-00-00T00:00:00Z";
    if (strlen(s) != sizeof form - 1) return false;
    for (size_t i = 0; form[i] != '\0'; i++)
        if (form[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != form[i]) return false;
    return true;
}

static status check_facts(const struct xades_facts *f, const struct xades_signer *s, struct err *e)
{
    ENSURE(xml_is_plain_name(f->signature_id) && strlen(f->signature_id) < LIMIT_XML_ID - 16, ERR_REFUSED,
           "not an Id for a signature: %s", text_escape_string(f->signature_id).s);
    ENSURE(is_time(f->claimed_time), ERR_REFUSED, "not a UTC time: %s", text_escape_string(f->claimed_time).s);
    ENSURE(f->digest_algorithm >= DIGEST_SHA256 && f->digest_algorithm <= DIGEST_SHA512 &&
               xml_signature_uri(s->scheme, f->digest_algorithm) != NULL,
           ERR_REFUSED, "XML signatures with %s and %s are not made", digest_name(f->digest_algorithm),
           signature_name(s->scheme));
    /* one more reference is that of the SignedProperties */
    ENSURE(f->reference_count > 0 && f->reference_count < LIMIT_XML_REFERENCES, ERR_LIMIT,
           "a signature over %zu parts of the document", f->reference_count);
    ENSURE(s->chain_count <= LIMIT_CERTIFICATES - 1, ERR_LIMIT, "too many certificates for one signature");
    for (size_t i = 0; i < f->reference_count; i++) TRY(check_reference(&f->reference[i], e));
    return OK;
}

/* --- certificates
 * ----------------------------------------------------------------------------------------------------- */

/* IssuerSerial (RFC 5035 5.4.1.1): SEQUENCE { GeneralNames with one directoryName, serialNumber }. */
static status put_issuer_serial(struct buf *out, X509 *c, struct err *e)
{
    AUTO_BUF name = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF serial = BUF_INIT(LIMIT_CERTIFICATE);
    TRY(OSSL_DER(&name, X509_NAME, X509_get_issuer_name(c), e));
    TRY(OSSL_DER(&serial, ASN1_INTEGER, X509_get0_serialNumber(c), e));
    int name_len = (int)name.len, serial_len = (int)serial.len; /* both at most LIMIT_CERTIFICATE */
    int tagged = ASN1_object_size(1, name_len, 4), names = ASN1_object_size(1, tagged, V_ASN1_SEQUENCE);
    int whole = ASN1_object_size(1, names + serial_len, V_ASN1_SEQUENCE);
    ENSURE(whole > 0 && whole <= LIMIT_CERTIFICATE, ERR_LIMIT, "the issuer's name is too long");
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    uint8_t *p = buf_extend(&der, (size_t)whole);
    MEM_ENSURE(p);
    ASN1_put_object(&p, 1, names + serial_len, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
    ASN1_put_object(&p, 1, tagged, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
    ASN1_put_object(&p, 1, name_len, 4, V_ASN1_CONTEXT_SPECIFIC);
    memcpy(p, name.data, name.len);
    memcpy(p + name.len, serial.data, serial.len);
    text_put_base64(out, view_of(der.data, der.len));
    return OK;
}

/*
 * The same text is written twice: alone, as exclusive C14N prints it with the declarations of the prefixes that it
 * uses, and inside the signature, where the declarations stand further up.
 */
struct form {
    const char *ds, *xades;
};

static const struct form alone = {" xmlns:ds=\"" XMLNS_DS "\"", " xmlns:xades=\"" XMLNS_XADES "\""};
static const struct form embedded = {"", ""};

static status put_certificate_reference(struct buf *out, const struct form *form, struct view der, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    ENSURE(der.len <= LIMIT_CERTIFICATE, ERR_LIMIT, "a certificate beyond %d bytes", LIMIT_CERTIFICATE);
    AUTO(X509_free)
    X509 *c = ossl_certificate(der);
    ENSURE(c != NULL, ERR_SYNTAX, "not an X.509 certificate in DER");
    TRY(digest_bytes(&digest, certificate_digest, der, e));
    buf_printf(out,
               "<xades:Cert><xades:CertDigest><ds:DigestMethod%s Algorithm=\"%s\"></ds:DigestMethod><ds:DigestValue%s>",
               form->ds, xml_digest_uri(certificate_digest), form->ds);
    text_put_base64(out, view_of(digest.data, digest.len));
    buf_put_string(out, "</ds:DigestValue></xades:CertDigest><xades:IssuerSerialV2>");
    TRY(put_issuer_serial(out, c, e));
    buf_put_string(out, "</xades:IssuerSerialV2></xades:Cert>");
    return OK;
}

/* --- what is signed
 * --------------------------------------------------------------------------------------------------- */

/*
 * The whole chain is named, not only the signer: KeyInfo itself is not signed, and this way no byte of it can change
 * unseen (ETSI EN 319 132-1 5.2.2 allows it).
 */
static status put_signed_properties(struct buf *out, const struct form *form, const struct xades_facts *f,
                                    const struct xades_signer *s, struct err *e)
{
    buf_printf(out,
               "<xades:SignedProperties%s Id=\"%s-props\"><xades:SignedSignatureProperties>"
               "<xades:SigningTime>%s</xades:SigningTime><xades:SigningCertificateV2>",
               form->xades, f->signature_id, f->claimed_time);
    TRY(put_certificate_reference(out, form, s->certificate, e));
    for (size_t i = 0; i < s->chain_count; i++) TRY(put_certificate_reference(out, form, s->chain[i], e));
    buf_put_string(out,
                   "</xades:SigningCertificateV2></xades:SignedSignatureProperties><xades:SignedDataObjectProperties>");
    for (size_t i = 0; i < f->reference_count; i++)
        buf_printf(out,
                   "<xades:DataObjectFormat ObjectReference=\"#%s-ref-%zu\"><xades:MimeType>text/xml</xades:MimeType>"
                   "</xades:DataObjectFormat>",
                   f->signature_id, i);
    buf_put_string(out, "</xades:SignedDataObjectProperties></xades:SignedProperties>");
    return OK;
}

static void put_digest(struct buf *out, enum digest_algorithm d, const uint8_t *digest)
{
    buf_printf(out, "<ds:DigestMethod Algorithm=\"%s\"></ds:DigestMethod><ds:DigestValue>", xml_digest_uri(d));
    text_put_base64(out, view_of(digest, digest_size(d)));
    buf_put_string(out, "</ds:DigestValue></ds:Reference>");
}

static void put_reference(struct buf *out, const struct xades_facts *f, size_t i)
{
    const struct xades_reference *r = &f->reference[i];
    buf_printf(out, "<ds:Reference Id=\"%s-ref-%zu\"", f->signature_id, i);
    if (kinds[r->kind].type != NULL) buf_printf(out, " Type=\"%s\"", kinds[r->kind].type);
    buf_printf(out, " URI=\"%s%s\"><ds:Transforms>%s", r->target[0] == '\0' ? "" : "#", r->target,
               kinds[r->kind].transform);
    buf_put_string(out, "<ds:Transform Algorithm=\"" XML_TRANSFORM_EXCLUSIVE "\"></ds:Transform></ds:Transforms>");
    put_digest(out, f->digest_algorithm, r->digest);
}

static void put_signed_info(struct buf *out, const struct form *form, const struct xades_facts *f,
                            const struct xades_signer *s, const uint8_t *properties_digest)
{
    buf_printf(out,
               "<ds:SignedInfo%s><ds:CanonicalizationMethod Algorithm=\"" XML_TRANSFORM_EXCLUSIVE
               "\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"%s\"></ds:SignatureMethod>",
               form->ds, xml_signature_uri(s->scheme, f->digest_algorithm));
    for (size_t i = 0; i < f->reference_count; i++) put_reference(out, f, i);
    buf_printf(out,
               "<ds:Reference Type=\"" XML_TYPE_SIGNED_PROPERTIES "\" URI=\"#%s-props\"><ds:Transforms>"
               "<ds:Transform Algorithm=\"" XML_TRANSFORM_EXCLUSIVE "\"></ds:Transform></ds:Transforms>",
               f->signature_id);
    put_digest(out, f->digest_algorithm, properties_digest);
    buf_put_string(out, "</ds:SignedInfo>");
}

static status put_parts(struct buf *properties, struct buf *info, const struct form *form, const struct xades_facts *f,
                        const struct xades_signer *s, struct err *e)
{
    AUTO_BUF signed_properties = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    struct view done;
    TRY(check_facts(f, s, e));
    TRY(put_signed_properties(&signed_properties, &alone, f, s, e));
    TRY(buf_done(&done, &signed_properties, e));
    TRY(digest_bytes(&digest, f->digest_algorithm, done, e));
    put_signed_info(info, form, f, s, digest.data);
    TRY(put_signed_properties(properties, form, f, s, e));
    TRY(buf_done(&done, info, e));
    return buf_done(&done, properties, e);
}

status xades_signed_parts(struct buf *signed_properties, struct buf *signed_info, const struct xades_facts *f,
                          const struct xades_signer *s, struct err *e)
{
    AUTO_BUF properties = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_BUF info = BUF_INIT(LIMIT_XML_SIGNED_INFO);
    TRY(put_parts(&properties, &info, &alone, f, s, e));
    buf_move(signed_properties, &properties);
    buf_move(signed_info, &info);
    return OK;
}

/* --- the element
 * ------------------------------------------------------------------------------------------------------ */

static void put_certificate(struct buf *out, struct view der)
{
    buf_put_string(out, "<ds:X509Certificate>");
    text_put_base64(out, der);
    buf_put_string(out, "</ds:X509Certificate>");
}

static void put_key_info(struct buf *out, const struct xades_signer *s)
{
    buf_put_string(out, "<ds:KeyInfo><ds:X509Data>");
    put_certificate(out, s->certificate);
    for (size_t i = 0; i < s->chain_count; i++) put_certificate(out, s->chain[i]);
    buf_put_string(out, "</ds:X509Data></ds:KeyInfo>");
}

status xades_assemble(struct buf *out, const struct xades_facts *f, const struct xades_signer *s, struct view signature,
                      struct err *e)
{
    AUTO_BUF properties = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_BUF info = BUF_INIT(LIMIT_XML_SIGNED_INFO);
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    struct view done;
    ENSURE(signature.len > 0 && signature.len <= LIMIT_SIGNATURE_VALUE, ERR_LIMIT, "a signature value of %zu bytes",
           signature.len);
    TRY(put_parts(&properties, &info, &embedded, f, s, e));
    buf_printf(&element, "<ds:Signature%s Id=\"%s\">", alone.ds, f->signature_id);
    buf_put(&element, view_of(info.data, info.len));
    buf_printf(&element, "<ds:SignatureValue Id=\"%s" XML_VALUE_ID_SUFFIX "\">", f->signature_id);
    text_put_base64(&element, signature);
    buf_put_string(&element, "</ds:SignatureValue>");
    put_key_info(&element, s);
    buf_printf(&element, "<ds:Object><xades:QualifyingProperties%s Target=\"#%s\">", alone.xades, f->signature_id);
    buf_put(&element, view_of(properties.data, properties.len));
    buf_put_string(&element, "</xades:QualifyingProperties></ds:Object></ds:Signature>");
    TRY(buf_done(&done, &element, e));
    buf_move(out, &element);
    return OK;
}
