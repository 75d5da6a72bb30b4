// SPDX-License-Identifier: Apache-2.0
#include "signer/place.h"

#include <math.h>
#include <string.h>

#include "formats/base/text.h"
#include "policies/certificate_holder.h"
#include "signer/render_client.h"

static const double MM = 72 / 25.4;
/* Annex I, part I, I.2: 20 to 25 mm at the top, 15 to 20 at the right; the text stands in the top margin. */
static const double RIGHT_MARGIN = 15 * MM, TOP = 10 * MM, BETWEEN_TEXTS = 2;

static void put_box(struct pdf_request *out, uint32_t page, double x, double y, double w, double h)
{
    out->page = (int32_t)page;
    out->x = x;
    out->y = y;
    out->w = w;
    out->h = h;
}

static void centre_on(struct pdf_request *out, uint32_t page, double x, double y, double w, double h)
{
    put_box(out, page, x - w / 2, y - h / 2, w, h);
}

static void note_matches(struct findings *notes, uint32_t matches, const char *text)
{
    if (matches > 1)
        finding_add(notes, "PLACE", "the text \"%s\" occurs %u times; the last one was taken",
                    text_escape_string(text).s, matches);
}

/* ---- texts of the document ---- */

static status find_anchor(struct render_place *out, const struct sign_look *l, const struct look_case *c,
                          struct findings *notes, struct err *e)
{
    uint32_t matches;
    TRY(render_find_text(out, &matches, &c->document, l->text[0], e));
    note_matches(notes, matches, l->text[0]);
    return OK;
}

static status place_on_anchor(struct pdf_request *out, double w, double h, const struct sign_look *l,
                              const struct look_case *c, struct findings *notes, struct err *e)
{
    struct render_place at;
    TRY(find_anchor(&at, l, c, notes, e));
    centre_on(out, at.page, at.x + at.w / 2, at.y + at.h / 2, w, h);
    return OK;
}

/* Title and name: as given, else as the certificate has them. */
static status title_and_name(const char **title, const char **name, const struct sign_look *l,
                             const struct certificate_holder *h, struct err *e)
{
    *title = l->text[0][0] != '\0' ? l->text[0] : l->title[0] != '\0' ? l->title : h->title;
    *name = l->text[1][0] != '\0' ? l->text[1] : h->common_name;
    ENSURE(
        (*title)[0] != '\0', ERR_USAGE,
        "a picture without a place: the certificate of %s names no title. --title says the line of the document over "
        "the name; or --between TITLE NAME, --anchor TEXT, --place PAGE,X,Y",
        h->common_name);
    return OK;
}

/* Across: centred on the name, under which both lines are centred; down: midway between the two (annex I, II.7.d). */
static status place_between(struct pdf_request *out, double w, double h, const struct sign_look *l,
                            const struct look_case *c, struct findings *notes, struct err *e)
{
    struct certificate_holder holder;
    struct render_place above, below;
    const char *title, *name;
    uint32_t matches;
    certificate_holder_read(&holder, c->certificate);
    TRY(title_and_name(&title, &name, l, &holder, e));
    TRY(render_find_between(&above, &below, &matches, &c->document, title, name, e));
    note_matches(notes, matches, name);
    centre_on(out, below.page, below.x + below.w / 2, (above.y + above.h + below.y) / 2, w, h);
    return OK;
}

/* ---- earlier signatures ---- */

static bool is_by(const struct signature_report *s, const struct signer_names *own)
{
    return s->verdict.has_signer && strcmp(s->verdict.signer.key_sha256, own->key_sha256) == 0;
}

static bool is_of_a_person(const struct signature_report *s)
{
    struct certificate_holder h;
    certificate_holder_read(&h, view_of(s->certificate.data, s->certificate.len));
    return h.kind != HOLDER_ORGANISATION;
}

/* One that is seen, holds, and is neither ours nor another body's seal. */
static const struct signature_report *newest_of_a_person(const struct verify_report *before,
                                                         const struct signer_names *own, bool passed)
{
    for (size_t i = before->signature_count; i > 0; i--) {
        const struct signature_report *s = &before->signatures[i - 1];
        bool holds = passed ? s->verdict.indication == TOTAL_PASSED : s->is_intact;
        if (s->page > 0 && !s->is_timestamp && holds && !is_by(s, own) && is_of_a_person(s)) return s;
    }
    return NULL;
}

/* No signature is seen: the right edge where the anchor begins, or over the left third of a signature between the two.
 */
static status place_beside(struct pdf_request *out, double w, double h, const struct sign_look *l,
                           const struct look_case *c, struct findings *notes, struct err *e)
{
    struct render_place at;
    ENSURE(l->text[0][0] != '\0', ERR_REFUSED,
           "no signature of a person can be seen in the document; say where the seal goes: --anchor TEXT (beside it), "
           "--between TITLE NAME or --place PAGE,X,Y");
    if (l->text[1][0] != '\0') {
        TRY(place_between(out, w, h, l, c, notes, e));
        out->x -= w / 2;
        return OK;
    }
    TRY(find_anchor(&at, l, c, notes, e));
    put_box(out, at.page, at.x - w, at.y + at.h / 2 - h / 2, w, h);
    return OK;
}

/* The seal's right edge stands one third into the signature, level with its middle (annex I, II.8.a). */
static status place_over_signature(struct pdf_request *out, double w, double h, const struct sign_look *l,
                                   const struct look_case *c, struct findings *notes, struct err *e)
{
    struct signer_names own;
    TRY(certificate_names(&own, c->certificate, e));
    const struct signature_report *s = newest_of_a_person(c->before, &own, true);
    if (s == NULL) s = newest_of_a_person(c->before, &own, false);
    if (s == NULL) return place_beside(out, w, h, l, c, notes, e);
    centre_on(out, s->page, s->x + s->w / 3 - w / 2, s->y + s->h / 2, w, h);
    return OK;
}

/* ---- the page ---- */

bool place_overlaps(const struct pdf_request *p, const struct signature_report *s)
{
    return s->page == (uint32_t)p->page && s->x < p->x + p->w && p->x < s->x + s->w && s->y < p->y + p->h &&
           p->y < s->y + s->h;
}

/* Who copies a copy writes below what stands there already. */
static status place_top_right(struct pdf_request *out, double w, double h, const struct look_case *c, struct err *e)
{
    struct render_sheet sheet;
    TRY(render_page_size(&sheet, &c->document, 1, e));
    put_box(out, 1, sheet.w - fmin(RIGHT_MARGIN, sheet.w / 10) - w, fmin(TOP, sheet.h / 10), w, h);
    for (size_t i = 0; i < c->before->signature_count; i++) { /* oldest first: each stands below those before it */
        const struct signature_report *s = &c->before->signatures[i];
        if (place_overlaps(out, s)) out->y = s->y + s->h + BETWEEN_TEXTS;
    }
    return OK;
}

static double within(double at, double size, double room)
{
    return fmax(0, fmin(at, room - size));
}

static status keep_on_page(struct pdf_request *out, const struct look_case *c, struct findings *notes, struct err *e)
{
    struct render_sheet sheet;
    TRY(render_page_size(&sheet, &c->document, out->page, e));
    double x = within(out->x, out->w, sheet.w), y = within(out->y, out->h, sheet.h);
    double moved = fmax(fabs(x - out->x), fabs(y - out->y));
    if (moved > 1)
        finding_add(notes, "PLACE", "the picture would reach over the edge of the page; it was moved by %.0f mm",
                    moved / MM);
    out->x = x;
    out->y = y;
    return OK;
}

static status find_place(struct pdf_request *out, double w, double h, const struct sign_look *l,
                         const struct look_case *c, struct findings *notes, struct err *e)
{
    switch (l->place) {
    case PLACE_ANCHOR:
        return place_on_anchor(out, w, h, l, c, notes, e);
    case PLACE_BETWEEN:
        return place_between(out, w, h, l, c, notes, e);
    case PLACE_OVER_SIGNATURE:
        return place_over_signature(out, w, h, l, c, notes, e);
    case PLACE_TOP_RIGHT:
        return place_top_right(out, w, h, c, e);
    case PLACE_PROFILE:
    case PLACE_INVISIBLE:
    case PLACE_AT:
    case PLACE_NUMBER:
    case PLACE_DATE:
        break;
    }
    FAIL(ERR_INTERNAL, "no such way to place a picture");
}

status place_resolve(struct pdf_request *out, double w, double h, const struct sign_look *l, const struct look_case *c,
                     struct findings *notes, struct err *e)
{
    if (l->place == PLACE_AT) {
        put_box(out, 1, l->x, l->y, w, h);
        out->page = l->page;
        return OK;
    }
    TRY(find_place(out, w, h, l, c, notes, e));
    return keep_on_page(out, c, notes, e);
}
