// SPDX-License-Identifier: Apache-2.0
/* What of `seal sign` says which algorithms. */
#include <string.h>

#include "tools/sign_options.h"

status take_pss(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    (void)e;
    a->key.pss = true;
    return OK;
}

status take_digest(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    static const struct {
        const char *name;
        enum digest_algorithm digest;
    } names[] = {{"sha256", DIGEST_SHA256}, {"sha384", DIGEST_SHA384}, {"sha512", DIGEST_SHA512}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(v->text, names[i].name) == 0) a->request.digest_algorithm = names[i].digest;
    ENSURE(a->request.digest_algorithm != DIGEST_NONE, ERR_USAGE, "--digest takes sha256, sha384 or sha512");
    return OK;
}
