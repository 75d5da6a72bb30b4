// SPDX-License-Identifier: Apache-2.0
#include "tools/progress.h"

#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "formats/base/vietnamese.h"

enum { REDRAW_MS = 100, PART = 64, PARTS = 4, BAR_MIN = 8, BAR_MAX = 50, COLUMNS = 80 };

int64_t progress_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the line ---- */

/* Of our own texts: every character that is not a continuation byte takes one column. */
static size_t columns_of(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++) n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static const char *in_language(enum lang lang, const char *english)
{
    return lang == LANG_VI ? vietnamese(english) : english;
}

/* "3.2", in Vietnamese "3,2" */
static void rate_text(char out[static PART], double rate, enum lang lang)
{
    snprintf(out, PART, rate < 100 ? "%.1f" : "%.0f", rate);
    char *point = strchr(out, '.');
    if (point != NULL && lang == LANG_VI) *point = ',';
}

/* "0:09", "5:17", "2:05:00" */
static void time_text(char out[static PART], int64_t seconds)
{
    long long h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
    if (h > 0)
        snprintf(out, PART, "%lld:%02lld:%02lld", h, m, s);
    else
        snprintf(out, PART, "%lld:%02lld", m, s);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the literals are rows of vietnamese.c */
static size_t make_parts(char part[static PARTS][PART], const struct progress_state *s, enum lang lang)
{
    static const char *const texts[] = {"%zu failed", "%s a second", "%s left"};
    char number[PART];
    size_t n = 0;
    snprintf(part[n++], PART, "%zu/%zu", s->done, s->total);
    if (s->failed > 0) snprintf(part[n++], PART, in_language(lang, texts[0]), s->failed);
    if (s->rate > 0) {
        rate_text(number, s->rate, lang);
        snprintf(part[n++], PART, in_language(lang, texts[1]), number);
    }
    if (s->seconds_left >= 0 && s->done < s->total) {
        time_text(number, s->seconds_left);
        snprintf(part[n++], PART, in_language(lang, texts[2]), number);
    }
    return n;
}
#pragma GCC diagnostic pop

static void put_bar(char *out, size_t columns, const struct progress_state *s)
{
    size_t inner = columns - 2, full = s->total == 0 ? inner : s->done * inner / s->total;
    out[0] = '[';
    memset(out + 1, '#', full);
    memset(out + 1 + full, '.', inner - full);
    out[columns - 1] = ']';
    out[columns] = '\0';
}

/* As many of the parts as fit, from the first; what is left is for the bar. */
void progress_line(char out[static PROGRESS_TEXT], const struct progress_state *s, enum lang lang, size_t columns)
{
    char part[PARTS][PART], text[PARTS * (PART + 2)] = "", bar[BAR_MAX + 2] = "";
    size_t count = make_parts(part, s, lang), used = 0, len = 0;
    for (size_t i = 0; i < count; i++) {
        size_t wide = columns_of(part[i]) + (i > 0 ? 2 : 0);
        if (used + wide > columns) break;
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", i > 0 ? "  " : "", part[i]);
        used += wide;
    }
    size_t left = columns - used;
    if (left > BAR_MIN) put_bar(bar, left - 1 < BAR_MAX ? left - 1 : BAR_MAX, s);
    snprintf(out, PROGRESS_TEXT, "%s%s%s", bar, bar[0] == '\0' ? "" : " ", text);
}

struct progress_state progress_state(const struct progress *p, int64_t now)
{
    struct progress_state s = {p->done, p->total, p->failed, .seconds_left = -1};
    int64_t elapsed = now - p->mark[0].at;
    size_t done = p->done - p->mark[0].done;
    if (elapsed <= 0 || done == 0) return s;
    s.rate = (double)done * 1000 / (double)elapsed;
    s.seconds_left = (int64_t)((double)(p->total - p->done) / s.rate + 0.5);
    return s;
}

/* ---- showing it ---- */

static size_t terminal_columns(FILE *to)
{
    struct winsize w;
    return ioctl(fileno(to), TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : COLUMNS;
}

static void draw(struct progress *p, int64_t now)
{
    char line[PROGRESS_TEXT];
    const struct progress_state s = progress_state(p, now);
    size_t columns = p->is_terminal ? terminal_columns(p->to) - 1 : COLUMNS - 1;
    progress_line(line, &s, p->lang, columns);
    size_t used = columns_of(line), old = p->columns > columns ? columns : p->columns;
    if (p->is_terminal)
        fprintf(p->to, "\r%s%*s", line, (int)(old > used ? old - used : 0), "");
    else
        fprintf(p->to, "%s\n", line);
    fflush(p->to);
    p->columns = used;
    p->shown = now;
}

void progress_begin(struct progress *p, enum lang lang, FILE *to, size_t total)
{
    *p = (struct progress){.to = to, .lang = lang, .total = total, .shown = progress_now()};
    p->is_terminal = to != NULL && isatty(fileno(to)) == 1;
    p->mark[0].at = p->mark[1].at = p->shown;
    if (p->is_terminal) draw(p, p->shown);
}

void progress_count(struct progress *p, bool has_failed)
{
    int64_t now = progress_now(), pause = p->is_terminal ? REDRAW_MS : PROGRESS_SECONDS * 1000;
    p->done++;
    p->failed += has_failed;
    if (now - p->mark[1].at > PROGRESS_SECONDS * 1000) {
        p->mark[0] = p->mark[1];
        p->mark[1].at = now;
        p->mark[1].done = p->done;
    }
    if (p->to != NULL && now - p->shown >= pause) draw(p, now);
}

void progress_show(struct progress *p)
{
    if (p->is_terminal && p->columns == 0) draw(p, progress_now());
}

void progress_hide(struct progress *p)
{
    if (!p->is_terminal || p->columns == 0) return;
    size_t columns = terminal_columns(p->to) - 1;
    fprintf(p->to, "\r%*s\r", (int)(p->columns < columns ? p->columns : columns), "");
    fflush(p->to);
    p->columns = 0;
}

void progress_end(struct progress *p)
{
    if (!p->is_terminal) return;
    draw(p, progress_now());
    fputc('\n', p->to);
    fflush(p->to);
    p->columns = 0;
}
