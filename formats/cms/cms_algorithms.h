// SPDX-License-Identifier: Apache-2.0
/*
 * cms_algorithms.h - an AlgorithmIdentifier of a signature (RFC 5754, RFC 4056, RFC 5753) as one of our schemes.
 */
#pragma once

#include <openssl/x509.h>

#include <stdbool.h>

#include "formats/base/algorithms.h"

/* Which scheme an AlgorithmIdentifier and its digest make; *fits tells whether the two agree and the parameters are
 * right (CMS-09). Honest producers use other PSS salts too: SIGNATURE_OTHER, which is not to say that they are wrong.
 */
enum signature_scheme cms_scheme_of(bool *fits, const X509_ALGOR *a, enum digest_algorithm d);
