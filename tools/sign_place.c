// SPDX-License-Identifier: Apache-2.0
/* What of `seal sign` says where a picture goes, and which. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sign_options.h"

static status set_place(struct sign_look *l, enum place_kind place, struct err *e)
{
    ENSURE(l->place == PLACE_PROFILE, ERR_USAGE, "only one of --place, --anchor and --between");
    l->place = place;
    return OK;
}

/* page,x,y or page,x,y,w,h */
status take_place(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    struct sign_look *l = &a->request.look;
    double *const numbers[] = {&l->x, &l->y, &l->w, &l->h};
    char *rest;
    TRY(set_place(l, PLACE_AT, e));
    long page = strtol(v->text, &rest, 10);
    ENSURE(rest != v->text && *rest == ',' && (page == -1 || (page >= 1 && page <= LIMIT_PDF_PAGES)), ERR_USAGE,
           "--place takes page,x,y or page,x,y,width,height");
    l->page = (int32_t)page;
    size_t count = 0;
    for (const char *at = rest; *at == ','; count++) {
        at++;
        size_t len = strcspn(at, ",");
        ENSURE(count < 4, ERR_USAGE, "--place takes page,x,y or page,x,y,width,height");
        TRY(options_length(numbers[count], at, len, e));
        at += len;
    }
    ENSURE(count == 2 || count == 4, ERR_USAGE, "--place takes page,x,y or page,x,y,width,height");
    ENSURE(count == 2 || (l->w > 0 && l->h > 0), ERR_USAGE, "--place: width and height must be positive");
    return OK;
}

status take_anchor(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    struct sign_look *l = &a->request.look;
    TRY(set_place(l, PLACE_ANCHOR, e));
    return options_copy(l->text[0], sizeof l->text[0], v->text, "--anchor", e);
}

status take_between(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    struct sign_look *l = &a->request.look;
    TRY(set_place(l, PLACE_BETWEEN, e));
    ENSURE(optind < v->argc, ERR_USAGE, "--between takes two texts, the title and the name");
    TRY(options_copy(l->text[0], sizeof l->text[0], v->text, "--between", e));
    return options_copy(l->text[1], sizeof l->text[1], v->argv[optind++], "--between", e);
}

status take_image(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)e;
    a->image = v->text;
    return OK;
}
