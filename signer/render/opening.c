// SPDX-License-Identifier: Apache-2.0
#include "signer/render/opening.h"

#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"

/* A converter that is never closed: what it is made of stays loaded. */
status opening_prepare(struct err *e)
{
    ENSURE(g_iconv_open("ISO-8859-1", "UTF-8") != (GIConv)-1, ERR_INTERNAL, "there is no conversion to Latin-1");
    return OK;
}

/* Each byte of the true one as a character of Latin-1, in UTF-8. */
struct spelled {
    char text[2 * LIMIT_PDF_PASSWORD + 1];
};

static void spelled_clear(struct spelled *s)
{
    explicit_bzero(s, sizeof *s);
}

/*
 * poppler 22.12 makes Latin-1 of a password, and where that does not open the document, it tries the password itself in
 * a way that crashes. So it is given what in Latin-1 is the bytes that do.
 */
static void spell(struct spelled *s, const char *password)
{
    char *to = s->text;
    for (size_t i = 0; i < LIMIT_PDF_PASSWORD && password[i] != '\0'; i++) {
        uint8_t byte = (uint8_t)password[i];
        if (byte >= 0x80) *to++ = (char)(0xc0 | byte >> 6);
        *to++ = (char)(byte >= 0x80 ? 0x80 | (byte & 0x3f) : byte);
    }
    *to = '\0';
}

status opening_document(PopplerDocument **out, struct view bytes, const char *password, struct err *e)
{
    GError *error = NULL;
    AUTO_CLEAR(spelled_clear) struct spelled spelled = {0};
    if (password != NULL) spell(&spelled, password);
    GBytes *borrowed = g_bytes_new_static(bytes.data, bytes.len);
    *out = poppler_document_new_from_bytes(borrowed, spelled.text[0] == '\0' ? NULL : spelled.text, &error);
    g_bytes_unref(borrowed);
    if (*out != NULL) return OK;
    err_set(e, ERR_SYNTAX, "poppler cannot read the PDF: %s",
            text_escape_string(error == NULL ? "" : error->message).s);
    g_clear_error(&error);
    return FAILED;
}
