// SPDX-License-Identifier: Apache-2.0
/*
 * render_password.h - the password of a document in the form that opened it for the worker: poppler, given another,
 * would try no second one.
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "signer/document.h"

/* For struct render_document and render_reading; render_password_clear afterwards. */
struct render_password {
    char text[LIMIT_PDF_PASSWORD + 1];
};

void render_password_take(struct render_password *out, const struct document *d, enum pdf_password_form form);
void render_password_clear(struct render_password *p);
