// SPDX-License-Identifier: Apache-2.0
/*
 * evidence.h - what was known of the own certificate when it signed, kept in a folder (Circular 15/2025/TT-BKHCN,
 * article 5.4: certificate, revocation list and result of the check).
 *
 * Certificates, lists and answers are files of their own, in DER, once each: SHA256.cer, .crl, .ocsp. Beside them one
 * JSON object for each signature says what was found and names those files: OUTPUT.FIELD.DIGEST.json, with the
 * beginning of the output's SHA-256, so that none takes another's place. Whoever removes a .json and what no other
 * names has removed all of it.
 */
#pragma once

#include "signer/sign.h"

/* Makes the folder (one level) if it is not there. `output`: the path of the signed file, which need not be there yet:
 * ERR_OUTPUT means that it shall not be. */
MUST status evidence_write(const char *folder, const char *output, const struct document *signed_document,
                           const struct sign_outcome *o, struct err *e);
