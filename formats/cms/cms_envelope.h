// SPDX-License-Identifier: Apache-2.0
/*
 * cms_envelope.h - the parts of a SignedData that nothing signs and that OpenSSL's API does not show.
 *
 * CMS-01: a SET, SEQUENCE or explicit tag without the constructed bit, which X.690 8.9.1 and 8.11.1 know neither in BER
 * nor in DER, but OpenSSL reads. CMS-02c: versions that RFC 5652 5.1 and 5.3 do not give, digestAlgorithms without the
 * signer's, a signer's identifier that is not spelt as in its certificate.
 * Does not check: BER with indefinite lengths beyond its constructed bits (cms_read names it).
 */
#pragma once

#include "formats/evidence.h"

/* `cms`: exactly what OpenSSL took. `signer`: DER of the certificate that was chosen; empty: not compared. */
void cms_check_envelope(struct findings *f, struct view cms, struct view signer);
