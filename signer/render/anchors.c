// SPDX-License-Identifier: Apache-2.0
#include "signer/render/anchors.h"

#include <math.h>
#include <poppler.h>
#include <string.h>

#include "formats/base/text.h"

enum { MATCHES_MAX = 1000 };

static void unref_document(PopplerDocument *d)
{
    g_object_unref(d);
}
AUTO_DEFINE(PopplerDocument, unref_document)
static void unref_page(PopplerPage *p)
{
    g_object_unref(p);
}
AUTO_DEFINE(PopplerPage, unref_page)
AUTO_DEFINE(char, g_free)

struct found {
    struct render_place item[MATCHES_MAX];
    size_t count;
};

static status open_document(PopplerDocument **out, struct view document, struct err *e)
{
    GError *error = NULL;
    GBytes *bytes = g_bytes_new_static(document.data, document.len);
    *out = poppler_document_new_from_bytes(bytes, NULL, &error);
    g_bytes_unref(bytes);
    if (*out != NULL) return OK;
    err_set(e, ERR_SYNTAX, "poppler cannot read the PDF: %s",
            text_escape_string(error == NULL ? "" : error->message).s);
    g_clear_error(&error);
    return FAILED;
}

/* Composed, with single spaces: poppler normalises the page's side itself. */
static char *normal_form(const char *text)
{
    AUTO(g_free)
    char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    if (composed == NULL) return NULL;
    char **words = g_strsplit_set(composed, " \t\r\n", -1);
    GString *joined = g_string_new(NULL);
    for (char **w = words; *w != NULL; w++) {
        if (**w == '\0') continue;
        if (joined->len > 0) g_string_append_c(joined, ' ');
        g_string_append(joined, *w);
    }
    g_strfreev(words);
    return g_string_free(joined, FALSE);
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

static void find_on_page(struct found *found, PopplerDocument *document, int index, const char *text)
{
    AUTO(unref_page)
    PopplerPage *page = poppler_document_get_page(document, index);
    double width, height;
    bool continues = false;
    if (page == NULL) return;
    poppler_page_get_size(page, &width, &height);
    GList *list = poppler_page_find_text_with_options(page, text, POPPLER_FIND_CASE_SENSITIVE | POPPLER_FIND_MULTILINE);
    for (GList *l = list; l != NULL; l = l->next) {
        PopplerRectangle *r = l->data;
        struct render_place p = place_of(r, (uint32_t)index + 1, height);
        if (continues)
            found->item[found->count - 1] = union_of(found->item[found->count - 1], p);
        else if (found->count < MATCHES_MAX)
            found->item[found->count++] = p;
        continues = poppler_rectangle_find_get_match_continued(r);
    }
    g_list_free_full(list, (GDestroyNotify)poppler_rectangle_free);
}

/* In the order of pages, and on a page from the top. */
static status find_all(struct found *found, PopplerDocument *document, const char *text, struct err *e)
{
    AUTO(g_free)
    char *wanted = normal_form(text);
    int pages = poppler_document_get_n_pages(document);
    ENSURE(wanted != NULL && wanted[0] != '\0', ERR_USAGE, "an empty text cannot be looked for");
    ENSURE(pages > 0 && pages <= LIMIT_PDF_PAGES, ERR_LIMIT, "a document of %d pages", pages);
    for (int i = 0; i < pages; i++) find_on_page(found, document, i, wanted);
    ENSURE(found->count > 0, ERR_USAGE, "the text \"%s\" is not in the document", text_escape_string(text).s);
    return OK;
}

/* Last page, lowest, then rightmost. */
static bool is_later(const struct render_place *a, const struct render_place *b)
{
    if (a->page != b->page) return a->page > b->page;
    return fabs(a->y - b->y) > 1 ? a->y > b->y : a->x > b->x;
}

static const struct render_place *last_of(const struct found *found)
{
    const struct render_place *last = &found->item[0];
    for (size_t i = 1; i < found->count; i++)
        if (is_later(&found->item[i], last)) last = &found->item[i];
    return last;
}

status anchors_find(struct render_place *out, uint32_t *matches, struct view document, const char *text, struct err *e)
{
    AUTO(unref_document)
    PopplerDocument *pdf = NULL;
    AUTO(mem_free)
    struct found *found = mem_new(sizeof *found);
    MEM_ENSURE(found);
    TRY(open_document(&pdf, document, e));
    TRY(find_all(found, pdf, text, e));
    *out = *last_of(found);
    *matches = (uint32_t)found->count;
    return OK;
}

/* The title nearest above the name in its own column; a column is where the two overlap across. */
static const struct render_place *title_over(const struct found *titles, const struct render_place *name)
{
    const struct render_place *best = NULL;
    for (size_t i = 0; i < titles->count; i++) {
        const struct render_place *t = &titles->item[i];
        bool overlaps = t->x < name->x + name->w && name->x < t->x + t->w;
        bool above = t->page == name->page && t->y + t->h <= name->y + 1;
        if (above && overlaps && (best == NULL || t->y > best->y)) best = t;
    }
    return best;
}

/* The last name that has the title over it: the signer's line, not a mention further down. */
static const struct render_place *last_signed_name(const struct found *names, const struct found *titles)
{
    const struct render_place *last = NULL;
    for (size_t i = 0; i < names->count; i++) {
        const struct render_place *n = &names->item[i];
        if (title_over(titles, n) != NULL && (last == NULL || is_later(n, last))) last = n;
    }
    return last;
}

status anchors_find_between(struct render_place *above, struct render_place *below, uint32_t *matches,
                            struct view document, const char *title, const char *name, struct err *e)
{
    AUTO(unref_document)
    PopplerDocument *pdf = NULL;
    AUTO(mem_free)
    struct found *titles = mem_new(sizeof *titles), *names = mem_new(sizeof *names);
    MEM_ENSURE(titles);
    MEM_ENSURE(names);
    TRY(open_document(&pdf, document, e));
    TRY(find_all(titles, pdf, title, e));
    TRY(find_all(names, pdf, name, e));
    const struct render_place *n = last_signed_name(names, titles);
    ENSURE(n != NULL, ERR_USAGE, "nowhere does \"%s\" stand under \"%s\"", text_escape_string(name).s,
           text_escape_string(title).s);
    *below = *n;
    *above = *title_over(titles, n);
    *matches = (uint32_t)names->count;
    return OK;
}
