// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_priv.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/cms/digest.h"
#include "signer/render_protocol.h"
#include "signer/utc.h"

static void note_size(struct findings *notes, const struct render_drawing *d)
{
    const double mm = 25.4 / 72;
    if (d->assumed)
        finding_add(notes, "IMAGE",
                    "the picture does not say its physical size; at %d dots an inch it is %.1f by %.1f mm",
                    (int)RENDER_ASSUMED_DPI, d->w * mm, d->h * mm);
}

static status draw(struct pdf_request *p, const struct document *in, const struct verify_report *before,
                   const struct sign_request *r, const struct sign_field *field, struct findings *notes,
                   struct err *e)
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
    return field->exists ? OK : place_resolve(p, drawn.w, drawn.h, in, before, r, notes, e);
}

/* Where the gap must be if the worker told the truth: inside what it added, one hex string as long as asked. */
static status check_range(const struct pdf_prepared *p, size_t original, uint32_t contents_size, struct view prepared,
                          struct err *e)
{
    const uint64_t *range = p->byte_range;
    uint64_t gap = 2 * (uint64_t)contents_size + 2;
    ENSURE(range[0] == 0 && range[1] >= original && range[2] == range[1] + gap && range[2] < prepared.len &&
               range[3] == prepared.len - range[2],
           ERR_INTERNAL, "the worker prepared a ByteRange that does not fit its update");
    struct view hole = view_part(prepared, range[1], (size_t)gap);
    ENSURE(hole.data[0] == '<' && hole.data[gap - 1] == '>', ERR_INTERNAL,
           "the worker prepared a ByteRange that does not fit its update");
    for (size_t i = 1; i < gap - 1; i++)
        ENSURE(hole.data[i] == '0', ERR_INTERNAL, "the worker prepared a ByteRange that does not fit its update");
    return OK;
}

/* What is signed: original and update without the gap, read here and not in the parser. */
static status digest_prepared(struct buf *out, enum digest_algorithm algorithm, struct view prepared,
                              const uint64_t range[4], struct err *e)
{
    AUTO(digester_free)
    struct digester *d = NULL;
    TRY(digester_new(&d, algorithm, e));
    TRY(digester_update(d, view_part(prepared, 0, range[1]), e));
    TRY(digester_update(d, view_part(prepared, range[2], range[3]), e));
    return digester_finish(out, d, e);
}

static status embed(struct document *out, struct view prepared, const uint64_t range[4], struct view cms, struct err *e)
{
    size_t hole = (size_t)(range[2] - range[1]) - 2;
    AUTO_BUF hex = BUF_INIT(2 * LIMIT_CMS);
    struct view digits;
    text_put_hex(&hex, cms);
    TRY(buf_done(&digits, &hex, e));
    ENSURE(digits.len <= hole, ERR_INTERNAL, "the signature is larger than the room that was made for it");
    size_t after = (size_t)range[1] + 1 + digits.len;
    struct view parts[] = {view_part(prepared, 0, (size_t)range[1] + 1), digits,
                           view_part(prepared, after, prepared.len - after)};
    return document_join(out, parts, 3, e);
}

static status prepare(struct document *prepared, struct pdf_prepared *p, const struct document *in,
                      const struct pdf_request *wanted, struct err *e)
{
    TRY(worker_pdf_prepare(p, in, wanted, e));
    struct view parts[] = {in->bytes, view_of(p->update.data, p->update.len)};
    TRY(document_join(prepared, parts, 2, e));
    ENSURE(view_equal(view_part(prepared->bytes, 0, in->bytes.len), in->bytes), ERR_INTERNAL,
           "the original is not the beginning of the prepared file");
    return check_range(p, in->bytes.len, wanted->contents_size, prepared->bytes, e);
}

static status sign_prepared(struct document *out, const struct document *prepared, const struct pdf_prepared *p,
                            enum digest_algorithm algorithm, struct key_holder *k, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF cms = BUF_INIT(LIMIT_CMS_OWN);
    struct view value, signature;
    TRY(digest_prepared(&digest, algorithm, prepared->bytes, p->byte_range, e));
    TRY(buf_done(&value, &digest, e));
    TRY(key_holder_sign_cms(&cms, k, algorithm, value, e));
    TRY(buf_done(&signature, &cms, e));
    return embed(out, prepared->bytes, p->byte_range, signature, e);
}

status sign_pdf(struct document *out, char name[static LIMIT_TEXT], struct findings *notes, const struct document *in,
                const struct verify_report *before, const struct sign_request *r, struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(pdf_request_clear) struct pdf_request wanted;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    AUTO_CLEAR(document_clear) struct document prepared = DOCUMENT_NONE;
    struct sign_field field;
    size_t cms_size;
    pdf_request_init(&wanted);
    pdf_prepared_init(&p);
    snprintf(wanted.field, sizeof wanted.field, "%s", r->field);
    TRY(sign_field_ask(&field, &wanted, notes, in, before, r, k, e));
    TRY(key_holder_cms_size(&cms_size, k, field.digest, e));
    ENSURE(cms_size <= LIMIT_CMS_OWN, ERR_INTERNAL, "the signature would be larger than %d bytes", LIMIT_CMS_OWN);
    wanted.contents_size = (uint32_t)cms_size;
    utc_text(wanted.claimed_time, sizeof wanted.claimed_time, r->check.time);
    if (field.is_drawn) TRY(draw(&wanted, in, before, r, &field, notes, e));
    if (prepare(&prepared, &p, in, &wanted, e) != OK) return sign_field_explain(in, before, &wanted, e);
    TRY(sign_prepared(out, &prepared, &p, field.digest, k, e));
    snprintf(name, LIMIT_TEXT, "%s", p.field);
    return OK;
}
