// SPDX-License-Identifier: Apache-2.0
#include "signer/one_act.h"

#include <string.h>

#include "signer/utc.h"

static bool may_belong(const struct signature_report *s)
{
    return !s->is_timestamp && s->is_intact && s->verdict.has_signer && s->pdf_coverage >= PDF_COVERS_REVISION;
}

static bool are_close(const struct signature_report *a, const struct signature_report *b)
{
    int64_t first = utc_read(a->claimed_time), second = utc_read(b->claimed_time);
    return first > 0 && second >= first && second - first <= ONE_ACT_SECONDS;
}

/* Does signature i continue the one before it? */
static bool continues(const struct verify_report *r, size_t i)
{
    if (i == 0 || i >= r->signature_count) return false;
    const struct signature_report *a = &r->signatures[i - 1], *b = &r->signatures[i];
    return may_belong(a) && may_belong(b) && b->revision == a->revision + 1 &&
           strcmp(a->verdict.signer.key_sha256, b->verdict.signer.key_sha256) == 0 && are_close(a, b);
}

bool one_act(size_t *first, size_t *last, const struct verify_report *r, size_t i)
{
    size_t from = i, to = i;
    if (r->format != DOCUMENT_PDF) return false;
    while (continues(r, from)) from--;
    while (continues(r, to + 1)) to++;
    *first = from;
    *last = to;
    return from < to;
}
