// SPDX-License-Identifier: Apache-2.0
#include "signer/look.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "policies/certificate_holder.h"
#include "signer/blanks_fill.h"
#include "signer/place.h"
#include "signer/render_protocol.h"

static const double MM = 72 / 25.4;

void sign_look_init(struct sign_look *l)
{
    *l = (struct sign_look){.image = BUF_INIT(LIMIT_IMAGE)};
}

void sign_look_clear(struct sign_look *l)
{
    buf_clear(&l->image);
}

bool look_shows(const struct sign_look *l)
{
    return l->image.len > 0 || l->profile.text.lines[0] != '\0';
}

bool look_is_visible(const struct sign_look *l)
{
    return l->place != PLACE_INVISIBLE && l->place != PLACE_PROFILE;
}

/* ---- settling ---- */

static void take_place(struct sign_look *l)
{
    static const enum place_kind places[PROFILE_PLACE_COUNT] = {[PROFILE_INVISIBLE] = PLACE_INVISIBLE,
                                                                [PROFILE_ASKED] = PLACE_PROFILE,
                                                                [PROFILE_BETWEEN] = PLACE_BETWEEN,
                                                                [PROFILE_OVER_SIGNATURE] = PLACE_OVER_SIGNATURE,
                                                                [PROFILE_TOP_RIGHT] = PLACE_TOP_RIGHT,
                                                                [PROFILE_ANCHOR] = PLACE_ANCHOR,
                                                                [PROFILE_AT] = PLACE_AT};
    const struct profile *p = &l->profile;
    l->place = places[p->place];
    if (p->place == PROFILE_ANCHOR || p->place == PROFILE_OVER_SIGNATURE)
        snprintf(l->text[0], sizeof l->text[0], "%s", p->anchor);
    if (p->place != PROFILE_AT) return;
    l->page = p->page;
    l->x = p->x * MM;
    l->y = p->y * MM;
}

/* A seal's anchor is for where there is no signature to stand over. */
static void settle_place(struct sign_look *l)
{
    bool is_text = l->place == PLACE_ANCHOR || l->place == PLACE_BETWEEN;
    if (l->place == PLACE_PROFILE)
        take_place(l);
    else if (l->profile.place == PROFILE_OVER_SIGNATURE && is_text)
        l->place = PLACE_OVER_SIGNATURE;
}

static bool needs_number(const struct profile *p)
{
    return p->number || profile_text_has(&p->text, "number") || profile_text_has(&p->text, "symbol");
}

/* What is given and not shown would be missed on the page. */
static status check_values(const struct sign_look *l, struct err *e)
{
    const struct profile *p = &l->profile;
    bool has_copy_form = profile_text_has(&p->text, "copy_form");
    ENSURE(!needs_number(p) || l->number[0] != '\0', ERR_USAGE,
           "profile %s shows the number of the document: --number is missing", p->name);
    ENSURE(needs_number(p) || l->number[0] == '\0', ERR_USAGE, "profile %s shows no number: --number is too much",
           p->name);
    ENSURE(!has_copy_form || l->copy_form[0] != '\0', ERR_USAGE,
           "profile %s shows the form of the copy: --copy-form is missing", p->name);
    ENSURE(has_copy_form || l->copy_form[0] == '\0', ERR_USAGE,
           "profile %s shows no form of copy: --copy-form is too much", p->name);
    ENSURE(l->date == 0 || p->date, ERR_USAGE, "profile %s writes no date: --date is too much", p->name);
    return OK;
}

status look_settle(struct sign_look *l, bool has_image, bool has_field, struct err *e)
{
    const struct profile *p = &l->profile;
    bool has_text = p->text.lines[0] != '\0', shows = has_image || has_text, is_given = l->place != PLACE_PROFILE;
    ENSURE(p->picture || !has_image, ERR_USAGE, "profile %s shows no picture: --image is too much", p->name);
    ENSURE(!is_given || shows, ERR_USAGE, "a place without a picture: --image is missing");
    TRY(check_values(l, e));
    l->is_place_given = is_given;
    settle_place(l);
    if (!shows) l->place = PLACE_INVISIBLE;
    ENSURE(l->place != PLACE_PROFILE || has_field, ERR_USAGE,
           "a picture without a place: --place, --anchor, --between or --field is missing");
    return OK;
}

/* ---- drawing ---- */

static void note_size(struct findings *notes, const struct render_drawing *d)
{
    if (d->assumed)
        finding_add(notes, "IMAGE",
                    "the picture does not say its physical size; at %d dots an inch it is %.1f by %.1f mm",
                    (int)RENDER_ASSUMED_DPI, d->w / MM, d->h / MM);
}

/* An organisation is the name of its certificate; a person acts for the one that is named there, too. */
static const char *organisation_of(const struct sign_look *l, const struct certificate_holder *h)
{
    if (l->organisation[0] != '\0') return l->organisation;
    return h->kind == HOLDER_ORGANISATION || h->organisation[0] == '\0' ? h->common_name : h->organisation;
}

static status fill_text(struct render_appearance *a, const struct sign_look *l, const struct look_case *c,
                        struct err *e)
{
    struct certificate_holder h;
    AUTO_BUF text = BUF_INIT(sizeof a->text - 1);
    certificate_holder_read(&h, c->certificate);
    const struct profile_values values = {.number = l->number,
                                          .copy_form = l->copy_form,
                                          .organisation = organisation_of(l, &h),
                                          .signer = h.common_name,
                                          .title = l->title[0] != '\0' ? l->title : h.title,
                                          .time = c->time};
    TRY(profile_text_fill(&text, &l->profile.text, &values, e));
    if (text.len > 0) memcpy(a->text, text.data, text.len);
    return OK;
}

/* Half a page is as wide as a text may become, or the field that it goes into. */
static status set_manner(struct render_appearance *a, const struct sign_look *l, const struct look_case *c,
                         struct err *e)
{
    struct render_sheet sheet;
    a->font_size = l->profile.font_size;
    a->colour = l->profile.colour;
    a->flat = c->flat;
    a->w = l->place == PLACE_AT ? l->w : 0;
    a->h = l->place == PLACE_AT ? l->h : 0;
    a->align = l->place == PLACE_TOP_RIGHT ? RENDER_RIGHT : RENDER_CENTRED;
    if (a->text[0] == '\0') return OK;
    a->wrap = c->room;
    if (c->has_place) return OK;
    TRY(render_page_size(&sheet, &c->document, 1, e));
    a->wrap = sheet.w / 2;
    return OK;
}

static status draw_and_place(struct pdf_request *out, const struct render_appearance *a, const struct sign_look *l,
                             const struct look_case *c, struct findings *notes, struct err *e)
{
    AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(out->appearance.max)};
    TRY(render_draw(&drawn, a, e));
    note_size(notes, &drawn);
    buf_move(&out->appearance, &drawn.pdf);
    return c->has_place ? OK : place_resolve(out, drawn.w, drawn.h, l, c, notes, e);
}

status look_draw(struct pdf_request *out, const struct sign_look *l, const struct look_case *c, struct findings *notes,
                 struct err *e)
{
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    if (l->place == PLACE_NUMBER || l->place == PLACE_DATE) return blanks_fill(out, l, c, notes, e);
    render_appearance_init(&a);
    TRY(buf_copy(&a.image, view_of(l->image.data, l->image.len), e));
    TRY(fill_text(&a, l, c, e));
    TRY(set_manner(&a, l, c, e));
    return draw_and_place(out, &a, l, c, notes, e);
}
