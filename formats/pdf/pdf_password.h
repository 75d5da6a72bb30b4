// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_password.h - from a password to the key of an encrypted file: the standard security handler, revisions 2 to 6
 * (ISO 32000-2 7.6.4; revision 5 is Adobe Supplement to ISO 32000, ExtensionLevel 3).
 *
 * The password is tried as the user's and as the owner's. Up to revision 4 it is brought into PDFDocEncoding where
 * that has all its characters; from revision 5 its bytes are taken as they are: SASLprep is left to whoever types it.
 * Does not check: /Perms (pdf_crypt.h).
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/pdf/pdf_cipher.h"

/* What /Encrypt says about passwords. */
struct pdf_password_lock {
    unsigned revision;    /* 2 to 6 */
    size_t key_len;       /* of the file's key, 5 to 16; 32 from revision 5 */
    uint32_t permissions; /* /P, two's complement */
    bool covers_metadata; /* /EncryptMetadata */
    struct view o, u;     /* 32 bytes, 48 from revision 5 */
    struct view oe, ue;   /* 32 bytes, from revision 5 */
    struct view id;       /* first part of /ID, up to revision 4 */
};

/* The password as the handler wants it; `text` has at most LIMIT_PDF_PASSWORD bytes. */
struct pdf_password {
    char bytes[LIMIT_PDF_PASSWORD + 1]; /* NUL-terminated */
    size_t len;
};

void pdf_password_encode(struct pdf_password *out, unsigned revision, struct view text);

enum pdf_opener { PDF_OPENED_BY_NONE = 0, PDF_OPENED_BY_USER, PDF_OPENED_BY_OWNER };

/* Whose password it is: the owner's where both have the same. `key` is set unless nobody's. ERR_INTERNAL alone. */
MUST status pdf_password_try(enum pdf_opener *out, struct pdf_key *key, const struct pdf_password_lock *l,
                             const struct pdf_password *p, struct err *e);
