// SPDX-License-Identifier: Apache-2.0
/*
 * xml_signer.h - which certificate a signature says is its signer's, and when it says it was made. For formats/xml
 * only.
 *
 * Findings XML-22, -34, -35, -36. Only X509Certificate is read; every other key information is ignored (XML-35).
 * Does not check: the certificates.
 */
#pragma once

#include "formats/xml/xml.h"
#include "formats/xml/xml_read.h"

/* Sets signer, certificates, binding, claimed_time. Signed properties are believed only if is_xades. */
MUST status xml_signer_read(struct xml_signature *out, const struct xml_reading *r, struct err *e);
