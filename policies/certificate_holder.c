// SPDX-License-Identifier: Apache-2.0
#include "policies/certificate_holder.h"

#include <string.h>

#include "formats/base/text.h"
#include "formats/cms/ossl.h"

const char *holder_kind_name(enum holder_kind k)
{
    return k == HOLDER_PERSON ? "person" : k == HOLDER_ORGANISATION ? "organisation" : "";
}

/* Entry i of the name, cleaned, at the end of out. */
static void put_entry(struct buf *out, const X509_NAME *name, int i)
{
    uint8_t *utf8 = NULL;
    int len = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)));
    if (len > 0) text_put_clean(out, view_of(utf8, (size_t)len));
    OPENSSL_free(utf8);
    ERR_clear_error();
}

static void set_field(char out[static LIMIT_TEXT], const struct buf *text)
{
    size_t n = text_cut(view_of(text->data, text->len), LIMIT_TEXT - 1);
    if (n > 0) memcpy(out, text->data, n);
    out[n] = '\0';
}

static void set_entry(char out[static LIMIT_TEXT], const X509_NAME *name, int nid)
{
    AUTO_BUF text = BUF_INIT(1 << 16);
    int i = X509_NAME_get_index_by_NID(name, nid, -1);
    if (i >= 0) put_entry(&text, name, i);
    set_field(out, &text);
}

/* Some authorities write a name from the country down, some from the person up. */
static void set_units(char out[static LIMIT_TEXT], const X509_NAME *name)
{
    AUTO_BUF text = BUF_INIT(1 << 16);
    int count = X509_NAME_entry_count(name);
    bool from_above = X509_NAME_get_index_by_NID(name, NID_organizationName, -1) <
                      X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    for (int k = 0; k < count; k++) {
        int i = from_above ? count - 1 - k : k;
        if (OBJ_obj2nid(X509_NAME_ENTRY_get_object(X509_NAME_get_entry(name, i))) != NID_organizationalUnitName)
            continue;
        if (text.len > 0) buf_put_string(&text, ", ");
        put_entry(&text, name, i);
    }
    set_field(out, &text);
}

/* What one entry of a subject says of its holder; a prefix of NULL: being there is enough. */
static const struct {
    int nid;
    const char *prefix;
    enum holder_kind kind;
} signs[] = {
    {NID_givenName, NULL, HOLDER_PERSON},
    {NID_surname, NULL, HOLDER_PERSON},
    {NID_userId, "CCCD:", HOLDER_PERSON},
    {NID_userId, "CMND:", HOLDER_PERSON},
    {NID_userId, "HC:", HOLDER_PERSON},
    {NID_serialNumber, "PNO", HOLDER_PERSON},
    {NID_serialNumber, "IDC", HOLDER_PERSON},
    {NID_serialNumber, "PAS", HOLDER_PERSON},
    {NID_organizationIdentifier, NULL, HOLDER_ORGANISATION},
    {NID_userId, "MST:", HOLDER_ORGANISATION},
    {NID_userId, "MNS:", HOLDER_ORGANISATION},
};

static bool has_sign(const X509_NAME *name, size_t row)
{
    for (int i = -1; (i = X509_NAME_get_index_by_NID(name, signs[row].nid, i)) >= 0;) {
        AUTO_BUF text = BUF_INIT(1 << 16);
        put_entry(&text, name, i);
        if (signs[row].prefix == NULL || view_starts_with(view_of(text.data, text.len), signs[row].prefix)) return true;
    }
    return false;
}

/* Signs of a person stand first and win: who signs for an enterprise has its tax number as well as his own. */
static enum holder_kind kind_of(const X509_NAME *name)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (has_sign(name, i)) return signs[i].kind;
    return HOLDER_UNKNOWN;
}

void certificate_holder_read(struct certificate_holder *out, struct view certificate)
{
    AUTO(X509_free)
    X509 *c = certificate.len > 0 ? ossl_certificate(certificate) : NULL;
    *out = (struct certificate_holder){0};
    if (c == NULL) return;
    const X509_NAME *subject = X509_get_subject_name(c), *issuer = X509_get_issuer_name(c);
    out->kind = kind_of(subject);
    set_entry(out->common_name, subject, NID_commonName);
    set_entry(out->title, subject, NID_title);
    set_entry(out->organisation, subject, NID_organizationName);
    set_units(out->units, subject);
    set_entry(out->issuer_name, issuer, NID_commonName);
    set_entry(out->issuer_manager, issuer, NID_organizationName);
}
