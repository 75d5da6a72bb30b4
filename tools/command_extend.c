// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/output.h"
#include "signer/password_file.h"
#include "tools/extend_report.h"
#include "tools/inputs.h"
#include "tools/interrupts.h"
#include "tools/level_choice.h"
#include "tools/options.h"
#include "tools/parallel.h"
#include "tools/sign_plan.h"

enum { MARGIN_DAYS = 90, MARGIN_DAYS_MAX = 36500, DAY_SECONDS = 86400 };

/* A plan's own exit code: something is due. */
enum { CODE_DUE = 10, CODE_SKIPPED = 100 };

struct extend_arguments {
    const struct session *session;
    struct trust_choice trust;
    struct level_choice level;
    struct level_tools tools;
    struct extend_request request;
    struct plan_view plan;
    const char *output;
    bool is_plan, json, help, into_folder;
    long margin_days;
    unsigned jobs;
    struct inputs files;
    struct sign_plan outputs; /* where each goes */
    const char *password_file;
    struct secret password;
};

enum {
    OPTION_PLAN = OPTION_OWN,
    OPTION_MARGIN,
    OPTION_JOBS,
    OPTION_PASSWORD_FILE,
    OPTION_OUTPUT,
    OPTION_JSON,
    OPTION_HELP
};

static const struct option options[] = {
    OPTIONS_TRUST,
    OPTIONS_LEVEL,
    {"plan", no_argument, NULL, OPTION_PLAN},
    {"margin", required_argument, NULL, OPTION_MARGIN},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"password-file", required_argument, NULL, OPTION_PASSWORD_FILE},
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static const char *const help[] = {
    "usage: seal extend FILE|FOLDER... -o FILE|DIR --tsa URL [OPTION...]",
    "       seal extend --plan FILE|FOLDER... [OPTION...]",
    "  -o, --output PATH     the file with the higher level; a folder for several inputs",
    "  --level LEVEL         B-T, B-LT or B-LTA (default); what is B-LTA already is renewed",
    "  --tsa URL             a time-stamp authority; several are asked in this order; --tsa-seconds N: each, 180",
    "  --plan                writes nothing: until when each file can be validated, and when renewal is due",
    "  --margin DAYS         due so many days before that end: 90",
    "  --trust PATH, --crl PATH, --ocsp PATH  anchors, revocation lists and OCSP answers to check with (repeatable)",
    "  --store DIR           the trust store there; without --trust and --store: your own, see seal trust",
    "  --no-store            not your own trust store",
    "  --online-allow HOST[:PORT]  asks only this host for answers about status (repeatable); --no-cache: anew",
    "  --offline             asks nobody but the time-stamp authority",
    "  --jobs N              files at a time; default: as many as there are processors",
    "  --password-file FILE  opens encrypted PDFs: its first line is the password",
    "  --json                one JSON object a file, one a line",
    "  --lang vi|en          language of the messages",
    "exit: 0 all done, or nothing due; 10 something is due (--plan); 1 refused, 2 usage or file not found, 5 unreadable, 6 trust, 8 time-stamp or status not to be had, 9 not written",
};

/* ---- arguments ---- */

static status take_margin(struct extend_arguments *a, const char *value, struct err *e)
{
    char *end;
    errno = 0;
    long n = strtol(value, &end, 10);
    ENSURE(errno == 0 && end != value && *end == '\0' && n >= 0 && n <= MARGIN_DAYS_MAX, ERR_USAGE,
           "--margin takes a number of days from 0 to %d", (int)MARGIN_DAYS_MAX);
    a->margin_days = n;
    return OK;
}

static status take_option(struct extend_arguments *a, int option, const char *value, int argc, char **argv,
                          struct err *e)
{
    if (option >= OPTION_TRUST && option < OPTION_OWN)
        return options_take_trust(&a->trust, option, value, argc, argv, e);
    if (option >= OPTION_LEVEL && option < OPTION_LEVEL_END) return level_take(&a->level, option, value, e);
    switch (option) {
    case OPTION_PLAN:
        a->is_plan = true;
        return OK;
    case OPTION_MARGIN:
        return take_margin(a, value, e);
    case OPTION_JOBS:
        return parallel_jobs(&a->jobs, value, e);
    case OPTION_PASSWORD_FILE:
        a->password_file = value;
        return OK;
    case OPTION_OUTPUT:
        a->output = value;
        return OK;
    case OPTION_JSON:
        a->json = true;
        return OK;
    case OPTION_HELP:
        a->help = true;
        return OK;
    default:
        return options_refuse(argv, e);
    }
}

static status check_arguments(struct extend_arguments *a, struct err *e)
{
    ENSURE(a->files.count > 0, ERR_MISSING, "no PDF file is in the folders named");
    ENSURE(!a->level.is_given || a->level.level >= LEVEL_T, ERR_USAGE, "--level: B-B is what every signature has");
    a->plan.wanted = a->level.is_given ? a->level.level : LEVEL_LTA;
    if (a->is_plan) {
        ENSURE(a->output == NULL, ERR_USAGE, "--plan writes nothing: -o is for something else");
        return OK;
    }
    ENSURE(a->output != NULL, ERR_USAGE, "where to? -o is missing");
    a->into_folder = inputs_go_into_folder(&a->files, a->output);
    ENSURE(a->level.tsa_count > 0, ERR_USAGE, "a time-stamp is needed, and no authority is named: --tsa URL");
    a->level.is_given = true;
    a->level.level = a->plan.wanted;
    TRY(level_settle(&a->level, LEVEL_LTA, e));
    a->level.online.online = !a->level.offline; /* it asks for a time-stamp anyway */
    return OK;
}

static status parse(struct extend_arguments *a, int argc, char **argv, struct err *e)
{
    a->request.check = (struct judge_context){.time = options_now(), .settings = settings_default};
    a->request.check.settings.revocation = REVOCATION_PREFER;
    a->margin_days = MARGIN_DAYS;
    a->jobs = parallel_processors();
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "o:h", options, NULL)) != -1;)
        TRY(take_option(a,
                        option == 'h'   ? OPTION_HELP
                        : option == 'o' ? OPTION_OUTPUT
                                        : option,
                        optarg, argc, argv, e));
    if (a->help) return OK;
    ENSURE(optind < argc, ERR_USAGE, "which file? seal extend --help tells how");
    if (a->output != NULL) inputs_leave_out(&a->files, a->output);
    for (int i = optind; i < argc; i++) TRY(inputs_add(&a->files, argv[i], e));
    return check_arguments(a, e);
}

/* ---- one file ---- */

/* A signal must not come between the two names that an output may have for a moment. */
static status write_output(const struct extend_arguments *a, const char *path, const struct document *out,
                           struct err *e)
{
    struct interrupts held;
    if (a->into_folder) TRY(output_make_folders(a->output, path, e));
    TRY(interrupts_hold(&held, e));
    status r = output_write_document(path, out, e);
    int signal_number = interrupts_release(&held);
    if (signal_number != 0) interrupts_pass_on(signal_number);
    return r;
}

static status extend_file(struct extend_outcome *outcome, const char *path, const struct extend_arguments *a,
                          const struct document *in, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document out = DOCUMENT_NONE;
    TRY(extend_document(&out, outcome, in, &a->request, e));
    bool is_changed = outcome->stamps > 0 || outcome->proofs > 0;
    return write_output(a, path, is_changed ? &out : in, e);
}

static int extend_and_say(const struct extend_arguments *a, size_t i, const struct document *in, FILE *to)
{
    struct err e = {0};
    struct extend_outcome outcome = {0};
    const char *file = a->files.item[i].path, *path = a->outputs.item[i].output;
    status r = extend_file(&outcome, path, a, in, &e);
    if (a->json) extended_json(to, a->session, file, path, &outcome, &e);
    if (r != OK) return command_report(a->session, e.code == ERR_OUTPUT ? path : file, &e);
    extended_text(a->session, file, path, &outcome);
    return 0;
}

static int plan_code(const struct extend_arguments *a, const struct outlook *o)
{
    if (o->state == OUTLOOK_HOLDS) return plan_is_due(&a->plan, o) ? CODE_DUE : 0;
    return err_exit_code(o->state == OUTLOOK_NOT_READABLE ? ERR_SYNTAX : ERR_REFUSED);
}

static int plan_and_say(const struct extend_arguments *a, size_t i, const struct document *in, FILE *to)
{
    struct err e = {0};
    struct outlook o = {0};
    const char *file = a->files.item[i].path;
    if (outlook_of(&o, in, &a->request.check, &e) != OK) return command_report(a->session, file, &e);
    if (a->json)
        plan_json(to, &a->plan, file, &o);
    else
        plan_text(to, &a->plan, file, &o);
    return plan_code(a, &o);
}

/* The copy of a large one is kept where the output will be. */
static status open_input(struct document *out, const struct extend_arguments *a, const char *path, struct err *e)
{
    char folder[PATH_MAX];
    if (a->is_plan) return document_open(out, path, e);
    if (a->into_folder)
        snprintf(folder, sizeof folder, "%s", a->output);
    else
        output_folder_of(folder, a->output);
    return document_open_for(out, path, folder, e);
}

/* What lies in a folder and is no PDF was not meant; a file that is named is refused if it is none. */
static int do_one(const void *context, size_t i, FILE *to)
{
    const struct extend_arguments *a = context;
    const struct input *input = &a->files.item[i];
    struct err e = {0};
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    bool opened = open_input(&d, a, input->path, &e) == OK;
    if (input->is_found && (opened ? d.format != DOCUMENT_PDF : e.code == ERR_SYNTAX)) return CODE_SKIPPED;
    if (opened && d.format != DOCUMENT_PDF) {
        err_set(&e, ERR_REFUSED, "the level of XML signatures cannot be raised yet");
        opened = false;
    }
    if (!opened) {
        if (a->json && a->is_plan)
            plan_json(to, &a->plan, input->path, &(struct outlook){.state = OUTLOOK_NOT_READABLE, .why = e});
        else if (a->json)
            extended_json(to, a->session, input->path, "", &(struct extend_outcome){0}, &e);
        return command_report(a->session, e.code == ERR_OUTPUT ? a->output : input->path, &e);
    }
    d.password = a->password.text;
    return a->is_plan ? plan_and_say(a, i, &d, to) : extend_and_say(a, i, &d, to);
}

/* ---- all files ---- */

struct tally {
    size_t skipped;
    int worst;
    bool is_due;
};

static void count_one(void *results, size_t i, int code)
{
    struct tally *t = results;
    (void)i;
    if (code == PARALLEL_STOPPED) return;
    t->skipped += code == CODE_SKIPPED;
    t->is_due |= code == CODE_DUE;
    if (code != CODE_SKIPPED && code != CODE_DUE) t->worst = command_worse(EXIT_ORDER_SIGN, t->worst, code);
}

/* Each in a process of its own, which a signal that comes here ends in order (write_output); *interrupted: which. */
static status run_all(struct tally *t, int *interrupted, struct extend_arguments *a, struct err *e)
{
    struct interrupts held;
    TRY(interrupts_hold(&held, e));
    const struct parallel p = {.count = a->files.count,
                               .at_once = a->jobs,
                               .run = do_one,
                               .done = count_one,
                               .context = a,
                               .results = t,
                               .apart = true,
                               .has_stop = true,
                               .stop = held.fd};
    status r = parallel_run(&p, stdout, e);
    *interrupted = interrupts_release(&held);
    return r;
}

static status do_all(int *code, struct extend_arguments *a, struct err *e)
{
    struct tally t = {0};
    int interrupted;
    TRY(run_all(&t, &interrupted, a, e));
    if (interrupted != 0) {
        *code = 128 + interrupted;
        return OK;
    }
    if (t.skipped > 0) fprintf(stderr, say(a->session, "%zu in folders left out: they are no PDF\n"), t.skipped);
    ENSURE(t.skipped < a->files.count, ERR_MISSING, "no PDF file is in the folders named");
    *code = t.worst == 0 && t.is_due ? CODE_DUE : t.worst;
    return OK;
}

static status prepare(struct extend_arguments *a, struct trust *trust, struct err *e)
{
    if (a->password_file != NULL) TRY(password_file_read(&a->password, a->password_file, e));
    a->request.check.trust = trust;
    a->plan.s = a->session;
    a->plan.now = a->request.check.time;
    a->plan.margin = (int64_t)a->margin_days * DAY_SECONDS;
    if (a->is_plan) return OK;
    const struct plan_choice where = {.output = a->output, .into_folder = a->into_folder};
    TRY(sign_plan_make(&a->outputs, &a->files, &where, e));
    TRY(level_open(&a->tools, &a->level, trust, &a->request.check.settings, e));
    a->request.level = a->level.level;
    a->request.timestamper = a->tools.timestamper;
    a->request.online = a->tools.is_online ? &a->tools.online : NULL;
    return OK;
}

static status run(int *code, struct extend_arguments *a, int argc, char **argv, struct err *e)
{
    AUTO(trust_free)
    struct trust *trust = NULL;
    TRY(parse(a, argc, argv, e));
    if (a->help) {
        *code = command_help(a->session, help, sizeof help / sizeof help[0]);
        return OK;
    }
    TRY(options_load_trust(&trust, &a->trust, e));
    TRY(prepare(a, trust, e));
    return do_all(code, a, e);
}

int command_extend(const struct session *s, int argc, char **argv)
{
    struct err e = {0};
    int code = 0;
    AUTO(mem_free)
    struct extend_arguments *a = mem_new(sizeof *a);
    if (a == NULL) return 70;
    a->session = s;
    if (run(&code, a, argc, argv, &e) != OK) code = command_report(s, NULL, &e);
    level_tools_clear(&a->tools);
    secret_clear(&a->password);
    sign_plan_clear(&a->outputs);
    inputs_clear(&a->files);
    if (code > 128) interrupts_pass_on(code - 128);
    return code;
}
