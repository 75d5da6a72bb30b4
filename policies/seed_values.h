// SPDX-License-Identifier: Apache-2.0
/*
 * seed_values.h - can a signature be what its field asks for? (ISO 32000-1 tables 234 and 235, ISO 32000-2 tables 237
 * and 238)
 *
 * What is required and cannot be is refused, by its name; what is only wished for and will not be is a note. The field
 * may choose among what we can: the digest, and a certification. An address that the document names is never asked.
 * Does not check: whether the certificate is valid, or what earlier signatures allow.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/finding.h"
#include "formats/pdf/pdf_seed.h"

/* The signature that we would make. */
struct seed_signature {
    struct view certificate;  /* DER */
    const struct view *chain; /* its issuers as far as they are known, DER */
    size_t chain_count;
    enum digest_algorithm digest; /* may become another one of ours, */
    bool is_digest_fixed;         /* unless the person has named it */
    uint32_t certify;             /* DocMDP P that the person asked for, 0: none; may become what the field asks for */
    bool locks_document;          /* nothing may be added any more */
    bool has_timestamp;           /* it will have one of an authority that the person has named */
    bool has_revocation;          /* revocation data will be stored with it */
};

/* ERR_REFUSED, or `s` as it shall be, and notes ("SEED"). */
MUST status seed_values_honour(struct seed_signature *s, struct findings *notes, const struct pdf_seed *seed,
                               struct err *e);
/* seed_certificate.c: does the certificate satisfy this entry, one of PDF_SEED_SUBJECTS and those after it? */
bool seed_certificate_fits(enum pdf_seed_entry entry, struct view items, const struct seed_signature *s);
