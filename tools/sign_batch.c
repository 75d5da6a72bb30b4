// SPDX-License-Identifier: Apache-2.0
#include "tools/sign_batch.h"

#include <unistd.h>

#include "tools/interrupts.h"
#include "tools/parallel.h"
#include "tools/progress.h"
#include "tools/sign_report.h"

enum { EVENT_MS = 1000 };

struct batch {
    const struct session *session;
    const struct sign_arguments *arguments;
    struct sign_plan plan;
    struct key_share *share;
    struct sign_tally tally;
    struct progress progress;
    int64_t event_at; /* when the last one was said */
    int in_a_row;     /* failures of service or disk, with nothing signed between */
    int stop_code;    /* why the rest is not tried; 0: nothing */
};

static struct sign_task task_of(const struct batch *b, size_t i)
{
    return (struct sign_task){b->session, b->arguments, &b->plan.item[i], b->share};
}

/* ---- what happens to each ---- */

static int sign_in_job(const void *context, size_t i, FILE *to)
{
    const struct sign_task t = task_of(context, i);
    return sign_file(&t, to);
}

/* A token that is gone, a service that is down and a disk that is full fail for the next ones, too. */
static bool is_worth_going_on(struct batch *b, int code)
{
    if (code == 0) b->in_a_row = 0;
    if (code == 8 || code == 9) b->in_a_row++;
    if (code == 7 || b->in_a_row >= SIGN_IN_A_ROW) b->stop_code = code;
    return b->stop_code == 0;
}

static bool count_ended(void *results, size_t i, int end)
{
    struct batch *b = results;
    (void)i;
    if (end == PARALLEL_STOPPED) {
        b->stop_code = 128 + interrupts_pending();
        return false;
    }
    progress_count(&b->progress, sign_end_code(end) != 0);
    return is_worth_going_on(b, end);
}

static void say_event(struct batch *b)
{
    int64_t now = progress_now();
    if (!b->arguments->batch.events || now - b->event_at < EVENT_MS) return;
    const struct progress_state s = progress_state(&b->progress, now);
    sign_event_progress(&b->tally, s.rate, s.seconds_left);
    b->event_at = now;
}

/* What would have been left out is not missing. */
static void report_not_tried(struct batch *b, size_t i)
{
    const struct sign_task t = task_of(b, i);
    struct err e = {0};
    bool is_none = t.file->input->is_found && document_probe(t.file->input->path, &e) != OK && e.code == ERR_SYNTAX;
    sign_tally_add(&b->tally, is_none ? SIGN_LEFT_OUT : SIGN_NOT_TRIED);
    if (!is_none) sign_report_not_tried(&t, b->stop_code);
}

static void count_in_order(void *results, size_t i, int end)
{
    struct batch *b = results;
    if (end == PARALLEL_STOPPED)
        report_not_tried(b, i);
    else
        sign_tally_add(&b->tally, end);
    say_event(b);
    progress_show(&b->progress);
}

static void make_way(void *results)
{
    progress_hide(&((struct batch *)results)->progress);
}

/* ---- all of them ---- */

/* An input that is not there, or no document, is found before anybody types a PIN. */
static bool worth_a_key(const struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++) {
        struct err e = {0};
        if (document_probe(in->item[i].path, &e) == OK) return true;
    }
    return false;
}

/* An authority takes seconds where we take milliseconds: as many jobs as may ask one, if processors are fewer. */
static unsigned jobs_at_once(const struct sign_arguments *a)
{
    unsigned processors = parallel_processors();
    if (a->batch.jobs > 0) return a->batch.jobs;
    return a->request.level.timestamper != NULL && processors < LIMIT_STAMP_CALLS ? LIMIT_STAMP_CALLS : processors;
}

static status run_jobs(struct batch *b, int stop, struct err *e)
{
    const struct sign_arguments *a = b->arguments;
    bool shows = !a->batch.quiet && b->plan.count > 1;
    size_t started = 0;
    const struct parallel p = {
        .count = b->plan.count,
        .at_once = jobs_at_once(a),
        .run = sign_in_job,
        .done = count_in_order,
        .context = b,
        .results = b,
        .apart = true,
        .has_stop = true,
        .stop = stop,
        .ended = count_ended,
        .about_to_show = make_way,
        .started = &started,
    };
    b->event_at = progress_now();
    progress_begin(&b->progress, b->session->lang, shows ? stderr : NULL, b->plan.count);
    status r = parallel_run(&p, stdout, e);
    progress_end(&b->progress);
    if (b->stop_code == 0) b->stop_code = r != OK ? err_exit_code(e->code) : 128 + interrupts_pending();
    for (size_t i = started; i < b->plan.count; i++) report_not_tried(b, i);
    return r;
}

static const char *why_stopped(const struct session *s, int code)
{
    if (code > 128) return say(s, "interrupted");
    if (code == 7) return say(s, "the token failed");
    if (code == 8) return say(s, "the time-stamp or revocation service failed for one after the other");
    if (code == 9) return say(s, "the results cannot be written");
    return say(s, "a fault of this program or of the system");
}

static void tell_stopped(const struct batch *b)
{
    const struct session *s = b->session;
    if (b->tally.not_tried == 0) return;
    fprintf(stderr,
            say(s, "seal: stopped: %s; %zu files were not tried. What is there is whole; the same command with "
                   "--resume goes on\n"),
            why_stopped(s, b->stop_code), b->tally.not_tried);
}

static int finish(struct batch *b, int signal_number)
{
    struct err nothing = {0};
    int code = signal_number != 0 ? 128 + signal_number : b->tally.worst;
    bool all_left_out = signal_number == 0 && b->tally.left_out == b->tally.total;
    sign_report_summary(b->session, b->arguments, &b->tally);
    tell_stopped(b);
    if (all_left_out) {
        err_set(&nothing, ERR_MISSING, "no PDF or XML file is in the folders named");
        code = command_report(b->session, NULL, &nothing);
    }
    if (b->arguments->batch.events) sign_event_summary(&b->tally, code);
    return code;
}

/* From here on a signal ends the run in order; while the PIN is asked for, too. */
static int run_held(struct batch *b)
{
    const struct sign_arguments *a = b->arguments;
    struct interrupts held;
    struct err e = {0};
    if (interrupts_hold(&held, &e) != OK) return command_report(b->session, NULL, &e);
    status started = worth_a_key(&a->inputs) ? key_share_start(&b->share, &a->key, held.fd, &e) : OK;
    if (started == OK && run_jobs(b, held.fd, &e) != OK)
        b->tally.worst = command_worse(EXIT_ORDER_SIGN, b->tally.worst, command_report(b->session, NULL, &e));
    if (b->share != NULL) key_share_stop(TAKE(b->share));
    int signal_number = interrupts_release(&held);
    if (started == OK) return finish(b, signal_number);
    return signal_number != 0 ? 128 + signal_number : command_report(b->session, NULL, &e);
}

static status prepare(struct batch *b, struct err *e)
{
    const struct sign_arguments *a = b->arguments;
    const struct plan_choice c = {a->output, a->into_folder, a->batch.safe_names};
    TRY(sign_plan_make(&b->plan, &a->inputs, &c, e));
    b->tally.total = b->plan.count;
    return OK;
}

int sign_batch(const struct session *s, const struct sign_arguments *a)
{
    AUTO(mem_free)
    struct batch *b = mem_new(sizeof *b);
    struct err e = {0};
    if (b == NULL) return 70;
    b->session = s;
    b->arguments = a;
    int code = prepare(b, &e) == OK ? run_held(b) : command_report(s, NULL, &e);
    sign_plan_clear(&b->plan);
    return code;
}
