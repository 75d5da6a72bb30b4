// SPDX-License-Identifier: Apache-2.0
/* What of `seal sign` is about damaged files. */
#include "tools/sign_options.h"

status take_repair(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    (void)e;
    a->request.repair = true;
    return OK;
}
