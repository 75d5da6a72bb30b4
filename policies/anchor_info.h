// SPDX-License-Identifier: Apache-2.0
/*
 * anchor_info.h - what a person wants to know of a trust anchor: whose it is, where it came from, since when it is
 * trusted, and whether it is one of those that we know.
 *
 * Does not check: the certificate's own signature, dates, extensions; a path that ends at it is the business of path.h.
 */
#pragma once

#include "policies/known_anchors.h"
#include "policies/verdict.h"

/* How a person made sure of an anchor before it was stored. Zero: it was given for this run, nobody was asked. */
enum anchor_confirmation {
    CONFIRMED_NONE = 0,
    CONFIRMED_KNOWN,       /* its fingerprint is in known_anchors.c */
    CONFIRMED_FINGERPRINT, /* somebody typed the fingerprint */
    CONFIRMED_ACCEPTED,    /* somebody said yes */
    CONFIRMED_COUNT
};

enum anchor_standing {
    ANCHOR_STANDING_NONE = 0,
    ANCHOR_KNOWN,    /* the fingerprint is in known_anchors.c */
    ANCHOR_UNKNOWN,  /* neither fingerprint nor name */
    ANCHOR_IMITATES, /* a known name without its fingerprint: an imitation, or a renewed certificate */
    ANCHOR_STANDING_COUNT
};

struct anchor_info {
    char name[LIMIT_TEXT];       /* as somebody called it, else its common name, else its subject; cleaned UTF-8 */
    char source[2 * LIMIT_TEXT]; /* the path that it came from, as it was given; cleaned, cut where too long */
    int64_t added;               /* seconds since 1970; 0: not stored, given for this run */
    enum anchor_confirmation confirmation;
    struct signer_names names;
    int64_t not_before, not_after;               /* seconds since 1970 */
    char key[LIMIT_TEXT], signature[LIMIT_TEXT]; /* "RSA 2048", "sha256WithRSAEncryption" */
    bool is_ca;
    bool is_self_issued;   /* else an intermediate: a path ends there, and nobody asks whether it was revoked */
    bool is_weakly_signed; /* SHA-1 and older: somebody may have made a second one with the same signature */
    enum anchor_standing standing;
    const struct known_anchor *known; /* the one that it is, or whose name it has; NULL when ANCHOR_UNKNOWN */
};

/* What must happen before it may be stored. */
enum anchor_admission {
    ADMISSION_NONE = 0,
    ADMISSION_FREE,           /* nothing: known */
    ADMISSION_IF_ACCEPTED,    /* somebody says yes, or the fingerprint */
    ADMISSION_BY_FINGERPRINT, /* somebody says the fingerprint: a weak signature, or a known name */
    ADMISSION_NEVER           /* not the certificate of an authority */
};
enum anchor_admission anchor_admission(const struct anchor_info *i);

/* "none", "known", "fingerprint", "accepted" */
const char *anchor_confirmation_name(enum anchor_confirmation c);

/* ERR_SYNTAX when it is no certificate. */
MUST status anchor_info_of(struct anchor_info *out, struct view certificate, const char *source, struct err *e);

/*
 * An anchor as one file of a trust store: lines of text, then the certificate in PEM. One anchor has one spelling: what
 * reads back differently is refused by trust_add_entry (trust.h).
 */
MUST status anchor_entry_write(struct buf *out, const struct anchor_info *i, struct view certificate, struct err *e);
/* Fills name, source, added, confirmation and names.fingerprint_sha256; *pem is the rest. ERR_TRUST. */
MUST status anchor_entry_read(struct anchor_info *out, struct view *pem, struct view entry, struct err *e);
