// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_forbidden.h"

status pdf_forbidden_refuse(const struct pdf_forbidden *f, const char *by, struct err *e)
{
    switch (f->what) {
    case PDF_FORBIDS_NOTHING:
    case PDF_FORBIDS_COUNT:
        return OK;
    case PDF_FORBIDS_CERTIFIED:
        FAIL(ERR_REFUSED,
             "PDF-73: the PDF was certified so that nothing may be added to it, not even a signature (by %s)", by);
    case PDF_FORBIDS_LOCKED:
        FAIL(ERR_REFUSED, "PDF-73: the PDF was locked so that nothing may be added to it, not even a signature (by %s)",
             by);
    case PDF_FORBIDS_FIELD:
        FAIL(ERR_REFUSED, "PDF-74: the field \"%s\" was locked and may not be signed (by %s)", f->field, by);
    case PDF_FORBIDS_SEEN:
        FAIL(ERR_REFUSED,
             "PDF-72: the PDF was certified: a new signature may not be seen, that of an empty field may (by %s)", by);
    case PDF_FORBIDS_CERTIFYING:
        FAIL(ERR_REFUSED, "PDF-70: only the first signature can certify the PDF, and there is one already (by %s)", by);
    }
    return OK;
}

void pdf_forbidden_put(struct buf *out, const struct pdf_forbidden *f)
{
    wire_put_u32(out, f->what);
    wire_put_string(out, f->by);
    wire_put_string(out, f->field);
}

status pdf_forbidden_get(struct pdf_forbidden *out, struct view *in, struct err *e)
{
    struct pdf_forbidden got;
    struct view rest = *in;
    uint32_t what;
    TRY(wire_get_below(&what, &rest, PDF_FORBIDS_COUNT, e));
    TRY(wire_get_string(got.by, sizeof got.by, &rest, e));
    TRY(wire_get_string(got.field, sizeof got.field, &rest, e));
    got.what = (enum pdf_forbids)what;
    *out = got;
    *in = rest;
    return OK;
}
