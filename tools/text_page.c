// SPDX-License-Identifier: Apache-2.0
#include "tools/text_page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "formats/base/text.h"

enum { TEXT_MAX = 1 << 16, COLUMNS_LEAST = 30 };

struct text_page page_on(FILE *to)
{
    struct text_page p = {.to = to};
    struct winsize size = {0};
    int fd = fileno(to);
    if (fd < 0 || isatty(fd) != 1) return p;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool dumb = term == NULL || strcmp(term, "dumb") == 0;
    p.colour = !dumb && (no_color == NULL || no_color[0] == '\0'); /* = no-color.org */
    if (ioctl(fd, TIOCGWINSZ, &size) == 0) p.width = size.ws_col;
    return p;
}

/* Of clean UTF-8: one a character, none for U+0300 to U+036F. */
static unsigned columns_of(struct view v)
{
    unsigned n = 0;
    for (size_t i = 0; i < v.len; i++) {
        bool combines = i + 1 < v.len &&
                        ((v.data[i] == 0xcc && v.data[i + 1] >= 0x80) || (v.data[i] == 0xcd && v.data[i + 1] <= 0xaf));
        n += (v.data[i] & 0xc0) != 0x80 && !combines;
    }
    return n;
}

static void put(FILE *to, struct view v)
{
    if (v.len > 0) fwrite(v.data, 1, v.len, to);
}

/* The words of v, a new line at column `hang` where the next one does not fit. */
static void put_broken(const struct text_page *p, struct view v, unsigned hang)
{
    unsigned at = hang;
    for (size_t i = 0; i < v.len;) {
        size_t blank = view_find(v, i + 1, view_of(" ", 1));
        size_t end = blank == SIZE_MAX ? v.len : blank;
        struct view word = view_part(v, i, end - i); /* with the blank before it, but for the first */
        unsigned wide = columns_of(word);
        if (at > hang && at + wide > p->width) {
            fprintf(p->to, "\n%*s", (int)hang, "");
            if (word.data[0] == ' ') word = view_part(word, 1, word.len - 1);
            at = hang;
            wide = columns_of(word);
        }
        put(p->to, word);
        at += wide;
        i = end;
    }
}

void page_line(const struct text_page *p, unsigned indent, const char *label, unsigned label_columns, enum tone tone,
               const char *text)
{
    static const char *const colours[TONE_COUNT] = {
        [TONE_GOOD] = "\033[1;32m", [TONE_BAD] = "\033[1;31m", [TONE_DOUBT] = "\033[1;33m",
        [TONE_STRONG] = "\033[1m",  [TONE_FAINT] = "\033[2m",
    };
    const char *colour = p->colour ? colours[tone] : NULL;
    AUTO_BUF clean = BUF_INIT(TEXT_MAX);
    text_put_clean(&clean, view_of_string(text));
    struct view body = view_of(clean.data, clean.len);
    unsigned used = columns_of(view_of_string(label));
    unsigned pad = label_columns > used ? label_columns - used : used > 0 ? 1 : 0;
    if (body.len == 0) pad = 0;
    unsigned hang = indent + label_columns;
    fprintf(p->to, "%*s%s%*s%s", (int)indent, "", label, (int)pad, "", colour == NULL ? "" : colour);
    if (p->width >= hang + COLUMNS_LEAST && indent + used + pad <= hang)
        put_broken(p, body, hang);
    else
        put(p->to, body);
    fprintf(p->to, "%s\n", colour == NULL ? "" : "\033[0m");
}
