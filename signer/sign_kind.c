// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_kind.h"

#include <stdio.h>

status sign_kind_describe(struct pdf_request *out, struct view certificate, struct err *e)
{
    struct signer_names names;
    TRY(certificate_names(&names, certificate, e));
    snprintf(out->tooltip, sizeof out->tooltip, "Chữ ký số của %s", names.common_name);
    return OK;
}

bool sign_kind_is_opaque(const struct pdf_traits *t)
{
    return t->archive == 1;
}

void sign_kind_note(struct findings *notes, const struct pdf_traits *t)
{
    if (t->archive != 0 && !t->has_rgb_intent)
        finding_add(notes, "ARCHIVE",
                    "the PDF/A-%u does not say what its RGB colours are (output intent); the picture has such colours",
                    t->archive);
}
