// SPDX-License-Identifier: Apache-2.0
#include "signer/pictures.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "signer/output.h"
#include "signer/render_client.h"
#include "signer/render_password.h"
#include "signer/revisions.h"

enum { FAILURES_IN_A_ROW = 3 };

/* A number of pages as "1-3, 7"; the end of a long list is "...". */
struct page_list {
    char text[96];
    size_t len;
    uint32_t count, from, to;
    struct err why; /* of the first */
};

/* Where one state of the document is drawn. */
struct easel {
    const struct pictures_request *request;
    const struct document *document;
    char stem[LIMIT_TEXT];
    const char *name; /* "present", or the revision's */
    struct render_password password;
    struct render_reading reading;
    struct render_pages *process; /* NULL: none, or the last one failed */
    bool has_drawn;               /* this process, a page */
    size_t written;
};

static void easel_close(struct easel *s)
{
    render_pages_close(s->process);
    s->process = NULL;
}

static void easel_clear(struct easel *s)
{
    easel_close(s);
    render_password_clear(&s->password);
}

/* ---- lists of pages ---- */

static void flush_range(struct page_list *l)
{
    char range[32];
    if (l->from == 0) return;
    if (l->from == l->to)
        snprintf(range, sizeof range, "%s%u", l->len == 0 ? "" : ", ", l->from);
    else
        snprintf(range, sizeof range, "%s%u-%u", l->len == 0 ? "" : ", ", l->from, l->to);
    size_t len = strlen(range);
    bool fits = l->len + len + sizeof ", ..." <= sizeof l->text;
    if (fits) memcpy(l->text + l->len, range, len + 1);
    if (fits) l->len += len;
    if (!fits) memcpy(l->text + l->len, ", ...", sizeof ", ...");
    l->from = fits ? 0 : l->from;
}

/* Pages come in order. */
static void add_page(struct page_list *l, uint32_t page, const struct err *why)
{
    if (l->count++ == 0 && why != NULL) l->why = *why;
    if (l->from != 0 && l->to + 1 == page) {
        l->to = page;
        return;
    }
    flush_range(l);
    if (l->from != 0) return; /* no room left */
    l->from = l->to = page;
}

/* "TEXT: REASON" in both languages. */
static void add_with_reason(struct findings *f, const char *rule, struct err *text, const struct err *why)
{
    err_because(text, why);
    finding_add_err(f, rule, text);
}

/* ---- one page ---- */

static status write_picture(struct easel *s, const char *name, uint32_t page, const char *kind, const struct buf *png,
                            struct err *e)
{
    char path[PATH_MAX];
    if (png->len == 0) return OK;
    int len = snprintf(path, sizeof path, "%s/%s.%s.page-%u%s.png", s->request->folder, s->stem, name, page, kind);
    ENSURE(len > 0 && (size_t)len < sizeof path, ERR_OUTPUT, "is not the name of a file");
    TRY(output_write_new(path, view_of(png->data, png->len), e));
    s->written++;
    return OK;
}

static status write_pictures(struct easel *s, uint32_t number, const struct render_page *page, struct err *e)
{
    TRY(write_picture(s, "present", number, "", &page->now, e));
    TRY(write_picture(s, s->name, number, "", &page->then, e));
    return write_picture(s, s->name, number, "-changes", &page->changes, e);
}

/* The same document has the same number of pages in every process. */
static status open_process(struct easel *s, struct err *e)
{
    AUTO(render_pages_close)
    struct render_pages *process = NULL;
    struct render_reading r = s->reading;
    TRY(render_pages_open(&process, &r, s->document, e));
    bool first = s->reading.now_count == 0;
    bool same = r.now_count == s->reading.now_count && r.then_count == s->reading.then_count;
    ENSURE(first || same, ERR_INTERNAL, "the render process contradicts itself");
    s->reading = r;
    s->process = TAKE(process);
    s->has_drawn = false;
    return OK;
}

/* A process that has drawn other pages may have used up what it is allowed: a fresh one has the last word. */
static status draw(struct render_page *out, struct easel *s, const struct render_page_request *q, struct err *why)
{
    for (;;) {
        err_clear(why);
        if (s->process == NULL) TRY(open_process(s, why));
        if (render_pages_draw(out, s->process, q, why) == OK) break;
        bool was_fresh = !s->has_drawn;
        easel_close(s);
        if (was_fresh) return FAILED;
    }
    s->has_drawn = true;
    return OK;
}

/* ---- one state of the document ---- */

struct outcome {
    struct page_list changed, not_compared;
};

/* The widgets of signatures that came later; none when the verifier refused what was added. */
static void take_masks(struct render_page_request *q, const struct verify_report *r, const struct revision *v)
{
    q->mask_count = 0;
    if (v == NULL || (r->signatures[v->signature].changes_after & PDF_CHANGE_OTHER) != 0) return;
    for (size_t i = 0; i < r->signature_count && q->mask_count < LIMIT_PDF_SIGNATURES; i++) {
        const struct signature_report *s = &r->signatures[i];
        if (s->covered_end <= v->end || s->page != q->page || s->w <= 0 || s->h <= 0) continue;
        double unit = s->unit > 0 ? s->unit : 1; /* render counts in units of the page */
        q->masks[q->mask_count++] = (struct render_place){s->page, s->x / unit, s->y / unit, s->w / unit, s->h / unit};
    }
}

static void take_outcome(struct outcome *o, uint32_t number, const struct render_page *page)
{
    if (page->comparison == RENDER_CHANGED) add_page(&o->changed, number, NULL);
    if (page->why.code != ERR_NONE) add_page(&o->not_compared, number, &page->why);
}

/* Several pages in a row that cannot be drawn: the rest would go the same way, a minute each. */
static status draw_all(struct outcome *o, struct easel *s, const struct verify_report *r, const struct revision *v,
                       uint32_t count, struct err *e)
{
    struct render_page_request q = {.want_now = v == NULL};
    unsigned failures = 0;
    for (q.page = 1; q.page <= count; q.page++) {
        AUTO_CLEAR(render_page_clear) struct render_page page;
        struct err why = {0};
        render_page_init(&page);
        take_masks(&q, r, v);
        bool drawn = failures < FAILURES_IN_A_ROW && draw(&page, s, &q, &why) == OK;
        if (drawn) failures = 0;
        if (drawn) take_outcome(o, q.page, &page);
        if (drawn) TRY(write_pictures(s, q.page, &page, e));
        if (drawn) continue;
        failures++;
        add_page(&o->not_compared, q.page, &why);
    }
    return OK;
}

/* ---- findings ---- */

static bool may_show(const struct signature_report *s)
{
    return (s->changes_after & (PDF_CHANGE_FORM | PDF_CHANGE_ANNOTATION | PDF_CHANGE_OTHER)) != 0;
}

static void report_changes(struct findings *f, struct outcome *o, const struct signature_report *s,
                           const struct render_reading *reading)
{
    struct err text = {0};
    flush_range(&o->changed);
    flush_range(&o->not_compared);
    if (reading->then_count != reading->now_count)
        finding_add(f, "PIC-03", "%u pages were signed, and there are %u now", reading->then_count, reading->now_count);
    if (o->changed.count > 0 && may_show(s))
        finding_add(f, "PIC-01", "pages that look different from what was signed: %s", o->changed.text);
    if (o->changed.count > 0 && !may_show(s))
        finding_add(f, "PIC-04", "pages that look different, although nothing was added that should show: %s",
                    o->changed.text);
    if (o->not_compared.count == 0) return;
    err_set(&text, ERR_REFUSED, "pages that were not compared with what was signed: %s", o->not_compared.text);
    add_with_reason(f, "PIC-02", &text, &o->not_compared.why);
}

static void report_not_drawn(struct findings *f, const struct err *why)
{
    struct err text = {0};
    err_set(&text, ERR_REFUSED, "there are no pictures, and nothing was compared");
    add_with_reason(f, "PIC-02", &text, why);
}

static status draw_present(struct easel *s, struct verify_report *r, struct err *e)
{
    struct outcome o = {0};
    struct err why = {0}, text = {0};
    s->name = "present";
    s->reading = (struct render_reading){.password = s->password.text};
    if (open_process(s, &why) != OK) {
        report_not_drawn(&r->messages, &why);
        return OK;
    }
    TRY(draw_all(&o, s, r, NULL, s->reading.now_count, e));
    easel_close(s);
    flush_range(&o.not_compared);
    if (o.not_compared.count == 0) return OK;
    err_set(&text, ERR_REFUSED, "pages that could not be drawn: %s", o.not_compared.text);
    add_with_reason(&r->messages, "PIC-02", &text, &o.not_compared.why);
    return OK;
}

static status draw_revision(struct easel *s, struct verify_report *r, const struct revision *v, struct err *e)
{
    struct outcome o = {0};
    struct findings f = {0};
    struct err why = {0};
    s->name = v->name;
    s->reading = (struct render_reading){.then_end = v->end, .password = s->password.text};
    if (open_process(s, &why) == OK) {
        TRY(draw_all(&o, s, r, v, s->reading.then_count, e));
        easel_close(s);
        report_changes(&f, &o, &r->signatures[v->signature], &s->reading);
    } else {
        report_not_drawn(&f, &why);
    }
    verify_report_add(r, v->signature, &f);
    return OK;
}

static status draw_states(struct easel *s, struct verify_report *r, struct err *e)
{
    struct revision_list revisions;
    revisions_list(&revisions, r, s->document);
    TRY(draw_present(s, r, e));
    for (size_t i = 0; i < revisions.count; i++)
        if (revisions.item[i].end < s->document->bytes.len) TRY(draw_revision(s, r, &revisions.item[i], e));
    return OK;
}

status pictures_write(size_t *count, struct verify_report *r, const struct pictures_request *q,
                      const struct document *d, struct err *e)
{
    AUTO_CLEAR(easel_clear) struct easel s = {.request = q, .document = d};
    *count = 0;
    if (r->format != DOCUMENT_PDF) {
        finding_add(&r->messages, "PIC-02", "only PDF files have pages: there are no pictures");
        return OK;
    }
    render_password_take(&s.password, d, r->password);
    revisions_stem(s.stem, sizeof s.stem, q->path);
    TRY(output_make_folder(q->folder, e));
    status result = draw_states(&s, r, e);
    *count = s.written;
    return result;
}
