// SPDX-License-Identifier: Apache-2.0
#include "policies/profile.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"

enum { FONT_SIZE = 10, PLACE_MOST = 5000 }; /* points: annex I, II.8.b; millimetres */

void profile_init(struct profile *p, const char *name)
{
    *p = (struct profile){.font_size = FONT_SIZE, .page = 1, .level = LEVEL_T};
    snprintf(p->name, sizeof p->name, "%s", name);
    snprintf(p->text.time, sizeof p->text.time, "dd/MM/yyyy HH:mm:ss +07:00");
}

bool profile_is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t len = strlen(name);
    return len > 0 && len < LIMIT_PROFILE_NAME && strspn(name, letters) == len;
}

/* ---- one value ---- */

struct word {
    const char *word;
    uint32_t value;
};

static const struct word rules[] = {
    {"official", PROFILE_OFFICIAL}, {"seal", PROFILE_SEAL}, {"copy", PROFILE_COPY}, {NULL, 0}};
static const struct word places[] = {{"invisible", PROFILE_INVISIBLE},
                                     {"asked", PROFILE_ASKED},
                                     {"between", PROFILE_BETWEEN},
                                     {"over-signature", PROFILE_OVER_SIGNATURE},
                                     {"top-right", PROFILE_TOP_RIGHT},
                                     {"anchor", PROFILE_ANCHOR},
                                     {"at", PROFILE_AT},
                                     {NULL, 0}};
static const struct word colours[] = {{"black", 0x000000}, {"blue", 0x0033a0}, {"red", 0xe00000}, {NULL, 0}};
static const struct word levels[] = {
    {"B-B", LEVEL_B}, {"B-T", LEVEL_T}, {"B-LT", LEVEL_LT}, {"B-LTA", LEVEL_LTA}, {NULL, 0}};
static const struct word truths[] = {{"false", 0}, {"true", 1}, {NULL, 0}};

enum kind { KIND_WORD, KIND_TRUTH, KIND_NUMBER, KIND_ANCHOR, KIND_LINES, KIND_TIME };

/* How a number is kept: enum and colour, page, length. */
enum width { WIDTH_NONE, WIDTH_U32, WIDTH_I32, WIDTH_DOUBLE };

static const struct row {
    const char *name;
    enum kind kind;
    enum width width;
    size_t offset;
    const struct word *words; /* the last one has none */
    const char *takes;        /* for the message */
    double least, most;
} rows[] = {
    {"rule", KIND_WORD, WIDTH_U32, offsetof(struct profile, rule), rules, "official, seal or copy", 0, 0},
    {"place", KIND_WORD, WIDTH_U32, offsetof(struct profile, place), places,
     "invisible, asked, between, over-signature, top-right, anchor or at", 0, 0},
    {"picture", KIND_TRUTH, WIDTH_NONE, offsetof(struct profile, picture), truths, "true or false", 0, 0},
    {"number", KIND_TRUTH, WIDTH_NONE, offsetof(struct profile, number), truths, "true or false", 0, 0},
    {"date", KIND_TRUTH, WIDTH_NONE, offsetof(struct profile, date), truths, "true or false", 0, 0},
    {"text", KIND_LINES, WIDTH_NONE, 0, NULL, "", 0, 0},
    {"time", KIND_TIME, WIDTH_NONE, 0, NULL, "", 0, 0},
    {"anchor", KIND_ANCHOR, WIDTH_NONE, 0, NULL, "", 0, 0},
    {"font_size", KIND_NUMBER, WIDTH_DOUBLE, offsetof(struct profile, font_size), NULL, "", 6, 72},
    {"colour", KIND_WORD, WIDTH_U32, offsetof(struct profile, colour), colours, "black, blue or red", 0, 0},
    {"page", KIND_NUMBER, WIDTH_I32, offsetof(struct profile, page), NULL, "", -1, LIMIT_PDF_PAGES},
    {"x", KIND_NUMBER, WIDTH_DOUBLE, offsetof(struct profile, x), NULL, "", 0, PLACE_MOST},
    {"y", KIND_NUMBER, WIDTH_DOUBLE, offsetof(struct profile, y), NULL, "", 0, PLACE_MOST},
    {"level", KIND_WORD, WIDTH_U32, offsetof(struct profile, level), levels, "B-B, B-T, B-LT or B-LTA", 0, 0},
};

static const struct row *row_named(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].name, name) == 0) return &rows[i];
    return NULL;
}

static status find_word(uint32_t *out, const struct row *r, const char *value, struct err *e)
{
    for (const struct word *w = r->words; w->word != NULL; w++) {
        if (strcmp(w->word, value) != 0) continue;
        *out = w->value;
        return OK;
    }
    FAIL(ERR_USAGE, "%s is %s, not \"%s\"", r->name, r->takes, text_escape_string(value).s);
}

static status take_number(struct profile *p, const struct row *r, const char *value, struct err *e)
{
    char *end;
    void *to = (char *)p + r->offset;
    errno = 0;
    double v = strtod(value, &end);
    bool is_number = end != value && *end == '\0' && errno == 0 && isfinite(v);
    bool is_page = r->width == WIDTH_I32;
    ENSURE(is_number && v >= r->least && v <= r->most && (!is_page || (v == floor(v) && v != 0)), ERR_USAGE,
           "%s is a number from %g to %g, not \"%s\"", r->name, r->least, r->most, text_escape_string(value).s);
    if (is_page) {
        int32_t page = (int32_t)v;
        memcpy(to, &page, sizeof page);
        return OK;
    }
    memcpy(to, &v, sizeof v);
    return OK;
}

static status take_anchor(struct profile *p, const char *value, struct err *e)
{
    size_t len = strlen(value);
    ENSURE(len > 0 && len < sizeof p->anchor && text_is_clean(view_of(value, len)), ERR_USAGE,
           "anchor is a text of less than %d bytes, without control characters", LIMIT_TEXT);
    memcpy(p->anchor, value, len + 1);
    return OK;
}

static status take_word(struct profile *p, const struct row *r, const char *value, struct err *e)
{
    uint32_t v;
    void *to = (char *)p + r->offset;
    TRY(find_word(&v, r, value, e));
    if (r->kind == KIND_TRUTH) {
        bool truth = v != 0;
        memcpy(to, &truth, sizeof truth);
        return OK;
    }
    memcpy(to, &v, sizeof v);
    return OK;
}

_Static_assert(sizeof(enum profile_rule) == sizeof(uint32_t) && sizeof(enum profile_place) == sizeof(uint32_t) &&
                   sizeof(enum proof_level) == sizeof(uint32_t),
               "rows of WIDTH_U32 write enums");

status profile_set(struct profile *p, const char *name, const char *value, struct err *e)
{
    const struct row *r = row_named(name);
    ENSURE(r != NULL, ERR_USAGE, "nothing in a profile is called \"%s\"", text_escape_string(name).s);
    switch (r->kind) {
    case KIND_WORD:
    case KIND_TRUTH:
        return take_word(p, r, value, e);
    case KIND_NUMBER:
        return take_number(p, r, value, e);
    case KIND_ANCHOR:
        return take_anchor(p, value, e);
    case KIND_LINES:
        return profile_text_set_lines(&p->text, value, e);
    case KIND_TIME:
        return profile_text_set_time(&p->text, value, e);
    }
    FAIL(ERR_INTERNAL, "no such kind of value");
}

/* ---- all of them ---- */

/* What would do nothing, or not what it seems to say, is a slip of the pen. */
status profile_check(const struct profile *p, struct err *e)
{
    bool shows = p->picture || p->text.lines[0] != '\0';
    ENSURE(shows || p->place == PROFILE_INVISIBLE, ERR_USAGE, "a place for nothing: neither picture nor text");
    ENSURE(!shows || p->place != PROFILE_INVISIBLE, ERR_USAGE,
           "a picture or a text that is invisible: place says where");
    ENSURE(p->place != PROFILE_ANCHOR || p->anchor[0] != '\0', ERR_USAGE, "place is anchor, and there is no anchor");
    ENSURE(p->place != PROFILE_TOP_RIGHT || !p->picture, ERR_USAGE,
           "Decree 30/2020 annex I, II.8.b: in the top right corner stands a text, and no picture");
    ENSURE((!p->number && !p->date) || p->rule == PROFILE_SEAL, ERR_USAGE,
           "number and date are for the rule seal: Decree 30/2020 article 14 has them given before the seal");
    return OK;
}
