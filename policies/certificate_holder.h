// SPDX-License-Identifier: Apache-2.0
/*
 * certificate_holder.h - whose a certificate is, in the words that stand in it: person or organisation, and for whom.
 *
 * The kind follows from what issuing rules say of the holder: the prefix of a UID as Vietnamese authorities write it
 * ("CCCD:", "CMND:", "HC:" a person; "MST:", "MNS:" an organisation), given name and surname, ETSI EN 319 412-1 5.1.3
 * ("PNO", "IDC", "PAS") and organizationIdentifier. Nothing of that: unknown, never a guess from the name.
 * Does not check anything: whether the certificate may be believed is the verdict's business.
 */
#pragma once

#include "formats/base/bytes.h"
#include "formats/base/limits.h"

enum holder_kind { HOLDER_UNKNOWN = 0, HOLDER_PERSON, HOLDER_ORGANISATION };

struct certificate_holder {
    enum holder_kind kind;
    char common_name[LIMIT_TEXT];    /* CN */
    char title[LIMIT_TEXT];          /* T */
    char organisation[LIMIT_TEXT];   /* O */
    char units[LIMIT_TEXT];          /* OU, the smallest first, ", " between */
    char issuer_name[LIMIT_TEXT];    /* CN of the issuer */
    char issuer_manager[LIMIT_TEXT]; /* O of the issuer: who runs it */
};

/* All empty where `certificate` is none. Cleaned UTF-8. */
void certificate_holder_read(struct certificate_holder *out, struct view certificate);
/* "person", "organisation", "" */
const char *holder_kind_name(enum holder_kind k);
