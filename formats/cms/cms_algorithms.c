// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/cms_algorithms.h"

#include <openssl/rsa.h>

#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"

AUTO_DEFINE(RSA_PSS_PARAMS, RSA_PSS_PARAMS_free)

static bool pss_is_plain(const X509_ALGOR *a, enum digest_algorithm d)
{
    AUTO(RSA_PSS_PARAMS_free)
    RSA_PSS_PARAMS *p =
        a->parameter == NULL ? NULL : ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), a->parameter);
    if (p == NULL || p->hashAlgorithm == NULL || p->maskGenAlgorithm == NULL || p->saltLength == NULL) return false;
    AUTO(X509_ALGOR_free)
    X509_ALGOR *mgf_hash = p->maskGenAlgorithm->parameter == NULL
                               ? NULL
                               : ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR), p->maskGenAlgorithm->parameter);
    return digest_of_nid(OBJ_obj2nid(p->hashAlgorithm->algorithm)) == d &&
           OBJ_obj2nid(p->maskGenAlgorithm->algorithm) == NID_mgf1 && mgf_hash != NULL &&
           digest_of_nid(OBJ_obj2nid(mgf_hash->algorithm)) == d &&
           ASN1_INTEGER_get(p->saltLength) == (long)digest_size(d) &&
           (p->trailerField == NULL || ASN1_INTEGER_get(p->trailerField) == 1);
}

enum signature_scheme cms_scheme_of(bool *fits, const X509_ALGOR *a, enum digest_algorithm d)
{
    int nid = OBJ_obj2nid(a->algorithm), md = NID_undef, key = NID_undef;
    int parameter = a->parameter == NULL ? V_ASN1_UNDEF : ASN1_TYPE_get(a->parameter);
    *fits = true;
    if (nid == NID_rsassaPss) {
        /* Honest producers use other salts too; those are not verified here, which is not to say that they are wrong.
         */
        return pss_is_plain(a, d) ? SIGNATURE_RSA_PSS : SIGNATURE_OTHER;
    }
    if (nid == NID_rsaEncryption) {
        *fits = parameter == V_ASN1_NULL;
        return SIGNATURE_RSA_PKCS1;
    }
    if (OBJ_find_sigid_algs(nid, &md, &key) != 1) return SIGNATURE_OTHER;
    /* = RFC 4055 5, RFC 5758 3.2: NULL with RSA, nothing with ECDSA; each is met where the other belongs */
    *fits = digest_of_nid(md) == d && (parameter == V_ASN1_UNDEF || parameter == V_ASN1_NULL);
    if (key == NID_rsaEncryption) return SIGNATURE_RSA_PKCS1;
    return key == NID_X9_62_id_ecPublicKey ? SIGNATURE_ECDSA : SIGNATURE_OTHER;
}
