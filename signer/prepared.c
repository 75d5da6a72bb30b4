// SPDX-License-Identifier: Apache-2.0
#include "signer/prepared.h"

#include <string.h>

#include "formats/base/text.h"
#include "formats/cms/digest.h"

/* The ends of the gap, counted in the update. */
struct gap {
    size_t start, end;
};

static struct gap gap_of(const struct pdf_prepared *p, const struct document *in)
{
    return (struct gap){(size_t)p->byte_range[1] - in->bytes.len, (size_t)p->byte_range[2] - in->bytes.len};
}

static bool holds_only(struct view v, uint8_t byte)
{
    for (size_t i = 0; i < v.len; i++)
        if (v.data[i] != byte) return false;
    return true;
}

status prepared_check(const struct pdf_prepared *p, const struct document *in, uint32_t contents_size, struct err *e)
{
    const uint64_t *range = p->byte_range, original = in->bytes.len, size = original + p->update.len;
    uint64_t room = 2 * (uint64_t)contents_size + 2;
    ENSURE(range[0] == 0 && range[1] >= original && range[1] < size && room < size - range[1] &&
               range[2] == range[1] + room && range[3] == size - range[2],
           ERR_INTERNAL, "the worker prepared a ByteRange that does not fit its update");
    struct view gap = view_of(p->update.data + (range[1] - original), (size_t)room);
    ENSURE(gap.data[0] == '<' && gap.data[gap.len - 1] == '>' && holds_only(view_part(gap, 1, gap.len - 2), '0'),
           ERR_INTERNAL, "the worker prepared a ByteRange that does not fit its update");
    return OK;
}

status prepared_digest(struct buf *out, const struct pdf_prepared *p, const struct document *in,
                       enum digest_algorithm a, struct err *e)
{
    AUTO(digester_free)
    struct digester *d = NULL;
    struct view update = view_of(p->update.data, p->update.len);
    struct gap gap = gap_of(p, in);
    TRY(document_digester(&d, in, a, e));
    TRY(digester_update(d, view_part(update, 0, gap.start), e));
    TRY(digester_update(d, view_part(update, gap.end, update.len - gap.end), e));
    return digester_finish(out, d, e);
}

status prepared_embed(struct document *out, struct pdf_prepared *p, const struct document *in, struct view contents,
                      struct err *e)
{
    AUTO_BUF hex = BUF_INIT(2 * LIMIT_CMS);
    struct view digits, update;
    struct gap gap = gap_of(p, in);
    text_put_hex(&hex, contents);
    TRY(buf_done(&digits, &hex, e));
    ENSURE(digits.len <= gap.end - gap.start - 2, ERR_INTERNAL,
           "the signature is larger than the room that was made for it");
    TRY(buf_done(&update, &p->update, e));
    memcpy(p->update.data + gap.start + 1, digits.data, digits.len);
    return document_extend(out, in, update, e);
}
