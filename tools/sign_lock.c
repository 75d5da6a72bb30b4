// SPDX-License-Identifier: Apache-2.0
/* What of `seal sign` says what may follow the signature of a PDF. */
#include <string.h>

#include "tools/sign_options.h"

status take_certify(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    bool is_level = strlen(v->text) == 1 && v->text[0] >= '1' && v->text[0] <= '3';
    ENSURE(is_level, ERR_USAGE, "--certify takes 1, 2 or 3");
    a->request.forbids.certify = (uint32_t)(v->text[0] - '0');
    return OK;
}

static status set_action(struct pdf_restriction *r, enum pdf_lock_action action, struct err *e)
{
    ENSURE(r->lock == PDF_LOCK_NONE || (r->lock == action && !r->is_final), ERR_USAGE,
           "only one of --lock all, --lock NAME, --lock-except and --final");
    r->lock = action;
    return OK;
}

static status add_name(struct pdf_restriction *r, const char *text, size_t len, struct err *e)
{
    ENSURE(len > 0 && len < sizeof r->name[0], ERR_USAGE, "a lock takes names of fields, with commas between them");
    ENSURE(r->count < LIMIT_PDF_LOCK_NAMES, ERR_USAGE, "more than %d names of fields", LIMIT_PDF_LOCK_NAMES);
    memcpy(r->name[r->count], text, len);
    r->name[r->count++][len] = '\0';
    return OK;
}

static status add_names(struct pdf_restriction *r, const char *text, struct err *e)
{
    for (;;) {
        size_t len = strcspn(text, ",");
        TRY(add_name(r, text, len, e));
        if (text[len] == '\0') return OK;
        text += len + 1;
    }
}

status take_lock(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    struct pdf_restriction *r = &a->request.forbids;
    if (strcmp(v->text, "all") == 0) return set_action(r, PDF_LOCK_ALL, e);
    TRY(set_action(r, PDF_LOCK_INCLUDE, e));
    return add_names(r, v->text, e);
}

status take_lock_except(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    struct pdf_restriction *r = &a->request.forbids;
    TRY(set_action(r, PDF_LOCK_EXCLUDE, e));
    return add_names(r, v->text, e);
}

status take_final(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    TRY(set_action(&a->request.forbids, PDF_LOCK_ALL, e));
    a->request.forbids.is_final = true;
    return OK;
}

status sign_options_check_lock(const struct sign_arguments *a, struct err *e)
{
    const struct sign_request *r = &a->request;
    ENSURE(!r->forbids.is_final || r->look.profile.rule != PROFILE_OFFICIAL, ERR_USAGE,
           "--final is for the last seal (--profile seal): after an official's signature the seal must follow");
    ENSURE(!r->forbids.is_final || r->forbids.certify == 0, ERR_USAGE, "--final and --certify do not go together");
    return OK;
}
