// SPDX-License-Identifier: Apache-2.0
/* What a repair gives, between processes: without qpdf, which the asking side does not link. */
#include "formats/base/limits.h"
#include "formats/pdf/pdf_repair.h"

void pdf_repaired_init(struct pdf_repaired *r)
{
    *r = (struct pdf_repaired){.document = BUF_INIT(LIMIT_PDF_REPAIRED)};
}

void pdf_repaired_clear(struct pdf_repaired *r)
{
    buf_clear(&r->document);
}

void pdf_repaired_put(struct buf *out, const struct pdf_repaired *r)
{
    wire_put_bytes(out, view_of(r->document.data, r->document.len));
    wire_put_u32(out, r->page_count);
    findings_put(out, &r->notes);
    out->failed |= r->document.failed;
}

status pdf_repaired_get(struct pdf_repaired *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(pdf_repaired_clear) struct pdf_repaired got;
    struct view rest = *in, document;
    pdf_repaired_init(&got);
    TRY(wire_get_bytes(&document, &rest, LIMIT_PDF_REPAIRED, e));
    TRY(buf_copy(&got.document, document, e));
    TRY(wire_get_u32(&got.page_count, &rest, e));
    TRY(findings_get(&got.notes, &rest, e));
    pdf_repaired_clear(out);
    *out = got;
    *in = rest;
    pdf_repaired_init(&got);
    return OK;
}
