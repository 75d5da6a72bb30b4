// SPDX-License-Identifier: Apache-2.0
/*
 * xml.h - what the rest of the program asks of an XML document: which signatures it has and what each covers
 * (xml_inspect), and where and over what a new one goes (xml_prepare).
 *
 * xml_inspect and xml_prepare run in the sandboxed worker only (libxml2: no network, no DTD, no entities).
 * Refuses: DOCTYPE, processing instructions, relative namespaces, other encodings than UTF-8, XML 1.1, bounds of
 * limits.h. A new signature never breaks an earlier one: where that covers the place (plain enveloped), the new one
 * becomes its counter-signature, and is refused when the earlier one's SignatureValue has no Id (xml_prepare.c says
 * more). Not read yet: the plain-Object digest of .NET's enveloped references to an Object (they end as XML-31). Does
 * not check: certificates, and whether a signature value belongs to its key (xml_evidence does, elsewhere).
 */
#pragma once

#include "formats/evidence.h"
#include "formats/xml/xades_build.h"

enum xml_coverage { XML_COVERS_NOTHING = 0, XML_COVERS_ELEMENTS, XML_COVERS_WHOLE_DOCUMENT, XML_COVERAGE_COUNT };

struct xml_signature {
    char name[LIMIT_TEXT]; /* its Id, else its XPath */
    bool is_xades;         /* has qualifying properties that are signed */
    bool is_counter_signature;
    enum xml_coverage coverage;
    char covered[LIMIT_XML_REFERENCES][LIMIT_TEXT]; /* XPaths of what its references cover */
    size_t covered_count;
    char claimed_time[LIMIT_TEXT];          /* SigningTime as RFC 3339 UTC; empty when absent or malformed */
    enum check digest;                      /* every reference's digest was recomputed and agrees */
    enum check binding;                     /* SigningCertificate(V2) names the certificate (by digest) */
    enum digest_algorithm digest_algorithm; /* the weakest of references and signature method */
    enum digest_algorithm value_digest;     /* of the signature method: hashes signed_info */
    enum signature_scheme scheme;
    struct buf signed_info; /* canonical */
    struct buf value;       /* decoded SignatureValue */
    struct buf signer;      /* DER; chosen by SigningCertificate, else the only certificate */
    struct buf certificates[LIMIT_CERTIFICATES];
    size_t certificate_count;
    struct findings findings; /* XML-01 .. XML-39 */
};

struct xml_facts {
    struct xml_signature *signatures; /* document order */
    size_t signature_count;
    struct findings findings;
};

MUST status xml_inspect(struct xml_facts *out, struct view document, struct err *e);
void xml_facts_clear(struct xml_facts *f);
void xml_facts_put(struct buf *out, const struct xml_facts *f);
MUST status xml_facts_get(struct xml_facts *out, struct view *in, struct err *e);

/* Verifies the value over signed_info with the signer's key; copies the rest. Needs no XML parser: for the process that
 * decides. */
MUST status xml_evidence(struct evidence *out, const struct xml_signature *s, struct err *e);

enum { XML_NAMESPACES_MAX = 16 };

struct xml_request {
    char into[LIMIT_XPATH]; /* XPath of the element that gets the signature as its last child; empty: the root */
    char prefix[XML_NAMESPACES_MAX][64], uri[XML_NAMESPACES_MAX][LIMIT_TEXT]; /* --ns p=uri */
    size_t namespace_count;
    char claimed_time[32];
    enum digest_algorithm digest_algorithm; /* of references and value; NONE: SHA-256 */
};

void xml_request_put(struct buf *out, const struct xml_request *r);
MUST status xml_request_get(struct xml_request *out, struct view *in, struct err *e);

/*
 * The signed document is document[0, offset) + before + signature element + after + document[offset + skip, end):
 * nothing else of the original changes, which the caller can check without parsing. skip is 0 but for an empty-element
 * tag that must be opened.
 */
struct xml_plan {
    struct xades_facts facts; /* for the key holder */
    uint64_t offset;
    uint32_t skip;
    char before[1024], after[1024];
};

MUST status xml_prepare(struct xml_plan *out, struct view document, const struct xml_request *r, struct err *e);
void xml_plan_put(struct buf *out, const struct xml_plan *p);
MUST status xml_plan_get(struct xml_plan *out, struct view *in, struct err *e);
