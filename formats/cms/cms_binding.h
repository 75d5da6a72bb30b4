// SPDX-License-Identifier: Apache-2.0
/*
 * cms_binding.h - does a signing-certificate attribute (RFC 5035, RFC 2634) name this certificate first?
 *
 * Compares the certificate's digest, and issuer and serial where they are given. Further certificates that it names are
 * not looked at.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/bytes.h"

/* `value`: the DER of SigningCertificateV2 (version_2) or SigningCertificate. *digest: with which algorithm it names
 * the first. */
bool cms_binding_names(enum digest_algorithm *digest, struct view value, bool version_2, struct view certificate);
