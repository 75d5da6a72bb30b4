// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_priv.h"

#include "formats/base/text.h"
#include "signer/render_client.h"
#include "signer/render_password.h"

static void centre_on(struct pdf_request *out, uint32_t page, double x, double y, double w, double h)
{
    out->page = (int32_t)page;
    out->x = x - w / 2;
    out->y = y - h / 2;
    out->w = w;
    out->h = h;
}

static void note_matches(struct findings *notes, uint32_t matches, const char *text)
{
    if (matches > 1)
        finding_add(notes, "PLACE", "the text \"%s\" occurs %u times; the last one was taken",
                    text_escape_string(text).s, matches);
}

static status find_text(struct render_place *at, uint32_t *matches, const struct document *in,
                        const struct verify_report *before, const struct sign_request *r, struct err *e)
{
    AUTO_CLEAR(render_password_clear) struct render_password password;
    render_password_take(&password, in, before->password);
    return render_find_text(at, matches, &(struct render_document){in, password.text}, r->text[0], e);
}

static status find_between(struct render_place *title, struct render_place *name, uint32_t *matches,
                           const struct document *in, const struct verify_report *before, const struct sign_request *r,
                           struct err *e)
{
    AUTO_CLEAR(render_password_clear) struct render_password password;
    render_password_take(&password, in, before->password);
    return render_find_between(title, name, matches, &(struct render_document){in, password.text}, r->text[0],
                               r->text[1], e);
}

static status place_on_anchor(struct pdf_request *out, double w, double h, const struct document *in,
                              const struct verify_report *before, const struct sign_request *r, struct findings *notes,
                              struct err *e)
{
    struct render_place at;
    uint32_t matches;
    TRY(find_text(&at, &matches, in, before, r, e));
    note_matches(notes, matches, r->text[0]);
    centre_on(out, at.page, at.x + at.w / 2, at.y + at.h / 2, w, h);
    return OK;
}

/* Across: centred on the name, under which both lines are centred; down: midway between the two (annex I, II.7.d). */
static status place_between(struct pdf_request *out, double w, double h, const struct document *in,
                            const struct verify_report *before, const struct sign_request *r, struct findings *notes,
                            struct err *e)
{
    struct render_place title, name;
    uint32_t matches;
    TRY(find_between(&title, &name, &matches, in, before, r, e));
    note_matches(notes, matches, r->text[1]);
    centre_on(out, name.page, name.x + name.w / 2, (title.y + title.h + name.y) / 2, w, h);
    return OK;
}

static const struct signature_report *newest_visible(const struct verify_report *before)
{
    for (size_t i = before->signature_count; i > 0; i--)
        if (before->signatures[i - 1].page > 0) return &before->signatures[i - 1];
    return NULL;
}

/* The seal's right edge stands one third into the signature, level with its middle. */
static status place_over_signature(struct pdf_request *out, double w, double h, const struct verify_report *before,
                                   struct err *e)
{
    const struct signature_report *s = newest_visible(before);
    ENSURE(s != NULL, ERR_REFUSED,
           "no earlier signature can be seen in the document; say where the seal goes with --place");
    centre_on(out, s->page, s->x + s->w / 3 - w / 2, s->y + s->h / 2, w, h);
    return OK;
}

status place_resolve(struct pdf_request *out, double w, double h, const struct document *in,
                     const struct verify_report *before, const struct sign_request *r, struct findings *notes,
                     struct err *e)
{
    switch (r->place) {
    case PLACE_INVISIBLE:
        out->page = 0;
        return OK;
    case PLACE_AT:
        centre_on(out, 1, r->x + w / 2, r->y + h / 2, w, h);
        out->page = r->page;
        return OK;
    case PLACE_ANCHOR:
        return place_on_anchor(out, w, h, in, before, r, notes, e);
    case PLACE_BETWEEN:
        return place_between(out, w, h, in, before, r, notes, e);
    case PLACE_OVER_SIGNATURE:
        return place_over_signature(out, w, h, before, e);
    }
    FAIL(ERR_INTERNAL, "no such way to place a picture");
}
