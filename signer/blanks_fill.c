// SPDX-License-Identifier: Apache-2.0
#include "signer/blanks_fill.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/place.h"
#include "signer/render_protocol.h"

static const double SIZE_LEAST = 13, SIZE_MOST = 14; /* annex I, II.2.b and II.3.b */
static const double OPEN_WIDTH = 200;                /* of a place with nothing to the right of it */
static const double APART = 4;                       /* what is written there from what stands before it */
enum { DAY = 24 * 3600, VIETNAM = 7 * 3600 };

struct date {
    int64_t day; /* since 1970, in Vietnam */
    char d[8], m[8], y[8];
};

static int64_t day_of(int64_t time)
{
    return (time + VIETNAM) / DAY;
}

static void format(char *out, size_t size, const char *form, int64_t time)
{
    AUTO_BUF text = BUF_INIT(size - 1);
    profile_time(&text, form, time);
    if (!text.failed && text.len > 0) memcpy(out, text.data, text.len);
    out[text.failed ? 0 : text.len] = '\0';
}

/* = Decree 30/2020 annex I, II.3.b: a zero before days below 10 and the months 1 and 2 */
static struct date date_of(int64_t time)
{
    struct date date = {.day = day_of(time)};
    char month[8];
    format(date.d, sizeof date.d, "dd", time);
    format(month, sizeof month, "MM", time);
    format(date.y, sizeof date.y, "yyyy", time);
    bool bare = month[0] == '0' && month[1] > '2';
    snprintf(date.m, sizeof date.m, "%s", month + bare);
    return date;
}

/* ---- what goes where ---- */

/* Between two words in the middle; with nothing of its own behind it, after the word. */
static void put_piece(struct render_appearance *a, const struct render_blanks *b, const char *text, bool in_the_middle)
{
    size_t i = a->piece_count++;
    const struct render_gap *gap = &b->gap[i];
    struct render_piece *p = &a->piece[i];
    double indent = in_the_middle ? 0 : APART, w = gap->w > 0 ? gap->w : OPEN_WIDTH;
    snprintf(p->text, sizeof p->text, "%s", text);
    p->x = gap->x + indent - b->gap[0].x;
    p->w = w - indent;
    p->align = in_the_middle ? RENDER_CENTRED : RENDER_LEFT;
}

/* The number alone where the symbol stands there already, and then it is the same one. */
static status write_number(struct render_appearance *a, const struct render_blanks *b, const struct sign_look *l,
                           struct err *e)
{
    char number[LIMIT_TEXT];
    const char *slash = strchr(l->number, '/');
    ENSURE(slash != NULL, ERR_INTERNAL, "a number without a symbol");
    ENSURE(b->after[0] == '\0' || strcmp(b->after, slash) == 0, ERR_REFUSED,
           "the symbol in the document is \"%s\", and --number says \"%s\"", text_escape_string(b->after).s,
           text_escape_string(slash).s);
    size_t len = b->after[0] == '\0' ? strlen(l->number) : (size_t)(slash - l->number);
    memcpy(number, l->number, len);
    number[len] = '\0';
    put_piece(a, b, number, b->after[0] != '\0');
    return OK;
}

/* A document is not dated ahead of its signature; dated back is for a person to know of. */
static status check_day(const struct date *date, const struct look_case *c, struct findings *notes, struct err *e)
{
    int64_t late = day_of(c->time) - date->day;
    ENSURE(late >= 0, ERR_REFUSED, "the date %s/%s/%s is after the day of signing", date->d, date->m, date->y);
    if (late > 0)
        finding_add(notes, "DATE", "the date that is written, %s/%s/%s, is %lld days before the day of signing",
                    date->d, date->m, date->y, (long long)late);
    return OK;
}

static status write_date(struct render_appearance *a, const struct render_blanks *b, const struct sign_look *l,
                         const struct look_case *c, struct findings *notes, struct err *e)
{
    const struct date date = date_of(l->date != 0 ? l->date : c->time);
    TRY(check_day(&date, c, notes, e));
    bool is_year = strncmp(b->after, date.y, 4) == 0 && strspn(b->after, "0123456789") == 4;
    ENSURE(b->after[0] == '\0' || is_year, ERR_REFUSED, "the year in the document is \"%s\", and the date is of %s",
           text_escape_string(b->after).s, date.y);
    put_piece(a, b, date.d, true);
    put_piece(a, b, date.m, true);
    if (b->count > 2) put_piece(a, b, date.y, false);
    return OK;
}

/* ---- the box ---- */

/* What an earlier signature shows is no text of the page, so that its place still looks blank to who reads that. */
static status check_free(const struct pdf_request *p, const struct verify_report *before, struct err *e)
{
    for (size_t i = 0; i < before->signature_count; i++) {
        const struct signature_report *s = &before->signatures[i];
        ENSURE(!place_overlaps(p, s), ERR_REFUSED, "the place for it is taken: the signature %s stands there",
               text_escape_string(s->name).s);
    }
    return OK;
}

/* From the first place to the end of the last, as high as the line. */
static void set_box(struct pdf_request *out, struct render_appearance *a, const struct render_blanks *b, double page_w)
{
    struct render_piece *last = &a->piece[a->piece_count - 1];
    out->page = (int32_t)b->line.page;
    out->x = b->gap[0].x;
    out->y = b->line.y;
    last->w = fmin(last->w, page_w - out->x - last->x);
    out->w = last->x + last->w;
    out->h = b->line.h;
    a->w = out->w;
    a->h = out->h;
    a->baseline = b->baseline - out->y;
}

status blanks_fill(struct pdf_request *out, const struct sign_look *l, const struct look_case *c,
                   struct findings *notes, struct err *e)
{
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(out->appearance.max)};
    struct render_blanks b;
    struct render_sheet sheet;
    bool is_number = l->place == PLACE_NUMBER;
    render_appearance_init(&a);
    TRY(render_find_blanks(&b, &c->document, is_number ? RENDER_BLANK_NUMBER : RENDER_BLANK_DATE, e));
    TRY(render_page_size(&sheet, &c->document, (int32_t)b.line.page, e));
    TRY(is_number ? write_number(&a, &b, l, e) : write_date(&a, &b, l, c, notes, e));
    set_box(out, &a, &b, sheet.w);
    TRY(check_free(out, c->before, e));
    a.font_size = fmax(SIZE_LEAST, fmin(b.font_size, SIZE_MOST));
    a.italic = !is_number;
    TRY(render_draw(&drawn, &a, e));
    buf_move(&out->appearance, &drawn.pdf);
    return OK;
}
