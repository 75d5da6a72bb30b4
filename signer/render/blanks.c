// SPDX-License-Identifier: Apache-2.0
#include "signer/render/blanks.h"

#include <math.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/render/opening.h"

enum {
    DECOMPOSED_MAX = 18, /* G_UNICHAR_MAX_DECOMPOSITION_LENGTH */
    FAR_AWAY = 40        /* points */
};

/* A character of the page, decomposed: several letters of this kind may stand for one box. */
struct letter {
    gunichar c;
    size_t box;
};

struct letters {
    struct letter *item;
    size_t count;
    PopplerRectangle *box; /* of each character, from the top left of the page as displayed */
    guint box_count;
    GList *fonts;
};

static void letters_clear(struct letters *l)
{
    mem_free(l->item);
    g_free(l->box);
    poppler_page_free_text_attributes(l->fonts);
}

static status read_letters(struct letters *l, PopplerPage *page, struct err *e)
{
    char *text = poppler_page_get_text(page);
    size_t length = text == NULL ? 0 : (size_t)g_utf8_strlen(text, -1);
    bool has_boxes = length > 0 && poppler_page_get_text_layout(page, &l->box, &l->box_count);
    l->item = mem_new_array(length * DECOMPOSED_MAX + 1, sizeof *l->item);
    l->fonts = poppler_page_get_text_attributes(page);
    const char *at = text;
    for (size_t i = 0; l->item != NULL && has_boxes && i < length && i < l->box_count; i++) {
        gunichar parts[DECOMPOSED_MAX];
        gsize count = g_unichar_fully_decompose(g_utf8_get_char(at), FALSE, parts, DECOMPOSED_MAX);
        for (gsize k = 0; k < count; k++) l->item[l->count++] = (struct letter){parts[k], i};
        at = g_utf8_find_next_char(at, NULL);
    }
    g_free(text);
    MEM_ENSURE(l->item);
    return OK;
}

/* ---- reading along ---- */

/* Letter `at`, or a line break where the page ends. */
static gunichar letter_at(const struct letters *l, size_t at)
{
    return at < l->count ? l->item[at].c : '\n';
}

static const PopplerRectangle *box_of(const struct letters *l, size_t at)
{
    return &l->box[l->item[at].box];
}

/* Past the word, if it stands at *at. */
static bool skip_word(size_t *at, const struct letters *l, const char *word)
{
    size_t i = *at;
    for (const char *c = word; *c != '\0'; c = g_utf8_find_next_char(c, NULL)) {
        gunichar parts[DECOMPOSED_MAX];
        gsize count = g_unichar_fully_decompose(g_utf8_get_char(c), FALSE, parts, DECOMPOSED_MAX);
        for (gsize k = 0; k < count; k++)
            if (letter_at(l, i++) != parts[k]) return false;
    }
    *at = i;
    return true;
}

/* Is the middle of one within the height of the other? */
static bool on_one_line(const PopplerRectangle *a, const PopplerRectangle *b)
{
    double middle = (b->y1 + b->y2) / 2;
    return a->y1 < middle && middle < a->y2;
}

/*
 * The letter nearest to the right on the same line, wherever it stands in the text: what is far apart poppler takes for
 * columns, and a blank place for the space between two. l->count: none.
 */
static size_t next_on_line(const struct letters *l, size_t at)
{
    const double touching = 1;
    const PopplerRectangle *from = box_of(l, at);
    size_t best = l->count;
    for (size_t i = 0; i < l->count; i++) {
        const PopplerRectangle *b = box_of(l, i);
        if (l->item[i].box == l->item[at].box || g_unichar_isspace(l->item[i].c)) continue;
        bool is_right = b->x1 > from->x2 - touching && on_one_line(from, b);
        if (is_right && (best == l->count || b->x1 < box_of(l, best)->x1)) best = i;
    }
    return best;
}

static bool starts_word(const struct letters *l, size_t at)
{
    return at == 0 || g_unichar_isspace(l->item[at - 1].c);
}

/* Up to the next white space, composed. */
static void read_token(char out[static LIMIT_TEXT], const struct letters *l, size_t at)
{
    GString *token = g_string_new(NULL);
    while (at < l->count && !g_unichar_isspace(l->item[at].c)) g_string_append_unichar(token, l->item[at++].c);
    char *composed = g_utf8_normalize(token->str, -1, G_NORMALIZE_NFC);
    text_copy_clean(out, LIMIT_TEXT, view_of_string(composed == NULL ? "" : composed));
    g_free(composed);
    g_string_free(token, TRUE);
}

/* ---- one line ---- */

/* From the right of the letter before to the left of the one that follows, if any does. */
static bool add_gap(struct render_blanks *b, const struct letters *l, size_t before, size_t after)
{
    struct render_gap *g = &b->gap[b->count++];
    g->x = box_of(l, before)->x2;
    g->w = after == l->count ? 0 : box_of(l, after)->x1 - g->x;
    return after == l->count || g->w > 0;
}

/* Nothing follows, or something so far away that it belongs to something else. */
static bool is_open(const struct letters *l, size_t before, size_t after)
{
    return after == l->count || box_of(l, after)->x1 - box_of(l, before)->x2 >= FAR_AWAY;
}

/* After "Số:": the symbol, or nothing. */
static bool read_number(struct render_blanks *b, size_t *end, const struct letters *l, size_t at)
{
    if (!starts_word(l, at) || !skip_word(&at, l, "Số:")) return false;
    *end = at;
    size_t after = next_on_line(l, at - 1);
    bool is_symbol = letter_at(l, after) == '/';
    if (!is_symbol && !is_open(l, at - 1, after)) return false;
    if (is_symbol) read_token(b->after, l, after);
    return add_gap(b, l, at - 1, after);
}

/* "ngày", "tháng", "năm" with nothing between them; then the year, or nothing. */
static bool read_date(struct render_blanks *b, size_t *end, const struct letters *l, size_t at)
{
    if (!starts_word(l, at) || !skip_word(&at, l, "ngày")) return false;
    static const char *const words[] = {"tháng", "năm"};
    for (size_t i = 0; i < 2; i++) {
        size_t before = at - 1;
        at = next_on_line(l, before);
        if (!add_gap(b, l, before, at) || !skip_word(&at, l, words[i])) return false;
    }
    *end = at;
    size_t year = next_on_line(l, at - 1);
    if (is_open(l, at - 1, year)) return add_gap(b, l, at - 1, year);
    read_token(b->after, l, year);
    return true;
}

static double font_size_of(const struct letters *l, size_t at)
{
    size_t character = l->item[at].box;
    for (const GList *f = l->fonts; f != NULL; f = f->next) {
        const PopplerTextAttributes *a = f->data;
        if (a->start_index >= 0 && (size_t)a->start_index <= character && character <= (size_t)a->end_index)
            return a->font_size;
    }
    return 0;
}

/*
 * A box reaches from the font's ascent to its descent. poppler takes 0.95 and 0.35 of the size where a font does not
 * say; Times has 0.891 and 0.216; between the two, and around them, in proportion.
 */
static double baseline_of(const PopplerRectangle *box, double font_size)
{
    const double unknown = 1.3, times = 1.107, unknown_part = 0.95 / 1.3, times_part = 0.891 / 1.107;
    double height = box->y2 - box->y1, ratio = font_size > 0 ? height / font_size : unknown;
    double toward = fmax(0, fmin(1, (unknown - ratio) / (unknown - times)));
    return box->y1 + height * (unknown_part + toward * (times_part - unknown_part));
}

static void describe(struct render_blanks *b, const struct letters *l, size_t from, size_t end)
{
    const PopplerRectangle *first = box_of(l, from), *last = box_of(l, end - 1);
    double top = fmin(first->y1, last->y1), bottom = fmax(first->y2, last->y2);
    b->line = (struct render_place){1, first->x1, top, last->x2 - first->x1, bottom - top};
    b->font_size = font_size_of(l, from);
    b->baseline = baseline_of(first, b->font_size);
}

typedef bool reader(struct render_blanks *b, size_t *end, const struct letters *l, size_t at);

static bool find(struct render_blanks *out, const struct letters *l, reader *read)
{
    for (size_t at = 0; at < l->count; at++) {
        struct render_blanks b = {0};
        size_t end;
        if (!read(&b, &end, l, at)) continue;
        describe(&b, l, at, end);
        *out = b;
        return true;
    }
    return false;
}

status blanks_find(struct render_blanks *out, struct view document, const char *password, enum render_blank_kind kind,
                   struct err *e)
{
    AUTO(unref_document)
    PopplerDocument *pdf = NULL;
    AUTO_CLEAR(letters_clear) struct letters l = {0};
    TRY(opening_document(&pdf, document, password, e));
    AUTO(unref_page)
    PopplerPage *page = poppler_document_get_page(pdf, 0);
    ENSURE(page != NULL, ERR_SYNTAX, "poppler cannot read page %d of the PDF", 1);
    TRY(read_letters(&l, page, e));
    if (kind == RENDER_BLANK_NUMBER)
        ENSURE(find(out, &l, read_number), ERR_REFUSED,
               "no place is left blank for the number: the first page has no \"Số:\" with nothing, or only the symbol "
               "(\"/QĐ-SXD\"), after it");
    else
        ENSURE(find(out, &l, read_date), ERR_REFUSED,
               "no place is left blank for the date: the first page has no \"ngày\", \"tháng\" and \"năm\" on one line "
               "with nothing between them");
    return OK;
}
