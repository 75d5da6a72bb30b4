// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_level.h"

#include "formats/cms/cms_stamp.h"
#include "formats/cms/digest.h"

status sign_level_check(struct findings *notes, const struct sign_level *l, enum document_format format, struct err *e)
{
    if (format != DOCUMENT_XML || l->level == LEVEL_B) return OK;
    ENSURE(!l->is_asked_for, ERR_REFUSED, "--level: XML documents are signed at B-B only");
    finding_add(notes, "STAMP", "XML documents are signed at B-B only: no time-stamp was asked for");
    return OK;
}

size_t sign_level_room(const struct sign_level *l)
{
    return l->level == LEVEL_B ? 0 : cms_timestamp_room(timestamper_token_size(l->timestamper));
}

static status stamp(struct buf *token, struct findings *notes, const struct sign_level *l, enum digest_algorithm d,
                    struct view cms, const struct judge_context *c, struct err *e)
{
    AUTO_BUF value = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    struct view done;
    TRY(cms_signature_value(&value, cms, e));
    TRY(digest_bytes(&digest, d, view_of(value.data, value.len), e));
    TRY(buf_done(&done, &digest, e));
    return timestamper_ask(token, l->timestamper, d, done, c, notes, e);
}

status sign_level_raise(struct buf *cms, struct findings *notes, const struct sign_level *l, enum digest_algorithm d,
                        const struct judge_context *c, struct err *e)
{
    AUTO_BUF token = BUF_INIT(LIMIT_STAMP_ANSWER);
    AUTO_BUF raised = BUF_INIT(cms->max);
    if (l->level == LEVEL_B) return OK;
    struct view own = view_of(cms->data, cms->len);
    TRY(stamp(&token, notes, l, d, own, c, e));
    TRY(cms_add_timestamp(&raised, own, view_of(token.data, token.len), e));
    buf_move(cms, &raised);
    return OK;
}

void sign_level_compare(struct findings *notes, const struct sign_level *l, const struct signature_report *own)
{
    enum proof_level by_itself = l->level > LEVEL_T ? LEVEL_T : l->level; /* the rest is extend.h's */
    if (own->verdict.level >= by_itself || own->verdict.indication == TOTAL_FAILED) return;
    finding_add(notes, "STAMP", "what is asked of the level does not prove itself yet: the verifier sees %s",
                own->level);
}
