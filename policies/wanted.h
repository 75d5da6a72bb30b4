// SPDX-License-Identifier: Apache-2.0
/*
 * wanted.h - what could be asked for where a status or a path stayed unknown: the addresses that a certificate names
 * for its OCSP responder and its issuer (RFC 5280 4.2.2.1) and its revocation list (4.2.1.13), the question to an OCSP
 * responder (RFC 6960 4.1), and what an answer says of itself.
 *
 * Does no I/O. Addresses come from a hostile file: only http and https, printable ASCII, shorter than LIMIT_URI, at
 * most LIMIT_FETCHES in all. Does not check: where they lead (signer/fetch.h does).
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/cms/ossl.h"
#include "policies/trust.h"

enum wanted_kind { WANTED_NONE = 0, WANTED_OCSP, WANTED_CRL, WANTED_ISSUER, WANTED_KIND_COUNT };

struct wanted {
    enum wanted_kind kind;
    char url[LIMIT_URI];
    X509 *certificate, *issuer; /* counted references; issuer is NULL for WANTED_ISSUER */
};

/* Of one document. Nothing is taken out: what was asked once is not asked again. */
struct wanted_list {
    struct wanted *item;
    size_t count, asked; /* the first `asked` have been */
};

void wanted_list_clear(struct wanted_list *l);

/* Adds what the certificate names, what is there already aside: OCSP first, then lists. More than fit are left out. */
void wanted_add_status(struct wanted_list *l, X509 *certificate, X509 *issuer);
void wanted_add_issuer(struct wanted_list *l, X509 *certificate);

/* The OCSPRequest in DER, for SHA-1 CertIDs (what responders know), with the nonce (RFC 8954: 1 to 32 bytes). */
MUST status wanted_ocsp_request(struct buf *out, const struct wanted *w, struct view nonce, struct err *e);

enum wanted_nonce { NONCE_UNREADABLE = 0, NONCE_ABSENT, NONCE_EQUAL, NONCE_OTHER };

/* What an OCSP answer says of itself: whose question it answers, and when it was made (0: it does not say). */
enum wanted_nonce wanted_nonce_of(int64_t *produced, struct view answer, struct view nonce);

/*
 * The issuer of w->certificate in what its address gave: a certificate, or a CMS of nothing but certificates (RFC 5280
 * 4.2.2.1). ERR_REMOTE where none of them has signed it. Does not check anything else about it: it is no anchor.
 */
MUST status wanted_issuer_in(struct buf *out, const struct wanted *w, struct view bytes, struct err *e);
