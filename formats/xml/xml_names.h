// SPDX-License-Identifier: Apache-2.0
/*
 * xml_names.h - the namespaces and algorithm URIs of XMLDSig and XAdES, as tables. Shared by what writes and what
 * reads.
 */
#pragma once

#include <stdbool.h>

#include "formats/base/algorithms.h"

#define XMLNS_DS "http://www.w3.org/2000/09/xmldsig#"
#define XMLNS_DS11 "http://www.w3.org/2009/xmldsig11#"
#define XMLNS_EXCLUSIVE "http://www.w3.org/2001/10/xml-exc-c14n#"
#define XMLNS_XADES "http://uri.etsi.org/01903/v1.3.2#"
#define XMLNS_XADES141 "http://uri.etsi.org/01903/v1.4.1#"

#define XML_TYPE_SIGNED_PROPERTIES "http://uri.etsi.org/01903#SignedProperties"
#define XML_TYPE_COUNTERSIGNED "http://uri.etsi.org/01903#CountersignedSignature"

#define XML_TRANSFORM_XPATH "http://www.w3.org/TR/1999/REC-xpath-19991116"
#define XML_TRANSFORM_ENVELOPED XMLNS_DS "enveloped-signature"
#define XML_TRANSFORM_EXCLUSIVE XMLNS_EXCLUSIVE
/* The only XPath expression we write and read: with it signatures stand side by side. */
#define XML_XPATH_NO_SIGNATURES "not(ancestor-or-self::ds:Signature)"

/* What the Ids of our own signatures look like: this and 32 hex digits; the other Ids are made from it. */
#define XML_OWN_ID_PREFIX "seal-"
#define XML_VALUE_ID_SUFFIX "-value"

/* NULL where the algorithm has no URI that we write or read. */
const char *xml_digest_uri(enum digest_algorithm d);
const char *xml_signature_uri(enum signature_scheme s, enum digest_algorithm d);
/* DIGEST_OTHER, SIGNATURE_OTHER for what is not in the table. */
enum digest_algorithm xml_digest_from_uri(const char *uri);
void xml_signature_from_uri(enum signature_scheme *s, enum digest_algorithm *d, const char *uri);
/* An HMAC, whatever its digest: a "signature" that everyone who can check it can make. */
bool xml_uri_is_hmac(const char *uri);

/* An NCName (Namespaces in XML 3) of ASCII characters only. */
bool xml_is_plain_name(const char *s);
/* As made by us: XML_OWN_ID_PREFIX and 32 lower-case hex digits. */
bool xml_is_own_id(const char *s);
