// SPDX-License-Identifier: Apache-2.0
#include "tools/sign_report.h"

#include <jansson.h>
#include <limits.h>

#include "formats/base/text.h"
#include "formats/base/vietnamese.h"

/* ---- counting ---- */

int sign_end_code(int end)
{
    return end == SIGN_SKIPPED || end == SIGN_LEFT_OUT ? 0 : end == SIGN_IN_THE_WAY ? 9 : end;
}

void sign_tally_add(struct sign_tally *t, int end)
{
    size_t *count = end == 0                ? &t->signed_files
                    : end == 1              ? &t->refused
                    : end == SIGN_SKIPPED   ? &t->skipped
                    : end == SIGN_LEFT_OUT  ? &t->left_out
                    : end == SIGN_NOT_TRIED ? &t->not_tried
                                            : &t->failed;
    ++*count;
    if (end != SIGN_NOT_TRIED) t->worst = command_worse(EXIT_ORDER_SIGN, t->worst, sign_end_code(end));
}

/* ---- for programs ---- */

/* The whole name: what is no clean UTF-8 in it as \xNN. */
static json_t *name_value(const char *path)
{
    AUTO_BUF clean = BUF_INIT(4 * PATH_MAX + 1);
    text_put_clean(&clean, view_of_string(path));
    return json_stringn((const char *)clean.data, clean.len);
}

static void put_line(json_t *line, FILE *to)
{
    json_dumpf(line, to, JSON_COMPACT | JSON_REAL_PRECISION(4));
    fputc('\n', to);
    fflush(to);
    json_decref(line);
}

static json_t *file_line(const struct sign_task *t, bool has_output, const char *state, int code)
{
    json_t *line = json_object();
    json_object_set_new(line, "file", name_value(t->file->input->path));
    if (has_output) json_object_set_new(line, "output", name_value(t->file->output));
    json_object_set_new(line, "status", json_string(state));
    json_object_set_new(line, "code", json_integer(code));
    return line;
}

static const char *state_of(int end)
{
    return end == 0 ? "signed" : end == 1 ? "refused" : end == SIGN_SKIPPED ? "skipped" : "failed";
}

static void put_json(const struct sign_task *t, int end, const struct sign_outcome *o, const char *message, FILE *to)
{
    int code = sign_end_code(end);
    json_t *line = file_line(t, code == 0, state_of(end), code);
    if (end == 0) json_object_set_new(line, "field", json_string(o->field));
    if (end == 0) json_object_set_new(line, "level", json_string(o->level));
    if (end == 0 && o->repaired) json_object_set_new(line, "repaired", json_true());
    if (message[0] != '\0') json_object_set_new(line, "message", json_string(message));
    put_line(line, to);
}

void sign_report_not_tried(const struct sign_task *t, int code)
{
    if (!t->arguments->json) return;
    json_t *line = file_line(t, false, "not-tried", code);
    const char *message = say(t->session, "not tried: the run ended before");
    json_object_set_new(line, "message", json_string(message));
    put_line(line, stdout);
}

void sign_event_progress(const struct sign_tally *t, double rate, int64_t seconds_left)
{
    size_t done = t->signed_files + t->refused + t->failed + t->skipped + t->left_out;
    size_t bad = t->refused + t->failed;
    json_t *line = json_object();
    json_object_set_new(line, "event", json_string("progress"));
    json_object_set_new(line, "done", json_integer((json_int_t)done));
    json_object_set_new(line, "total", json_integer((json_int_t)t->total));
    json_object_set_new(line, "failed", json_integer((json_int_t)bad));
    json_object_set_new(line, "rate", json_real(rate));
    if (seconds_left >= 0) json_object_set_new(line, "seconds_left", json_integer(seconds_left));
    put_line(line, stdout);
}

void sign_event_summary(const struct sign_tally *t, int code)
{
    const struct {
        const char *name;
        size_t count;
    } counts[] = {{"total", t->total},     {"signed", t->signed_files}, {"refused", t->refused},  {"failed", t->failed},
                  {"skipped", t->skipped}, {"not_tried", t->not_tried}, {"left_out", t->left_out}};
    json_t *line = json_object();
    json_object_set_new(line, "event", json_string("summary"));
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        json_object_set_new(line, counts[i].name, json_integer((json_int_t)counts[i].count));
    json_object_set_new(line, "code", json_integer(code));
    put_line(line, stdout);
}

/* ---- for people ---- */

static void tell_signed(const struct sign_task *t, const struct sign_outcome *o)
{
    const struct session *s = t->session;
    fprintf(stderr, say(s, "signed: %s -> %s (%s, %s)\n"), text_escape_string(t->file->input->path).s,
            text_escape_string(t->file->output).s, o->field, o->level);
    for (size_t i = 0; i < o->notes.count; i++)
        fprintf(stderr, "  %s: %s\n", say(s, "note"), o->notes.item[i].text[s->lang]);
}

static void tell(const struct sign_task *t, int end, const struct sign_outcome *o, const struct err *e)
{
    const char *input = t->file->input->path, *output = t->file->output;
    bool quiet = t->arguments->batch.quiet;
    if (end == 0 && !quiet) tell_signed(t, o);
    if (end == SIGN_SKIPPED && !quiet) command_tell(t->session, output, "is whole already");
    if (sign_end_code(end) != 0) (void)command_report(t->session, e->code == ERR_OUTPUT ? output : input, e);
}

void sign_report_file(const struct sign_task *t, int end, const struct sign_outcome *o, const struct err *e, FILE *json)
{
    enum lang lang = t->session->lang;
    const char *note = o->notes.count > 0 ? o->notes.item[0].text[lang] : "";
    if (t->arguments->json) put_json(t, end, o, sign_end_code(end) == 0 ? note : e->text[lang], json);
    tell(t, end, o, e);
}

void sign_report_summary(const struct session *s, const struct sign_arguments *a, const struct sign_tally *t)
{
    bool is_one = t->total == 1 && !a->inputs.has_folder;
    if (a->batch.quiet || is_one) return;
    fprintf(stderr,
            say(s, "%zu signed, %zu refused, %zu failed, %zu whole already, %zu not tried; %zu in folders left "
                   "out, neither PDF nor XML\n"),
            t->signed_files, t->refused, t->failed, t->skipped, t->not_tried, t->left_out);
}
