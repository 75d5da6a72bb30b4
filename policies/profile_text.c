// SPDX-License-Identifier: Apache-2.0
#include "policies/profile_text.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "formats/base/text.h"

enum { VIETNAM = 7 * 3600 };

static const char DAY[] = "dd/MM/yyyy";

/* ---- time ---- */

static struct tm in_vietnam(int64_t seconds)
{
    struct tm t = {0};
    time_t shifted = (time_t)(seconds + VIETNAM);
    gmtime_r(&shifted, &t);
    return t;
}

/* What a form of time is made of: the field of struct tm, what is to be added to it, and how many digits it has. */
static const struct {
    const char *token;
    size_t field;
    int more, digits;
} parts[] = {
    {"yyyy", offsetof(struct tm, tm_year), 1900, 4}, {"MM", offsetof(struct tm, tm_mon), 1, 2},
    {"dd", offsetof(struct tm, tm_mday), 0, 2},      {"HH", offsetof(struct tm, tm_hour), 0, 2},
    {"mm", offsetof(struct tm, tm_min), 0, 2},       {"ss", offsetof(struct tm, tm_sec), 0, 2},
};

enum { PARTS = sizeof parts / sizeof parts[0] };

static size_t part_at(const char *form)
{
    size_t i = 0;
    while (i < PARTS && strncmp(form, parts[i].token, strlen(parts[i].token)) != 0) i++;
    return i;
}

void profile_time(struct buf *out, const char *form, int64_t time)
{
    const struct tm t = in_vietnam(time);
    for (const char *at = form; *at != '\0';) {
        int field;
        size_t i = part_at(at);
        if (i == PARTS) {
            buf_put_byte(out, (uint8_t)*at++);
            continue;
        }
        memcpy(&field, (const char *)&t + parts[i].field, sizeof field);
        buf_printf(out, "%0*d", parts[i].digits, field + parts[i].more);
        at += strlen(parts[i].token);
    }
}

/* "+07:00" as ISO 8601 writes it, or "+0700"; "Z" and any other offset would be a lie. */
static bool tells_our_offset(const char *form)
{
    for (const char *plus = strchr(form, '+'); plus != NULL; plus = strchr(plus + 1, '+')) {
        bool is_ours = strncmp(plus, "+07:00", 6) == 0 || strncmp(plus, "+0700", 5) == 0;
        if (!is_ours) return false;
    }
    return strchr(form, 'Z') == NULL;
}

status profile_text_set_time(struct profile_text *t, const char *form, struct err *e)
{
    bool has_part = false;
    size_t len = strlen(form);
    ENSURE(len < sizeof t->time && text_is_clean(view_of(form, len)), ERR_USAGE,
           "time is a text of less than %d bytes, without control characters", LIMIT_PROFILE_TIME);
    for (const char *at = form; *at != '\0'; at++) has_part = has_part || part_at(at) < PARTS;
    ENSURE(has_part, ERR_USAGE, "time has none of dd, MM, yyyy, HH, mm, ss");
    ENSURE(tells_our_offset(form), ERR_USAGE, "time is that of Vietnam: it has the offset +07:00 or none");
    memcpy(t->time, form, len + 1);
    return OK;
}

/* ---- places ---- */

/* What stands in a place of the template, and what gives a value that is missing. */
static const struct {
    const char *place;
    size_t value; /* in struct profile_values; NO_VALUE: made of its time */
    const char *source;
} places[] = {
    {"number", offsetof(struct profile_values, number), "--number"},
    {"symbol", offsetof(struct profile_values, number), "--number"},
    {"copy_form", offsetof(struct profile_values, copy_form), "--copy-form"},
    {"organisation", offsetof(struct profile_values, organisation), "--organisation"},
    {"signer", offsetof(struct profile_values, signer), "the common name of the certificate"},
    {"title", offsetof(struct profile_values, title), "--title"},
    {"time", SIZE_MAX, ""},
    {"date", SIZE_MAX, ""},
};

enum { PLACES = sizeof places / sizeof places[0] };

static size_t place_of(struct view name)
{
    size_t i = 0;
    while (i < PLACES && !view_equals_string(name, places[i].place)) i++;
    return i;
}

/* What comes next: a piece of text (`place` is PLACES), or a place. False at the end; in a template that was checked.
 */
static bool next_piece(struct view *piece, size_t *place, const char **at)
{
    const char *from = *at;
    *place = PLACES;
    if (*from == '\0') return false;
    if (from[0] != '{') {
        *piece = view_of(from, strcspn(from, "{"));
        *at = from + piece->len;
        return true;
    }
    if (from[1] == '{') {
        *piece = view_of(from, 1);
        *at = from + 2;
        return true;
    }
    *piece = view_of(from + 1, strcspn(from + 1, "}"));
    *place = place_of(*piece);
    *at = from + 1 + piece->len + (from[1 + piece->len] == '}');
    return true;
}

/* A line break is the one control character that a template may have. */
static bool is_clean_lines(const char *lines)
{
    for (const char *line = lines; line != NULL;) {
        size_t len = strcspn(line, "\n");
        if (!text_is_clean(view_of(line, len))) return false;
        line = line[len] == '\0' ? NULL : line + len + 1;
    }
    return true;
}

static status check_place(const char *from, struct err *e)
{
    size_t len = strcspn(from + 1, "}");
    ENSURE(from[1 + len] == '}', ERR_USAGE, "text has a { without its }; {{ stands for {");
    ENSURE(place_of(view_of(from + 1, len)) < PLACES, ERR_USAGE, "text has {%s}, which nothing fills; there are: %s",
           text_escape(view_of(from + 1, len)).s, "number, symbol, copy_form, organisation, signer, title, time, date");
    return OK;
}

status profile_text_set_lines(struct profile_text *t, const char *lines, struct err *e)
{
    size_t len = strlen(lines), place;
    struct view piece;
    ENSURE(len < sizeof t->lines && is_clean_lines(lines), ERR_USAGE,
           "text has less than %d bytes, and no control characters but line breaks", LIMIT_PROFILE_TEXT);
    for (const char *at = lines, *from = at; next_piece(&piece, &place, &at); from = at)
        if (from[0] == '{' && from[1] != '{') TRY(check_place(from, e));
    memcpy(t->lines, lines, len + 1);
    return OK;
}

bool profile_text_has(const struct profile_text *t, const char *wanted)
{
    struct view piece;
    size_t place;
    for (const char *at = t->lines; next_piece(&piece, &place, &at);)
        if (place < PLACES && strcmp(places[place].place, wanted) == 0) return true;
    return false;
}

static const char *value_of(const struct profile_values *v, size_t place)
{
    const char *value;
    memcpy(&value, (const char *)v + places[place].value, sizeof value);
    return value == NULL ? "" : value;
}

static status put_value(struct buf *out, const struct profile_values *v, size_t place, struct err *e)
{
    const char *value = value_of(v, place);
    size_t len = strlen(value);
    ENSURE(len > 0, ERR_USAGE, "the profile shows {%s}, and there is none: %s gives it", places[place].place,
           places[place].source);
    ENSURE(len < LIMIT_TEXT && text_is_clean(view_of(value, len)), ERR_USAGE,
           "the value of {%s} is longer than %d bytes, or not clean UTF-8", places[place].place, LIMIT_TEXT - 1);
    bool is_symbol = strcmp(places[place].place, "symbol") == 0;
    const char *slash = strchr(value, '/');
    buf_put_string(out, is_symbol && slash != NULL ? slash + 1 : value);
    return OK;
}

static status put_place(struct buf *out, const struct profile_text *t, const struct profile_values *v, size_t place,
                        struct err *e)
{
    if (places[place].value != SIZE_MAX) return put_value(out, v, place, e);
    profile_time(out, strcmp(places[place].place, "date") == 0 ? DAY : t->time, v->time);
    return OK;
}

status profile_text_fill(struct buf *out, const struct profile_text *t, const struct profile_values *v, struct err *e)
{
    struct view piece, done;
    size_t place;
    for (const char *at = t->lines; next_piece(&piece, &place, &at);) {
        if (place < PLACES)
            TRY(put_place(out, t, v, place, e));
        else
            buf_put(out, piece);
    }
    return buf_done(&done, out, e);
}

/* ---- number ---- */

/* Characters, of UTF-8 that was checked. */
static size_t length_of(const char *s)
{
    size_t n = 0;
    for (; *s != '\0'; s++) n += ((uint8_t)*s & 0xc0) != 0x80;
    return n;
}

/* = Decree 30/2020 annex I, II.2: a number below 10 has a zero before it */
status profile_number(char out[static LIMIT_TEXT], const char *given, struct err *e)
{
    size_t digits = strspn(given, "0123456789"), zeros = strspn(given, "0");
    const char *symbol = given + digits + 1;
    AUTO_BUF text = BUF_INIT(LIMIT_TEXT - 1);
    struct view done;
    ENSURE(digits > zeros && digits <= LIMIT_NUMBER_DIGITS && given[digits] == '/', ERR_USAGE,
           "--number takes a number and the symbol of the document, as in 15/QĐ-SXD");
    ENSURE(zeros == 0 || (zeros == 1 && digits == 2), ERR_USAGE,
           "--number: a zero before the number is for those below 10 alone");
    ENSURE(symbol[0] != '\0' && text_is_clean(view_of_string(symbol)) && length_of(symbol) <= LIMIT_NUMBER_SYMBOL &&
               strpbrk(symbol, " \t") == NULL,
           ERR_USAGE, "--number: the symbol has 1 to %d characters, and no blanks", LIMIT_NUMBER_SYMBOL);
    if (digits == 1) buf_put_byte(&text, '0');
    buf_put_string(&text, given);
    TRY(buf_done(&done, &text, e));
    memcpy(out, done.data, done.len);
    out[done.len] = '\0';
    return OK;
}
