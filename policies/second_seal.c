// SPDX-License-Identifier: Apache-2.0
#include "policies/second_seal.h"

#include <string.h>

static bool is_by_another_key(const struct verdict *v, const struct signer_names *sealing)
{
    return v->has_signer && strcmp(v->signer.key_sha256, sealing->key_sha256) != 0;
}

static bool carries_a_seal(const struct earlier_signature *s, const struct signer_names *sealing)
{
    return s->verdict->indication == TOTAL_PASSED && s->covers_everything && is_by_another_key(s->verdict, sealing);
}

/* The reason that helps most: that of the newest signature by somebody else. */
static status say_why_not(const struct earlier_signature *earlier, size_t count, const struct signer_names *sealing,
                          struct err *e)
{
    for (size_t i = count; i > 0; i--) {
        const struct verdict *v = earlier[i - 1].verdict;
        if (!is_by_another_key(v, sealing)) continue;
        ENSURE(v->indication == TOTAL_PASSED, ERR_REFUSED, "no seal: the signature of %s is not valid: %s %s",
               v->signer.common_name, indication_name(v->indication), sub_indication_name(v->sub_indication));
        FAIL(ERR_REFUSED, "no seal: the signature of %s does not cover the whole document", v->signer.common_name);
    }
    FAIL(ERR_REFUSED, "no seal: an authorised person must sign the document first, with another key");
}

status second_seal_allowed(const struct earlier_signature *earlier, size_t count, const struct signer_names *sealing,
                           struct err *e)
{
    for (size_t i = 0; i < count; i++)
        if (carries_a_seal(&earlier[i], sealing)) return OK;
    return say_why_not(earlier, count, sealing, e);
}
