// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_access.h - what an encrypted PDF lets whoever opened it add (ISO 32000-1 and -2 7.6.4.2, table 22).
 *
 * Refuses (ERR_REFUSED, PDF-06): a file that its password did not open, handlers other than the standard one, RC4,
 * permissions that somebody changed (/Perms), and what the permissions forbid to a user. The owner may do everything,
 * and everybody may with a file that is not encrypted.
 * Does not check: certifications and locks (pdf_permit.h).
 */
#pragma once

#include "formats/pdf/pdf_file.h"

enum pdf_access {
    /* = bit 6: "if bit 4 is also set, create or modify interactive form fields (including signature fields)" */
    PDF_ACCESS_NEW_FIELD = 1,
    /* = bit 9: "fill in existing interactive form fields (including signature fields), even if bit 6 is clear" */
    PDF_ACCESS_FILL_FIELD,
    /* No table says what validation data (12.8.4.3) needs. It belongs to a signature and changes nothing that is shown:
     * whoever may sign one way or the other may add it. */
    PDF_ACCESS_VALIDATION_DATA
};

/* What nobody can add to, whatever it is. `found`: what pdf_file_open said. */
MUST status pdf_access_check_file(const struct pdf_file *file, const struct findings *found, struct err *e);
/* Of a file that passed that. */
MUST status pdf_access_check(const struct pdf_file *file, enum pdf_access wanted, struct err *e);
