// SPDX-License-Identifier: Apache-2.0
/* The options of `seal sign` about many files. */
#include <string.h>

#include "tools/parallel.h"
#include "tools/sign_options.h"

status take_jobs(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    return parallel_jobs(&a->batch.jobs, v->text, e);
}

status take_resume(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    (void)e;
    a->batch.resume = true;
    return OK;
}

status take_rename(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    ENSURE(strcmp(v->text, "safe") == 0, ERR_USAGE, "--rename takes safe");
    a->batch.safe_names = true;
    return OK;
}

status take_quiet(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    (void)e;
    a->batch.quiet = true;
    return OK;
}

status take_json_events(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    (void)e;
    a->json = a->batch.events = true;
    return OK;
}
