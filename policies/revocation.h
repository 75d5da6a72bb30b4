// SPDX-License-Identifier: Apache-2.0
/*
 * revocation.h - the status of one certificate at one time, from the revocation lists (RFC 5280 6.3) and OCSP answers
 * (RFC 6960) that were given, fetched, or came along. Fetches nothing; says what could be fetched.
 *
 * Lists: complete ones, signed by the issuer itself (name and key) with cRLSign; delta, indirect and partial ones,
 * those of a distribution point that the certificate does not name, of another kind of certificates, and with a
 * critical extension that is not understood, of the list or of any entry, are named and never count. OCSP: signed by
 * the issuer, or by a responder that the same key has certified for OCSPSigning, that is no CA, and that says
 * ocsp-nocheck or is good by a list; certID must match in name, key and serial number. An answer counts when it is at
 * or after `time` (thisUpdate), or `time` lies in [thisUpdate, nextUpdate + grace], and was made while the certificate
 * was valid (an expired certificate leaves the lists), unless it says that it keeps the expired. Never counts: an
 * answer without a date, from the future, weakly signed, or by an issuer or responder that has expired since, unless
 * the answer is known since before that. Of the answers that count, the newest decides. A revocation is final, however
 * old its news; one that came after `time` is no harm. certificateHold is no status (TRY_LATER). Does not check: that
 * the issuer is one to trust; the key usage of a CA that signs OCSP answers itself.
 */
#pragma once

#include "formats/cms/ossl.h"
#include "formats/evidence.h"
#include "policies/policy.h"
#include "policies/trust.h"
#include "policies/verdict.h"
#include "policies/wanted.h"

/* Where a status may come from. All borrowed. */
struct status_sources {
    const struct trust *trust;      /* --crl, --ocsp, fetched */
    const struct proofs *proofs[2]; /* that the signature, and that the document carries; may be NULL */
    /* When each proof of proofs[k] is proven to have existed (a later time-stamp covers it), else `now`; NULL: now. */
    const int64_t *known_since[2];
    const size_t *only; /* of the answers in `trust` those with these numbers; NULL: all */
    size_t only_count;
    const struct settings *settings;
    int64_t now;
    struct wanted_list *wanted; /* gets what could be asked for where the status stayed unknown; may be NULL */
};

struct certificate_status {
    enum revocation_status status;
    enum sub_indication sub; /* SUB_NONE for GOOD; REVOKED: without the choice between NO_POE and proven */
    bool is_on_hold;
    int64_t revoked_at;               /* the revocation date, or an earlier invalidityDate of a compromise */
    int reason;                       /* RFC 5280 5.3.1; -1: not said */
    int64_t this_update, next_update; /* of the answer that decided; 0: none */
    const char *kind;                 /* "CRL", "OCSP"; "" when nothing decided */
    const char *origin;               /* "given", "signature", "document", "online" */
};

/* Adds REV-01 .. REV-07 findings that say why it is not GOOD; `who` is "signer", "CA", "time-stamp authority" ... as a
 * literal that is translated. */
void certificate_status_at(struct certificate_status *out, struct findings *f, const struct status_sources *from,
                           X509 *certificate, X509 *issuer, int64_t time, const char *who);
