// SPDX-License-Identifier: Apache-2.0
#include "signer/render_password.h"

#include <string.h>

#include "formats/pdf/pdf_text.h"

void render_password_take(struct render_password *out, const struct document *d, enum pdf_password_form form)
{
    AUTO_BUF encoded = BUF_INIT(sizeof out->text - 1);
    *out = (struct render_password){0};
    if (d->password == NULL || form == PDF_PASSWORD_NONE) return;
    if (form == PDF_PASSWORD_PDFDOC)
        (void)pdf_text_to_pdfdoc(&encoded, view_of_string(d->password)); /* it was possible before */
    else
        buf_put_string(&encoded, d->password);
    if (!encoded.failed && encoded.len > 0) memcpy(out->text, encoded.data, encoded.len);
    if (encoded.len > 0) explicit_bzero(encoded.data, encoded.len);
}

void render_password_clear(struct render_password *p)
{
    explicit_bzero(p, sizeof *p);
}
