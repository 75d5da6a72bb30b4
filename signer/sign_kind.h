// SPDX-License-Identifier: Apache-2.0
/*
 * sign_kind.h - what the kind of a PDF asks of a signature in it: words for those who do not see it, colours and
 * transparency as its archive format has them.
 */
#pragma once

#include "signer/sign.h"

/*
 * A sentence that says who signs, for the widget (/TU) and the structure: in Vietnamese, as the documents are.
 * `certificate`: the signer's.
 */
MUST status sign_kind_describe(struct pdf_request *out, struct view certificate, struct err *e);
/* May nothing shine through? (PDF/A-1, ISO 19005-1 6.4) */
bool sign_kind_is_opaque(const struct pdf_traits *t);
/* What a picture costs a document of this kind. */
void sign_kind_note(struct findings *notes, const struct pdf_traits *t);
