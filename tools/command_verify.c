// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "signer/allowance.h"
#include "signer/extract.h"
#include "signer/password_file.h"
#include "signer/pictures.h"
#include "tools/inputs.h"
#include "tools/online.h"
#include "tools/options.h"
#include "tools/parallel.h"
#include "tools/progress.h"
#include "tools/report.h"
#include "tools/settings_file.h"

enum form { FORM_TEXT = 0, FORM_JSON, FORM_ETSI };

struct verify_arguments {
    const struct session *session;
    struct trust_choice trust;
    struct judge_context context;
    struct online_choice online;
    struct online network; /* without a fetcher nobody is asked */
    struct buf settings_said;
    struct report_view view;
    struct text_page page;
    enum form form;
    unsigned jobs;
    bool help, is_time_given;
    struct inputs files;
    const char *password_file;
    struct secret password;
    const char *pictures, *extract; /* folders; NULL: not asked for */
};

enum {
    OPTION_ONLINE = OPTION_OWN,
    OPTION_ONLINE_ALLOW,
    OPTION_NO_CACHE,
    OPTION_REVOCATION,
    OPTION_AT,
    OPTION_POLICY,
    OPTION_SETTINGS,
    OPTION_SET,
    OPTION_JOBS,
    OPTION_MEMORY,
    OPTION_SECONDS,
    OPTION_PASSWORD_FILE,
    OPTION_PICTURES,
    OPTION_EXTRACT,
    OPTION_JSON,
    OPTION_ETSI,
    OPTION_HELP
};

static const struct option options[] = {
    OPTIONS_TRUST,
    {"online", no_argument, NULL, OPTION_ONLINE},
    {"online-allow", required_argument, NULL, OPTION_ONLINE_ALLOW},
    {"no-cache", no_argument, NULL, OPTION_NO_CACHE},
    {"revocation", required_argument, NULL, OPTION_REVOCATION},
    {"at", required_argument, NULL, OPTION_AT},
    {"policy", required_argument, NULL, OPTION_POLICY},
    {"settings", required_argument, NULL, OPTION_SETTINGS},
    {"set", required_argument, NULL, OPTION_SET},
    {"memory", required_argument, NULL, OPTION_MEMORY},
    {"seconds", required_argument, NULL, OPTION_SECONDS},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"password-file", required_argument, NULL, OPTION_PASSWORD_FILE},
    {"pictures", required_argument, NULL, OPTION_PICTURES},
    {"extract", required_argument, NULL, OPTION_EXTRACT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"etsi", no_argument, NULL, OPTION_ETSI},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static const char *const help[] = {
    "usage: seal verify [OPTION...] FILE|FOLDER...",
    "  --trust PATH          trust anchors: PEM or DER files, or a folder of them (repeatable)",
    "  --store DIR           the trust store there; without --trust and --store: your own, see seal trust",
    "  --no-store            not your own trust store",
    "  --crl PATH            revocation lists (repeatable)",
    "  --ocsp PATH           OCSP answers (repeatable)",
    "  --online              asks the addresses in the certificates where no status is known",
    "  --online-allow HOST[:PORT]  only this host, and with PORT wherever it is (repeatable)",
    "  --no-cache            neither uses nor keeps answers of the network",
    "  --revocation MODE     require (default), prefer or none",
    "  --at TIME             judge as of this time, like 2026-11-24T08:00:00Z; default: now",
    "  --policy NAME         foreign (default), own or legacy",
    "  --settings FILE       how fresh or late things may be; --set NAME=VALUE sets one of them",
    "  --memory MIB          for each file, beside its size: 256; --seconds N: 60. For large files that you trust",
    "  --jobs N              files at a time; default: as many as there are processors",
    "  --password-file FILE  opens encrypted PDFs: its first line is the password",
    "  --pictures DIR        every page as signed and as it is now, and what changed, as PNG",
    "  --extract DIR         every signed revision of a PDF as a file of its own",
    "  --json                one JSON object a file, one a line",
    "  --etsi                one file: the validation report of ETSI TS 119 102-2, in XML",
    "  --lang vi|en          language of the messages",
    "exit: 0 valid, 1 not valid, 2 usage or file not found, 3 not decided, 4 no signature, 5 not readable, 6 trust unusable",
};

static status take_form(struct verify_arguments *a, enum form form, struct err *e)
{
    ENSURE(a->form == FORM_TEXT || a->form == form, ERR_USAGE, "--json or --etsi, not both");
    a->form = form;
    return OK;
}

static status take_option(struct verify_arguments *a, int option, const char *value, int argc, char **argv,
                          struct err *e)
{
    struct settings *settings = &a->context.settings;
    if (option >= OPTION_TRUST && option < OPTION_OWN)
        return options_take_trust(&a->trust, option, value, argc, argv, e);
    switch (option) {
    case OPTION_ONLINE:
        a->online.online = true;
        return OK;
    case OPTION_ONLINE_ALLOW:
        return online_allow(&a->online, value, e);
    case OPTION_NO_CACHE:
        a->online.no_cache = true;
        return OK;
    case OPTION_REVOCATION:
        return settings_put(settings, &a->settings_said, "revocation", value, e);
    case OPTION_AT:
        a->is_time_given = true;
        return options_time(&a->context.time, value, e);
    case OPTION_POLICY:
        ENSURE(policy_by_name(&a->context.policy, value), ERR_USAGE, "--policy takes foreign, own or legacy");
        return OK;
    case OPTION_SETTINGS:
        return settings_file_read(settings, &a->settings_said, value, e);
    case OPTION_SET:
        return settings_take(settings, &a->settings_said, value, e);
    case OPTION_MEMORY:
        return allowance_set(ALLOWANCE_MEMORY, value, e);
    case OPTION_SECONDS:
        return allowance_set(ALLOWANCE_SECONDS, value, e);
    case OPTION_JOBS:
        return parallel_jobs(&a->jobs, value, e);
    case OPTION_PASSWORD_FILE:
        a->password_file = value;
        return OK;
    case OPTION_PICTURES:
        a->pictures = value;
        return OK;
    case OPTION_EXTRACT:
        a->extract = value;
        return OK;
    case OPTION_JSON:
        return take_form(a, FORM_JSON, e);
    case OPTION_ETSI:
        return take_form(a, FORM_ETSI, e);
    case OPTION_HELP:
        a->help = true;
        return OK;
    default:
        return options_refuse(argv, e);
    }
}

static status parse(struct verify_arguments *a, int argc, char **argv, struct err *e)
{
    a->context = (struct judge_context){.time = options_now(), .settings = settings_default};
    a->settings_said = BUF_INIT(SETTINGS_FILE_MAX);
    a->jobs = parallel_processors();
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;)
        TRY(take_option(a, option == 'h' ? OPTION_HELP : option, optarg, argc, argv, e));
    if (a->help) return OK;
    ENSURE(optind < argc, ERR_USAGE, "which file? seal verify --help tells how");
    for (int i = optind; i < argc; i++) TRY(inputs_add(&a->files, argv[i], e));
    ENSURE(a->form != FORM_ETSI || (a->files.count == 1 && !a->files.has_folder), ERR_USAGE,
           "--etsi takes exactly one file: a report is one document");
    return OK;
}

/* What the report quotes of the call. */
static status set_view(struct verify_arguments *a, struct err *e)
{
    struct view done;
    buf_put_byte(&a->settings_said, 0);
    TRY(buf_done(&done, &a->settings_said, e));
    a->view = (struct report_view){.s = a->session,
                                   .anchor_count = trust_anchor_count(a->context.trust),
                                   .trust = a->context.trust,
                                   .is_time_given = a->is_time_given,
                                   .settings = (const char *)done.data};
    a->page = page_on(stdout);
    return OK;
}

static status print_report(FILE *to, const struct verify_arguments *a, const char *file, const struct document *d,
                           const struct verify_report *r, struct err *e)
{
    struct text_page page = a->page;
    switch (a->form) {
    case FORM_JSON:
        return report_json(to, &a->view, file, d, r, e);
    case FORM_ETSI:
        return report_etsi(to, &a->view, d, r, e);
    case FORM_TEXT:
        break;
    }
    page.to = to;
    report_text(&page, &a->view, file, r);
    return OK;
}

/* The report comes even when these could not be written; they may add to it. */
static status write_folders(struct verify_report *r, const struct verify_arguments *a, const char *file,
                            const struct document *d, struct err *e)
{
    struct pictures_request q = {.folder = a->pictures, .path = file};
    size_t revisions = 0, pictures = 0;
    status result = a->extract == NULL ? OK : extract_write(&revisions, r, a->extract, file, d, e);
    if (result == OK && a->pictures != NULL) result = pictures_write(&pictures, r, &q, d, e);
    if (revisions > 0) command_tell(a->session, file, "%zu revisions in %s", revisions, a->extract);
    if (pictures > 0) command_tell(a->session, file, "%zu pictures in %s", pictures, a->pictures);
    return result;
}

/* The code of a file in a folder that is no document; no exit code of ours. */
enum { CODE_SKIPPED = 100, CODE_COUNT };

/*
 * What a file that cannot be opened is: not there (2), and no room for a copy of it (70), are no verdicts; anything
 * else is "not readable". What lies in a folder and is neither PDF nor XML was not meant.
 */
static status report_one(int *code, FILE *to, const struct verify_arguments *a, const struct input *in, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    AUTO_CLEAR(verify_report_clear) struct verify_report r = {0};
    struct err why = {0};
    bool opened = document_open(&d, in->path, &why) == OK;
    if (!opened && (why.code == ERR_MISSING || why.code == ERR_INTERNAL)) {
        *code = command_report(a->session, in->path, &why);
        return OK;
    }
    if (!opened && why.code == ERR_SYNTAX && in->is_found) {
        *code = CODE_SKIPPED;
        return OK;
    }
    d.password = a->password.text;
    if (opened) {
        TRY(verify_document_online(&r, &d, &a->context, a->network.fetcher == NULL ? NULL : &a->network, e));
    } else {
        verify_report_unreadable(&r, &why);
        r.policy = a->context.policy;
        r.time = a->context.time;
    }
    status written = opened ? write_folders(&r, a, in->path, &d, &why) : OK;
    *code = written == OK ? report_exit_code(&r) : command_report(a->session, in->path, &why);
    return print_report(to, a, in->path, opened ? &d : NULL, &r, e);
}

/* What was fetched for one file may serve the next, but not for ever. */
static void forget_much(const struct online *network)
{
    enum { KEPT_MAX = 500 };
    if (trust_fetched_count(network->trust) > KEPT_MAX) trust_forget_fetched(network->trust);
}

static int verify_one(const void *context, size_t i, FILE *to)
{
    const struct verify_arguments *a = context;
    const struct input *in = &a->files.item[i];
    struct err e = {0};
    int code = 0;
    forget_much(&a->network);
    if (report_one(&code, to, a, in, &e) == OK) return code;
    int failed = command_report(a->session, in->path, &e);
    return a->form == FORM_ETSI && e.code == ERR_SYNTAX ? code : failed;
}

struct tally {
    size_t of[CODE_COUNT], total;
    int worst;
    struct progress progress;
};

static void count_one(void *results, size_t i, int code)
{
    (void)i;
    struct tally *t = results;
    if (code < 0 || code >= CODE_COUNT) code = 70;
    t->of[code]++;
    if (code != CODE_SKIPPED) t->worst = command_worse(EXIT_ORDER_VERIFY, t->worst, code);
    progress_show(&t->progress);
}

static bool count_ended(void *results, size_t i, int code)
{
    (void)i;
    (void)code;
    progress_count(&((struct tally *)results)->progress, false);
    return true;
}

static void make_way(void *results)
{
    progress_hide(&((struct tally *)results)->progress);
}

static void print_summary(const struct session *s, const struct tally *t)
{
    size_t verdicts = t->of[0] + t->of[1] + t->of[3] + t->of[4] + t->of[5];
    fprintf(stderr,
            say(s, "%zu valid, %zu not valid, %zu not decided, %zu without signature, %zu not readable, %zu not done; "
                   "%zu in folders left out, neither PDF nor XML\n"),
            t->of[0], t->of[1], t->of[3], t->of[4], t->of[5], t->total - verdicts - t->of[CODE_SKIPPED],
            t->of[CODE_SKIPPED]);
}

static status verify_files(int *code, const struct verify_arguments *a, struct err *e)
{
    struct tally t = {.total = a->files.count};
    bool shows_progress = t.total > 1 && isatty(STDOUT_FILENO) != 1;
    /* one helper asks the network, and what it was told serves the next file: that goes one by one */
    unsigned at_once = a->network.fetcher == NULL ? a->jobs : 1;
    const struct parallel p = {t.total, at_once, verify_one,           count_one,
                               a,       &t,      .ended = count_ended, .about_to_show = make_way};
    progress_begin(&t.progress, a->session->lang, shows_progress ? stderr : NULL, t.total);
    status r = parallel_run(&p, stdout, e);
    progress_end(&t.progress);
    TRY(r);
    if (a->files.has_folder || t.total > 1) print_summary(a->session, &t);
    ENSURE(t.of[CODE_SKIPPED] < t.total, ERR_MISSING, "no PDF or XML file is in the folders named");
    *code = t.worst;
    return OK;
}

static status run(int *code, struct verify_arguments *a, int argc, char **argv, struct err *e)
{
    AUTO(trust_free)
    struct trust *trust = NULL;
    AUTO(fetcher_free)
    struct fetcher *fetcher = NULL;
    TRY(parse(a, argc, argv, e));
    if (a->help) {
        *code = command_help(a->session, help, sizeof help / sizeof help[0]);
        return OK;
    }
    TRY(options_load_trust(&trust, &a->trust, e));
    if (a->password_file != NULL) TRY(password_file_read(&a->password, a->password_file, e));
    TRY(online_fetcher(&fetcher, &a->online, &a->context.settings, e));
    a->context.trust = trust;
    a->network = (struct online){trust, fetcher};
    TRY(set_view(a, e));
    return verify_files(code, a, e);
}

int command_verify(const struct session *s, int argc, char **argv)
{
    struct err e = {0};
    int code = 0;
    AUTO(mem_free)
    struct verify_arguments *a = mem_new(sizeof *a);
    if (a == NULL) return 70;
    a->session = s;
    if (run(&code, a, argc, argv, &e) != OK) code = command_report(s, NULL, &e);
    buf_clear(&a->settings_said);
    secret_clear(&a->password);
    inputs_clear(&a->files);
    return code;
}
