// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_priv.h"

#include <stdio.h>
#include <string.h>

#include "signer/prepared.h"
#include "signer/render_protocol.h"
#include "signer/sign_kind.h"
#include "signer/utc.h"

#define DIGEST DIGEST_SHA256

enum { STAMP_SLACK = 256 }; /* the next one may differ a little: serial number, fractions of a second */

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
    a.flat = sign_kind_is_opaque(&before->traits);
    TRY(buf_copy(&a.image, view_of(r->image.data, r->image.len), e));
    TRY(render_draw(&drawn, &a, e));
    note_size(notes, &drawn);
    sign_kind_note(notes, &before->traits);
    buf_move(&p->appearance, &drawn.pdf);
    return place_resolve(p, drawn.w, drawn.h, in, before, r, notes, e);
}

static status sign_prepared(struct buf *cms, struct findings *notes, const struct document *in,
                            struct pdf_prepared *p, const struct sign_request *r, struct key_holder *k, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    struct view value;
    TRY(prepared_digest(&digest, p, in, DIGEST, e));
    TRY(buf_done(&value, &digest, e));
    TRY(key_holder_sign_cms(cms, k, DIGEST, value, e));
    return sign_level_raise(cms, notes, &r->level, DIGEST, &r->check, e);
}

/* *missing: how much more room the signature needs than was left for it; 0: it is in `out`. */
static status try_room(struct document *out, size_t *missing, char name[static LIMIT_TEXT], struct findings *notes,
                       const struct document *in, const struct pdf_request *wanted, const struct sign_request *r,
                       struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    AUTO_BUF cms = BUF_INIT(LIMIT_CMS_OWN);
    struct view signature;
    pdf_prepared_init(&p);
    TRY(worker_pdf_prepare(&p, in, wanted, e));
    TRY(prepared_check(&p, in, wanted->contents_size, e));
    TRY(sign_prepared(&cms, notes, in, &p, r, k, e));
    TRY(buf_done(&signature, &cms, e));
    *missing = signature.len > wanted->contents_size ? signature.len - wanted->contents_size : 0;
    if (*missing > 0) return OK;
    snprintf(name, LIMIT_TEXT, "%s", p.field);
    findings_append(notes, &p.notes);
    return prepared_embed(out, &p, in, signature, e);
}

/* A time-stamp may be larger than was guessed: once more, with room for it. */
static status sign_with_room(struct document *out, char name[static LIMIT_TEXT], struct findings *notes,
                             const struct document *in, struct pdf_request *wanted, const struct sign_request *r,
                             struct key_holder *k, struct err *e)
{
    size_t missing;
    TRY(try_room(out, &missing, name, notes, in, wanted, r, k, e));
    if (missing == 0) return OK;
    finding_add(notes, "STAMP",
                "the time-stamp was larger than the room left for it: the document was signed once more");
    wanted->contents_size += (uint32_t)(missing + STAMP_SLACK);
    TRY(try_room(out, &missing, name, notes, in, wanted, r, k, e));
    ENSURE(missing == 0, ERR_REMOTE, "the time-stamp is larger than the room left for it, again");
    return OK;
}

status sign_pdf(struct document *out, char name[static LIMIT_TEXT], struct findings *notes, const struct document *in,
                const struct verify_report *before, const struct sign_request *r, struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(pdf_request_clear) struct pdf_request wanted;
    size_t cms_size;
    pdf_request_init(&wanted);
    TRY(key_holder_cms_size(&cms_size, k, DIGEST, e));
    cms_size += sign_level_room(&r->level);
    ENSURE(cms_size <= LIMIT_CMS_OWN, ERR_INTERNAL, "the signature would be larger than %d bytes", LIMIT_CMS_OWN);
    wanted.contents_size = (uint32_t)cms_size;
    snprintf(wanted.field, sizeof wanted.field, "%s", r->field);
    utc_text(wanted.claimed_time, sizeof wanted.claimed_time, r->check.time);
    const struct buf *own = &key_holder_facts(k)->certificate;
    TRY(sign_kind_describe(&wanted, view_of(own->data, own->len), e));
    if (r->place != PLACE_INVISIBLE) TRY(draw(&wanted, in, before, r, notes, e));
    TRY(sign_with_room(out, name, notes, in, &wanted, r, k, e));
    out->password = in->password;
    return OK;
}
