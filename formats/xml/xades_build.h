// SPDX-License-Identifier: Apache-2.0
/*
 * xades_build.h - builds a XAdES B-B signature element (ETSI EN 319 132-1) from digests and facts, directly in the
 * canonical form that is digested and signed. Used by the key holder: no XML parser, no document, no private key.
 *
 * SignedInfo and SignedProperties are made as exclusive C14N would print them, so their digests need no
 * canonicaliser; every value from outside is checked against a small alphabet before it is written.
 * Refuses: Ids that are not NCNames of ASCII, other URIs than "" and "#Id", MD5 and SHA-1.
 * Does not check: that the digests belong to anything.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/limits.h"
#include "formats/base/wire.h"

/* How the bytes of a reference come about; each is one constant transform chain ending in exclusive C14N. */
enum xades_reference_kind {
    XADES_REFERENCE_NONE = 0,
    XADES_REFERENCE_DOCUMENT,      /* URI="", XPath not(ancestor-or-self::ds:Signature) as EU DSS writes it */
    XADES_REFERENCE_ENVELOPED,     /* URI="" or "#Id" with the enveloped-signature transform */
    XADES_REFERENCE_ELEMENT,       /* "#Id", the element as it is */
    XADES_REFERENCE_COUNTERSIGNED, /* "#Id" of a ds:SignatureValue, with the CountersignedSignature type */
    XADES_REFERENCE_KIND_COUNT
};

struct xades_reference {
    enum xades_reference_kind kind;
    char target[LIMIT_XML_ID]; /* an Id, or "" for the whole document */
    uint8_t digest[DIGEST_SIZE_MAX];
};

struct xades_facts {
    char signature_id[LIMIT_XML_ID]; /* the other Ids are made from it */
    char claimed_time[32];           /* RFC 3339 UTC */
    enum digest_algorithm digest_algorithm;
    struct xades_reference reference[LIMIT_XML_REFERENCES];
    size_t reference_count;
};

void xades_facts_put(struct buf *out, const struct xades_facts *f);
MUST status xades_facts_get(struct xades_facts *out, struct view *in, struct err *e);

struct xades_signer {
    struct view certificate; /* DER */
    struct view chain[LIMIT_CERTIFICATES];
    size_t chain_count;
    enum signature_scheme scheme;
};

/* Canonical SignedProperties and SignedInfo; the second holds the digest of the first. */
MUST status xades_signed_parts(struct buf *signed_properties, struct buf *signed_info, const struct xades_facts *f,
                               const struct xades_signer *s, struct err *e);
/* The whole ds:Signature element. `signature`: as XMLDSig has it (ECDSA: r || s). */
MUST status xades_assemble(struct buf *out, const struct xades_facts *f, const struct xades_signer *s,
                           struct view signature, struct err *e);
