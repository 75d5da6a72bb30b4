// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_dss.h - the document security store (ISO 32000-2 12.8.4.3, ETSI EN 319 142-1 5.4.2): certificates and status
 * answers that were put into the file later.
 *
 * Takes all that /DSS has in its newest revision, the parts of /VRI among them, each with the revision that brought it.
 * What cannot be read, and what is more than limits.h allows, is named (PDF-59b) and left out: missing evidence is
 * asked for elsewhere, and never makes a signature better. Does not look at the bytes.
 */
#pragma once

#include "formats/evidence.h"
#include "formats/pdf/pdf_file.h"

MUST status pdf_dss_read(struct proofs *out, struct findings *f, struct pdf_file *file, struct err *e);
