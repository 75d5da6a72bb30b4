// SPDX-License-Identifier: Apache-2.0
/* What of `seal sign` says which level, and how much is to be known of the own certificate. */
#include "tools/sign_options.h"

status take_require_status(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    (void)e;
    a->request.level.require_status = true;
    return OK;
}

status take_evidence(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)e;
    a->evidence = v->text;
    a->request.level.keeps_evidence = true;
    return OK;
}

status sign_level_settle(struct sign_arguments *a, struct err *e)
{
    struct sign_level *l = &a->request.level;
    TRY(level_settle(&a->level, a->request.look.profile.level, e));
    l->level = a->level.level;
    l->is_asked_for = a->level.is_given;
    return OK;
}

status sign_level_open(struct sign_arguments *a, struct trust *trust, struct err *e)
{
    struct sign_level *l = &a->request.level;
    TRY(level_open(&a->level_tools, &a->level, trust, &a->request.check.settings, e));
    l->timestamper = a->level_tools.timestamper;
    l->online = a->level_tools.is_online ? &a->level_tools.online : NULL;
    return OK;
}
