// SPDX-License-Identifier: Apache-2.0
#include "signer/render/anchors.h"

#include <math.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/render/opening.h"

enum { MATCHES_KEPT = 1000 };

/* One text and where it is. Of very many matches the last ones are kept: the last one is wanted. */
struct search {
    const char *asked;
    char *wanted; /* normal form */
    size_t count;
    struct render_place item[MATCHES_KEPT]; /* match i at i % MATCHES_KEPT */
};

static void search_free(struct search *s)
{
    g_free(s->wanted);
    mem_free(s);
}
AUTO_DEFINE(struct search, search_free)

static size_t kept(const struct search *s)
{
    return s->count < MATCHES_KEPT ? s->count : MATCHES_KEPT;
}

/* Composed, white space of any kind and length as one space: poppler normalises the page's side itself. */
static char *normal_form(const char *text)
{
    char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    if (composed == NULL) return NULL;
    GString *folded = g_string_new(NULL);
    bool gap = false;
    for (const char *c = composed; *c != '\0'; c = g_utf8_find_next_char(c, NULL)) {
        gunichar character = g_utf8_get_char(c);
        bool space = g_unichar_isspace(character);
        if (!space && gap && folded->len > 0) g_string_append_c(folded, ' ');
        if (!space) g_string_append_unichar(folded, character);
        gap = space;
    }
    g_free(composed);
    return g_string_free(folded, FALSE);
}

static status new_search(struct search **out, const char *text, struct err *e)
{
    AUTO(search_free)
    struct search *s = mem_new(sizeof *s);
    MEM_ENSURE(s);
    s->asked = text;
    s->wanted = normal_form(text);
    ENSURE(s->wanted != NULL && s->wanted[0] != '\0', ERR_USAGE, "an empty text cannot be looked for");
    *out = TAKE(s);
    return OK;
}

static struct render_place union_of(struct render_place a, struct render_place b)
{
    double x = fmin(a.x, b.x), y = fmin(a.y, b.y);
    return (struct render_place){a.page, x, y, fmax(a.x + a.w, b.x + b.w) - x, fmax(a.y + a.h, b.y + b.h) - y};
}

/* poppler's rectangles count from the bottom left of the page as displayed. */
static struct render_place place_of(const PopplerRectangle *r, uint32_t page, double height)
{
    double top = fmax(r->y1, r->y2), bottom = fmin(r->y1, r->y2);
    return (struct render_place){page, fmin(r->x1, r->x2), height - top, fabs(r->x2 - r->x1), top - bottom};
}

static void add_place(struct search *s, struct render_place p, bool continues)
{
    if (!continues) s->count++;
    struct render_place *at = &s->item[(s->count - 1) % MATCHES_KEPT];
    *at = continues ? union_of(*at, p) : p;
}

/* A match that is broken over lines comes as a rectangle a line; all but its last say that they are continued. */
static void find_on_page(struct search *s, PopplerPage *page, uint32_t number)
{
    double height;
    bool continues = false;
    poppler_page_get_size(page, NULL, &height);
    GList *list =
        poppler_page_find_text_with_options(page, s->wanted, POPPLER_FIND_CASE_SENSITIVE | POPPLER_FIND_MULTILINE);
    for (GList *l = list; l != NULL; l = l->next) {
        add_place(s, place_of(l->data, number, height), continues);
        continues = poppler_rectangle_find_get_match_continued(l->data);
    }
    g_list_free_full(list, (GDestroyNotify)poppler_rectangle_free);
}

/* All texts in one pass: laying out a page costs more than searching it. */
static status find_all(struct search *const *searches, size_t count, PopplerDocument *document, struct err *e)
{
    int pages = poppler_document_get_n_pages(document);
    ENSURE(pages > 0 && pages <= LIMIT_PDF_PAGES, ERR_LIMIT, "a document of %d pages", pages);
    for (int i = 0; i < pages; i++) {
        AUTO(unref_page)
        PopplerPage *page = poppler_document_get_page(document, i);
        if (page == NULL) continue;
        for (size_t k = 0; k < count; k++) find_on_page(searches[k], page, (uint32_t)i + 1);
    }
    for (size_t k = 0; k < count; k++)
        ENSURE(searches[k]->count > 0, ERR_USAGE, "the text \"%s\" is not in the document",
               text_escape_string(searches[k]->asked).s);
    return OK;
}

/* Last page, lowest, then rightmost. */
static bool is_later(const struct render_place *a, const struct render_place *b)
{
    if (a->page != b->page) return a->page > b->page;
    return fabs(a->y - b->y) > 1 ? a->y > b->y : a->x > b->x;
}

static const struct render_place *last_of(const struct search *s)
{
    const struct render_place *last = &s->item[0];
    for (size_t i = 1; i < kept(s); i++)
        if (is_later(&s->item[i], last)) last = &s->item[i];
    return last;
}

status anchors_find(struct render_place *out, uint32_t *matches, struct view document, const char *password,
                    const char *text, struct err *e)
{
    AUTO(unref_document)
    PopplerDocument *pdf = NULL;
    AUTO(search_free)
    struct search *s = NULL;
    TRY(new_search(&s, text, e));
    TRY(opening_document(&pdf, document, password, e));
    TRY(find_all(&s, 1, pdf, e));
    *out = *last_of(s);
    *matches = (uint32_t)s->count;
    return OK;
}

/* The title nearest above the name in its own column; a column is where the two overlap across. */
static const struct render_place *title_over(const struct search *titles, const struct render_place *name)
{
    const struct render_place *best = NULL;
    for (size_t i = 0; i < kept(titles); i++) {
        const struct render_place *t = &titles->item[i];
        bool overlaps = t->x < name->x + name->w && name->x < t->x + t->w;
        bool above = t->page == name->page && t->y + t->h <= name->y + 1;
        if (above && overlaps && (best == NULL || t->y > best->y)) best = t;
    }
    return best;
}

/* The last name that has the title over it: the signer's line, not a mention further down. */
static const struct render_place *last_signed_name(const struct search *names, const struct search *titles)
{
    const struct render_place *last = NULL;
    for (size_t i = 0; i < kept(names); i++) {
        const struct render_place *n = &names->item[i];
        if (title_over(titles, n) != NULL && (last == NULL || is_later(n, last))) last = n;
    }
    return last;
}

status anchors_find_between(struct render_place *above, struct render_place *below, uint32_t *matches,
                            struct view document, const char *password, const char *title, const char *name,
                            struct err *e)
{
    AUTO(unref_document)
    PopplerDocument *pdf = NULL;
    AUTO(search_free)
    struct search *titles = NULL;
    AUTO(search_free)
    struct search *names = NULL;
    TRY(new_search(&titles, title, e));
    TRY(new_search(&names, name, e));
    TRY(opening_document(&pdf, document, password, e));
    TRY(find_all((struct search *[]){titles, names}, 2, pdf, e));
    const struct render_place *n = last_signed_name(names, titles);
    ENSURE(n != NULL, ERR_USAGE, "nowhere does \"%s\" stand under \"%s\"", text_escape_string(name).s,
           text_escape_string(title).s);
    *below = *n;
    *above = *title_over(titles, n);
    *matches = (uint32_t)names->count;
    return OK;
}

status anchors_page_size(struct render_sheet *out, struct view document, const char *password, uint32_t number,
                         struct err *e)
{
    AUTO(unref_document)
    PopplerDocument *pdf = NULL;
    double w, h;
    TRY(opening_document(&pdf, document, password, e));
    int count = poppler_document_get_n_pages(pdf), index = number == 0 ? count - 1 : (int)number - 1;
    ENSURE(index >= 0 && index < count && index < LIMIT_PDF_PAGES, ERR_USAGE, "there is no page %d: the PDF has %d",
           (int)number, count);
    AUTO(unref_page)
    PopplerPage *page = poppler_document_get_page(pdf, index);
    ENSURE(page != NULL, ERR_SYNTAX, "poppler cannot read page %d of the PDF", index + 1);
    poppler_page_get_size(page, &w, &h);
    *out = (struct render_sheet){(uint32_t)index + 1, w, h};
    return OK;
}
