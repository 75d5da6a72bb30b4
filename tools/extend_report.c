// SPDX-License-Identifier: Apache-2.0
#include "tools/extend_report.h"

#include <jansson.h>

#include "formats/base/text.h"
#include "signer/utc.h"
#include "tools/report_words.h"

/* ---- what is due ---- */

/* Since when, or from when on; 0: never. */
static int64_t due_from(const struct plan_view *v, const struct outlook *o)
{
    if (o->state != OUTLOOK_HOLDS) return 0;
    if (!o->is_decided || o->level < v->wanted) return v->now;
    if (!o->has_end) return 0;
    return o->holds_until - v->margin > v->now ? o->holds_until - v->margin : v->now;
}

bool plan_is_due(const struct plan_view *v, const struct outlook *o)
{
    int64_t from = due_from(v, o);
    return from != 0 && from <= v->now;
}

/* ---- plan, for people ---- */

static struct phrase day_of(const struct session *s, int64_t time)
{
    char text[32];
    utc_text(text, sizeof text, time);
    return phrase_day(s, text);
}

static struct phrase moment_of(const struct session *s, int64_t time)
{
    char text[32];
    utc_text(text, sizeof text, time);
    return phrase_time(s, text);
}

static const char *state_text(const struct session *s, enum outlook_state state)
{
    switch (state) {
    case OUTLOOK_FAILED:
        return say(s, "a signature is broken: there is nothing to keep");
    case OUTLOOK_NO_SIGNATURE:
        return say(s, "there is no signature whose level could be raised");
    case OUTLOOK_NOT_READABLE:
    case OUTLOOK_NONE:
    case OUTLOOK_HOLDS:
        break;
    }
    return say(s, "the document cannot be read");
}

static void put_reason(FILE *to, const struct session *s, const struct outlook *o)
{
    if (o->why.code == ERR_NONE) return;
    fprintf(to, "  %s: %s%s%s\n", say(s, "why"), o->field, o->field[0] == '\0' ? "" : ": ", o->why.text[s->lang]);
    if (o->ends[0] != '\0') fprintf(to, "  %s: %s\n", say(s, "the certificate that ends"), o->ends);
}

static void put_dates(FILE *to, const struct plan_view *v, const struct outlook *o)
{
    const struct session *s = v->s;
    if (!o->is_decided)
        fprintf(to, "  %s\n", say(s, "is not found valid even now"));
    else if (!o->has_end)
        fprintf(to, say(s, "  can be validated as it is for %d years at least\n"), (int)OUTLOOK_YEARS);
    else
        fprintf(to, say(s, "  can be validated as it is until %s\n"), moment_of(s, o->holds_until).s);
    if (o->is_decided && o->level < v->wanted)
        fprintf(to, say(s, "  due now: it is not %s yet\n"), level_short_name(v->wanted));
    else if (plan_is_due(v, o))
        fprintf(to, "  %s\n", say(s, "due now"));
    else if (due_from(v, o) != 0)
        fprintf(to, say(s, "  renew from %s on\n"), day_of(s, due_from(v, o)).s);
}

void plan_text(FILE *to, const struct plan_view *v, const char *file, const struct outlook *o)
{
    fprintf(to, "%s\n", text_escape_string(file).s);
    if (o->state != OUTLOOK_HOLDS) {
        fprintf(to, "  %s\n", state_text(v->s, o->state));
        put_reason(to, v->s, o);
        return;
    }
    fprintf(to, "  %s: %s\n", say(v->s, "level"), level_short_name(o->level));
    put_dates(to, v, o);
    put_reason(to, v->s, o);
}

/* ---- plan, for programs ---- */

static void put_time(json_t *line, const char *key, int64_t time)
{
    char text[32];
    utc_text(text, sizeof text, time);
    json_object_set_new(line, key, json_string(text));
}

static void dump(FILE *to, json_t *line)
{
    json_dumpf(line, to, JSON_COMPACT);
    fputc('\n', to);
    fflush(to);
    json_decref(line);
}

static void put_text(json_t *line, const char *key, const char *text)
{
    if (text[0] != '\0') json_object_set_new(line, key, json_string(text));
}

void plan_json(FILE *to, const struct plan_view *v, const char *file, const struct outlook *o)
{
    static const char *const states[] = {[OUTLOOK_NONE] = "not-readable",
                                         [OUTLOOK_NOT_READABLE] = "not-readable",
                                         [OUTLOOK_NO_SIGNATURE] = "no-signature",
                                         [OUTLOOK_FAILED] = "failed",
                                         [OUTLOOK_HOLDS] = "holds"};
    json_t *line = json_object();
    bool holds = o->state == OUTLOOK_HOLDS;
    put_text(line, "file", text_escape_string(file).s);
    json_object_set_new(line, "state", json_string(holds && !o->is_decided ? "not-decided" : states[o->state]));
    if (holds) json_object_set_new(line, "level", json_string(level_short_name(o->level)));
    if (holds) json_object_set_new(line, "due", json_boolean(plan_is_due(v, o)));
    if (holds && due_from(v, o) != 0) put_time(line, "due_from", due_from(v, o));
    if (holds && o->has_end) put_time(line, "holds_until", o->holds_until);
    put_text(line, "field", o->field);
    put_text(line, "ends", o->ends);
    put_text(line, "message", o->why.text[v->s->lang]);
    dump(to, line);
}

/* ---- what was done ---- */

void extended_text(const struct session *s, const char *file, const char *path, const struct extend_outcome *o)
{
    struct escaped from = text_escape_string(file), into = text_escape_string(path);
    if (o->stamps == 0 && o->proofs == 0)
        fprintf(stderr, say(s, "copied: %s -> %s (it is %s already)\n"), from.s, into.s, level_short_name(o->after));
    else
        fprintf(stderr, say(s, "extended: %s -> %s (%s, was %s)\n"), from.s, into.s, level_short_name(o->after),
                level_short_name(o->before));
    for (size_t i = 0; i < o->notes.count; i++)
        fprintf(stderr, "  %s: %s\n", say(s, "note"), o->notes.item[i].text[s->lang]);
}

static const char *status_of(const struct extend_outcome *o, const struct err *e)
{
    if (e->code == ERR_NONE) return o->stamps == 0 && o->proofs == 0 ? "unchanged" : "extended";
    return e->code == ERR_REFUSED ? "refused" : "failed";
}

void extended_json(FILE *to, const struct session *s, const char *file, const char *path,
                   const struct extend_outcome *o, const struct err *e)
{
    json_t *line = json_object();
    put_text(line, "file", text_escape_string(file).s);
    if (e->code == ERR_NONE) put_text(line, "output", text_escape_string(path).s);
    put_text(line, "status", status_of(o, e));
    json_object_set_new(line, "code", json_integer(e->code == ERR_NONE ? 0 : err_exit_code(e->code)));
    if (e->code == ERR_NONE) {
        put_text(line, "level_before", level_short_name(o->before));
        put_text(line, "level", level_short_name(o->after));
        json_object_set_new(line, "stamps", json_integer((json_int_t)o->stamps));
        json_object_set_new(line, "proofs", json_integer((json_int_t)o->proofs));
    }
    put_text(line, "message",
             e->code != ERR_NONE  ? e->text[s->lang]
             : o->notes.count > 0 ? o->notes.item[0].text[s->lang]
                                  : "");
    dump(to, line);
}
