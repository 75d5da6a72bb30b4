// SPDX-License-Identifier: Apache-2.0
#include "tools/sign_look.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "tools/profile_file.h"

status take_profile(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)e;
    a->profile = v->text;
    return OK;
}

status take_number(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    return profile_number(a->request.look.number, v->text, e);
}

/* Noon in Vietnam of a day that there is. */
status take_date(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    char noon[64];
    struct err why = {0};
    snprintf(noon, sizeof noon, "%.10sT12:00:00+07:00", v->text);
    bool is_day = strlen(v->text) == 10 && options_time(&a->request.look.date, noon, &why) == OK;
    AUTO_BUF back = BUF_INIT(sizeof noon);
    if (is_day) profile_time(&back, "yyyy-MM-dd", a->request.look.date); /* the 31st of April is the 1st of May */
    ENSURE(is_day && view_equals_string(view_of(back.data, back.len), v->text), ERR_USAGE,
           "--date takes a day, as in 2026-11-24");
    return OK;
}

status take_copy_form(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    static const char *const forms[] = {"SAO Y", "SAO LỤC", "TRÍCH SAO", "Sao y", "Sao lục", "Trích sao"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (strcmp(v->text, forms[i]) == 0)
            return options_copy(a->request.look.copy_form, LIMIT_TEXT, v->text, "--copy-form", e);
    FAIL(ERR_USAGE, "--copy-form takes \"SAO Y\", \"SAO LỤC\" or \"TRÍCH SAO\"");
}

/* Refused here rather than when it is drawn. */
static status copy_clean(char out[static LIMIT_TEXT], const char *text, const char *option, struct err *e)
{
    ENSURE(text[0] != '\0' && text_is_clean(view_of_string(text)), ERR_USAGE,
           "%s: empty, or with control characters or characters that reorder text", option);
    return options_copy(out, LIMIT_TEXT, text, option, e);
}

status take_organisation(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    return copy_clean(a->request.look.organisation, v->text, "--organisation", e);
}

status take_title(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    return copy_clean(a->request.look.title, v->text, "--title", e);
}

status sign_look_check(struct sign_arguments *a, struct err *e)
{
    struct sign_look *l = &a->request.look;
    TRY(profile_find(&l->profile, a->profile == NULL ? "official" : a->profile, e));
    return look_settle(l, a->image != NULL, a->request.field[0] != '\0', e);
}
