// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_access.h"

#include <string.h>

#include "formats/pdf/pdf_crypt.h"

enum { MODIFY = 4, ANNOTATE = 6, FILL_IN = 9 }; /* bits of /P */

static bool may_add_fields(const struct pdf_crypt *c)
{
    return pdf_crypt_allows(c, MODIFY) && pdf_crypt_allows(c, ANNOTATE);
}

static bool may_fill_fields(const struct pdf_crypt *c)
{
    return pdf_crypt_allows(c, ANNOTATE) || pdf_crypt_allows(c, FILL_IN);
}

/* Why it is not open, as pdf_file_open said it. */
static status refuse_closed(const struct findings *found, struct err *e)
{
    err_set(e, ERR_REFUSED, "PDF-06: what is encrypted and was not opened cannot be signed");
    for (size_t i = 0; i < found->count; i++)
        if (strcmp(found->item[i].rule, "PDF-06") == 0) finding_explain(e, &found->item[i]);
    return FAILED;
}

status pdf_access_check_file(const struct pdf_file *file, const struct findings *found, struct err *e)
{
    const struct pdf_crypt *c = pdf_file_crypt(file);
    bool is_true;
    if (!pdf_file_is_encrypted(file)) return OK;
    if (c == NULL) return refuse_closed(found, e);
    ENSURE(!pdf_crypt_writes_rc4(c), ERR_REFUSED,
           "PDF-06: the PDF is encrypted with RC4, which protects nothing; sign takes AES-128 and AES-256");
    TRY(pdf_crypt_confirm(&is_true, c, e));
    ENSURE(is_true, ERR_REFUSED,
           "PDF-06d: the permissions of the PDF are not those that it was encrypted with (/Perms)");
    return OK;
}

status pdf_access_check(const struct pdf_file *file, enum pdf_access wanted, struct err *e)
{
    const struct pdf_crypt *c = pdf_file_crypt(file);
    if (c == NULL || pdf_crypt_is_owner(c)) return OK;
    if (wanted == PDF_ACCESS_NEW_FIELD)
        ENSURE(
            may_add_fields(c), ERR_REFUSED,
            "PDF-06: the permissions of the PDF forbid to add a signature field (ISO 32000-2 table 22, bits 4 and 6); "
            "that takes the owner's password: --password-file FILE");
    else
        ENSURE(
            may_fill_fields(c), ERR_REFUSED,
            "PDF-06: the permissions of the PDF forbid to fill in a signature field (ISO 32000-2 table 22, bits 6 and "
            "9); that takes the owner's password: --password-file FILE");
    return OK;
}
