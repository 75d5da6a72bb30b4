// SPDX-License-Identifier: Apache-2.0
#include "signer/archive.h"

#include "formats/cms/digest.h"
#include "signer/prepared.h"
#include "signer/worker_client.h"

enum { STAMP_SLACK = 256 }; /* the next token may differ a little: serial number, fractions of a second */

/* *missing: how much more room the token needs than was left for it; 0: it is in `out`. */
static status try_room(struct document *out, size_t *missing, struct findings *notes, const struct document *in,
                       const struct pdf_request *wanted, struct timestamper *t, const struct judge_context *c,
                       struct err *e)
{
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF token = BUF_INIT(LIMIT_CMS_OWN);
    struct view value, bytes;
    pdf_prepared_init(&p);
    TRY(worker_pdf_prepare(&p, in, wanted, e));
    TRY(prepared_check(&p, in, wanted->contents_size, e));
    TRY(prepared_digest(&digest, &p, in, DIGEST_SHA256, e));
    TRY(buf_done(&value, &digest, e));
    TRY(timestamper_ask(&token, t, DIGEST_SHA256, value, c, notes, e));
    TRY(buf_done(&bytes, &token, e));
    *missing = bytes.len > wanted->contents_size ? bytes.len - wanted->contents_size : 0;
    return *missing > 0 ? OK : prepared_embed(out, &p, in, bytes, e);
}

status archive_stamp(struct document *out, struct findings *notes, const struct document *in, struct timestamper *t,
                     const struct judge_context *c, struct err *e)
{
    AUTO_CLEAR(pdf_request_clear) struct pdf_request wanted;
    size_t missing, room = timestamper_token_size(t);
    pdf_request_init(&wanted);
    wanted.is_timestamp = true;
    ENSURE(room > 0 && room <= LIMIT_CMS_OWN - STAMP_SLACK, ERR_INTERNAL, "the signature would be larger than %d bytes",
           LIMIT_CMS_OWN);
    wanted.contents_size = (uint32_t)room;
    TRY(try_room(out, &missing, notes, in, &wanted, t, c, e));
    if (missing == 0) return OK;
    ENSURE(room + missing + STAMP_SLACK <= LIMIT_CMS_OWN, ERR_REMOTE,
           "the time-stamp is larger than the room left for it, again");
    wanted.contents_size = (uint32_t)(room + missing + STAMP_SLACK);
    TRY(try_room(out, &missing, notes, in, &wanted, t, c, e));
    ENSURE(missing == 0, ERR_REMOTE, "the time-stamp is larger than the room left for it, again");
    return OK;
}

status archive_store(struct document *out, bool *added, const struct document *in, const struct proofs *add,
                     struct err *e)
{
    AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
    *added = false;
    if (add->count == 0) return OK;
    TRY(worker_pdf_store(&update, in, add, e));
    if (update.len == 0) return OK;
    TRY(document_extend(out, in, view_of(update.data, update.len), e));
    *added = true;
    return OK;
}
