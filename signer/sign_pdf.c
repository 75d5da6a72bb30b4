// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_priv.h"

#include <stdio.h>
#include <string.h>

#include "signer/prepared.h"
#include "signer/render_protocol.h"
#include "signer/utc.h"

#define DIGEST DIGEST_SHA256

static void note_size(struct findings *notes, const struct render_drawing *d)
{
    const double mm = 25.4 / 72;
    if (d->assumed)
        finding_add(notes, "IMAGE",
                    "the picture does not say its physical size; at %d dots an inch it is %.1f by %.1f mm",
                    (int)RENDER_ASSUMED_DPI, d->w * mm, d->h * mm);
}

static status draw(struct pdf_request *p, const struct document *in, const struct verify_report *before,
                   const struct sign_request *r, struct findings *notes, struct err *e)
{
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(p->appearance.max)};
    render_appearance_init(&a);
    a.w = r->w;
    a.h = r->h;
    TRY(buf_copy(&a.image, view_of(r->image.data, r->image.len), e));
    TRY(render_draw(&drawn, &a, e));
    note_size(notes, &drawn);
    buf_move(&p->appearance, &drawn.pdf);
    return place_resolve(p, drawn.w, drawn.h, in, before, r, notes, e);
}

static status sign_prepared(struct document *out, const struct document *in, struct pdf_prepared *p,
                            struct key_holder *k, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF cms = BUF_INIT(LIMIT_CMS_OWN);
    struct view value, signature;
    TRY(prepared_digest(&digest, p, in, DIGEST, e));
    TRY(buf_done(&value, &digest, e));
    TRY(key_holder_sign_cms(&cms, k, DIGEST, value, e));
    TRY(buf_done(&signature, &cms, e));
    return prepared_embed(out, p, in, signature, e);
}

status sign_pdf(struct document *out, char name[static LIMIT_TEXT], struct findings *notes, const struct document *in,
                const struct verify_report *before, const struct sign_request *r, struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(pdf_request_clear) struct pdf_request wanted;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    size_t cms_size;
    pdf_request_init(&wanted);
    pdf_prepared_init(&p);
    TRY(key_holder_cms_size(&cms_size, k, DIGEST, e));
    ENSURE(cms_size <= LIMIT_CMS_OWN, ERR_INTERNAL, "the signature would be larger than %d bytes", LIMIT_CMS_OWN);
    wanted.contents_size = (uint32_t)cms_size;
    snprintf(wanted.field, sizeof wanted.field, "%s", r->field);
    utc_text(wanted.claimed_time, sizeof wanted.claimed_time, r->check.time);
    if (r->place != PLACE_INVISIBLE) TRY(draw(&wanted, in, before, r, notes, e));
    TRY(worker_pdf_prepare(&p, in, &wanted, e));
    TRY(prepared_check(&p, in, wanted.contents_size, e));
    TRY(sign_prepared(out, in, &p, k, e));
    snprintf(name, LIMIT_TEXT, "%s", p.field);
    return OK;
}
