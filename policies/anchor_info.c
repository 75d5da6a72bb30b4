// SPDX-License-Identifier: Apache-2.0
#include "policies/anchor_info.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/base/text.h"
#include "formats/cms/ossl.h"
#include "policies/path.h"
#include "policies/trust_priv.h"

static void set_algorithms(struct anchor_info *i, X509 *c)
{
    int digest = NID_undef;
    const EVP_PKEY *key = X509_get0_pubkey(c);
    const char *type = key == NULL ? NULL : EVP_PKEY_get0_type_name(key);
    snprintf(i->key, sizeof i->key, "%s %d", type == NULL ? "?" : type, key == NULL ? 0 : EVP_PKEY_get_bits(key));
    snprintf(i->signature, sizeof i->signature, "%s", OBJ_nid2ln(X509_get_signature_nid(c)));
    bool told = X509_get_signature_info(c, &digest, NULL, NULL, NULL) == 1;
    i->is_weakly_signed = !told || digest == NID_sha1 || digest == NID_md5 || digest == NID_md5_sha1 ||
                          digest == NID_md4 || digest == NID_md2 || digest == NID_ripemd160;
    ERR_clear_error();
}

/* Any part of the subject may be what a person reads, not the common name alone. */
static const struct known_anchor *known_by_subject(const X509_NAME *subject)
{
    const struct known_anchor *known = NULL;
    for (int i = 0; known == NULL && i < X509_NAME_entry_count(subject); i++) {
        uint8_t *utf8 = NULL;
        if (ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, i))) > 0)
            known = known_anchor_by_name((const char *)utf8);
        OPENSSL_free(utf8);
    }
    ERR_clear_error();
    return known;
}

static void set_standing(struct anchor_info *i, X509 *c)
{
    i->known = known_anchor_by_fingerprint(i->names.fingerprint_sha256);
    i->standing = ANCHOR_KNOWN;
    if (i->known != NULL) return;
    i->known = known_by_subject(X509_get_subject_name(c));
    i->standing = i->known == NULL ? ANCHOR_UNKNOWN : ANCHOR_IMITATES;
}

status anchor_info_of_x509(struct anchor_info *out, X509 *c, struct view der, const char *source, struct err *e)
{
    struct anchor_info i = {0};
    TRY(certificate_names_of(&i.names, c, der, e));
    const char *name = i.names.common_name[0] != '\0' ? i.names.common_name : i.names.subject;
    text_copy_clean(i.name, sizeof i.name, view_of_string(name[0] != '\0' ? name : i.names.fingerprint_sha256));
    text_copy_clean(i.source, sizeof i.source, view_of_string(source));
    (void)ossl_time(&i.not_before, X509_get0_notBefore(c)); /* 0 where it cannot be read */
    (void)ossl_time(&i.not_after, X509_get0_notAfter(c));
    i.is_ca = X509_check_ca(c) > 0;
    i.is_self_issued = X509_NAME_cmp(X509_get_subject_name(c), X509_get_issuer_name(c)) == 0;
    set_algorithms(&i, c);
    set_standing(&i, c);
    *out = i;
    return OK;
}

status anchor_info_of(struct anchor_info *out, struct view certificate, const char *source, struct err *e)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    ENSURE(c != NULL, ERR_SYNTAX, "a certificate cannot be read");
    return anchor_info_of_x509(out, c, certificate, source, e);
}

enum anchor_admission anchor_admission(const struct anchor_info *i)
{
    if (!i->is_ca) return ADMISSION_NEVER;
    if (i->standing == ANCHOR_KNOWN) return i->known->is_second_hand ? ADMISSION_IF_ACCEPTED : ADMISSION_FREE;
    if (i->standing == ANCHOR_IMITATES || i->is_weakly_signed) return ADMISSION_BY_FINGERPRINT;
    return ADMISSION_IF_ACCEPTED;
}

const char *anchor_confirmation_name(enum anchor_confirmation c)
{
    static const char *const names[CONFIRMED_COUNT] = {
        [CONFIRMED_NONE] = "none",
        [CONFIRMED_KNOWN] = "known",
        [CONFIRMED_FINGERPRINT] = "fingerprint",
        [CONFIRMED_ACCEPTED] = "accepted",
    };
    return names[c < CONFIRMED_COUNT ? c : CONFIRMED_NONE];
}
