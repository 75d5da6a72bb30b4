// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_priv.h"

#include <stdio.h>
#include <string.h>

#include "signer/prepared.h"
#include "signer/render_password.h"
#include "signer/sign_kind.h"
#include "signer/utc.h"

enum { STAMP_SLACK = 256 }; /* the next one may differ a little: serial number, fractions of a second */

/* One signature on its way. */
struct signing {
    const struct document *in;
    const struct sign_request *request;
    struct sign_field field;
    struct key_holder *key;
    struct findings *notes;
};

static status draw(struct pdf_request *p, const struct signing *s, const struct verify_report *before, struct err *e)
{
    AUTO_CLEAR(render_password_clear) struct render_password password;
    const struct buf *own = &key_holder_facts(s->key)->certificate;
    render_password_take(&password, s->in, before->password);
    const struct look_case c = {.document = {s->in, password.text},
                                .before = before,
                                .certificate = view_of(own->data, own->len),
                                .time = s->request->check.time,
                                .flat = sign_kind_is_opaque(&before->traits),
                                .has_place = s->field.exists,
                                .room = s->field.w};
    sign_kind_note(s->notes, &before->traits);
    return look_draw(p, &s->request->look, &c, s->notes, e);
}

static status sign_prepared(struct buf *cms, struct pdf_prepared *p, const struct signing *s, struct err *e)
{
    const enum digest_algorithm d = s->field.digest;
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    struct view value;
    TRY(prepared_digest(&digest, p, s->in, d, e));
    TRY(buf_done(&value, &digest, e));
    TRY(key_holder_sign_cms(cms, s->key, d, value, e));
    return sign_level_raise(cms, s->notes, &s->request->level, d, &s->request->check, e);
}

/* *missing: how much more room the signature needs than was left for it; 0: it is in `out`. */
static status try_room(struct document *out, size_t *missing, char name[static LIMIT_TEXT], const struct signing *s,
                       const struct pdf_request *wanted, struct err *e)
{
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    AUTO_BUF cms = BUF_INIT(LIMIT_CMS_OWN);
    struct view signature;
    pdf_prepared_init(&p);
    TRY(worker_pdf_prepare(&p, s->in, wanted, e));
    TRY(prepared_check(&p, s->in, wanted->contents_size, e));
    TRY(sign_prepared(&cms, &p, s, e));
    TRY(buf_done(&signature, &cms, e));
    *missing = signature.len > wanted->contents_size ? signature.len - wanted->contents_size : 0;
    if (*missing > 0) return OK;
    snprintf(name, LIMIT_TEXT, "%s", p.field);
    findings_append(s->notes, &p.notes);
    return prepared_embed(out, &p, s->in, signature, e);
}

/* A time-stamp may be larger than was guessed: once more, with room for it. */
static status sign_with_room(struct document *out, char name[static LIMIT_TEXT], const struct signing *s,
                             struct pdf_request *wanted, struct err *e)
{
    size_t missing;
    TRY(try_room(out, &missing, name, s, wanted, e));
    if (missing == 0) return OK;
    finding_add(s->notes, "STAMP",
                "the time-stamp was larger than the room left for it: the document was signed once more");
    wanted->contents_size += (uint32_t)(missing + STAMP_SLACK);
    TRY(try_room(out, &missing, name, s, wanted, e));
    ENSURE(missing == 0, ERR_REMOTE, "the time-stamp is larger than the room left for it, again");
    return OK;
}

status sign_pdf(struct document *out, char name[static LIMIT_TEXT], struct findings *notes, const struct document *in,
                const struct verify_report *before, const struct sign_request *r, struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(pdf_request_clear) struct pdf_request wanted;
    struct signing s = {.in = in, .request = r, .key = k, .notes = notes};
    size_t cms_size;
    pdf_request_init(&wanted);
    snprintf(wanted.field, sizeof wanted.field, "%s", r->field);
    TRY(sign_field_ask(&s.field, &wanted, notes, in, before, r, k, e));
    TRY(key_holder_cms_size(&cms_size, k, s.field.digest, e));
    cms_size += sign_level_room(&r->level);
    ENSURE(cms_size <= LIMIT_CMS_OWN, ERR_INTERNAL, "the signature would be larger than %d bytes", LIMIT_CMS_OWN);
    wanted.contents_size = (uint32_t)cms_size;
    utc_text(wanted.claimed_time, sizeof wanted.claimed_time, r->check.time);
    const struct buf *own = &key_holder_facts(k)->certificate;
    TRY(sign_kind_describe(&wanted, view_of(own->data, own->len), e));
    if (s.field.is_drawn) TRY(draw(&wanted, &s, before, e));
    if (sign_with_room(out, name, &s, &wanted, e) != OK) return sign_field_explain(in, before, &wanted, e);
    out->password = in->password;
    return OK;
}
