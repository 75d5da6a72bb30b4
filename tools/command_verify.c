// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

#include <getopt.h>
#include <string.h>

#include "signer/password_file.h"
#include "tools/options.h"
#include "tools/report.h"

struct verify_arguments {
    struct trust_choice trust;
    struct judge_context context;
    const char *password_file;
    struct secret password;
    bool json, help;
    char **files;
    int file_count;
};

enum {
    OPTION_TRUST = 256,
    OPTION_STORE,
    OPTION_NO_STORE,
    OPTION_CRL,
    OPTION_OCSP,
    OPTION_REVOCATION,
    OPTION_AT,
    OPTION_POLICY,
    OPTION_PASSWORD_FILE,
    OPTION_JSON,
    OPTION_HELP
};

static const struct option options[] = {
    {"trust", required_argument, NULL, OPTION_TRUST},
    {"store", required_argument, NULL, OPTION_STORE},
    {"no-store", no_argument, NULL, OPTION_NO_STORE},
    {"crl", required_argument, NULL, OPTION_CRL},
    {"ocsp", required_argument, NULL, OPTION_OCSP},
    {"revocation", required_argument, NULL, OPTION_REVOCATION},
    {"at", required_argument, NULL, OPTION_AT},
    {"policy", required_argument, NULL, OPTION_POLICY},
    {"password-file", required_argument, NULL, OPTION_PASSWORD_FILE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static const char *const help[] = {
    "usage: seal verify [OPTION...] FILE...",
    "  --trust PATH          trust anchors: PEM or DER files, or a folder of them (repeatable)",
    "  --store DIR           the trust store there; without --trust and --store: your own, see seal trust",
    "  --no-store            not your own trust store",
    "  --crl PATH            revocation lists (repeatable)",
    "  --ocsp PATH           OCSP answers (repeatable)",
    "  --revocation MODE     require (default), prefer or none",
    "  --at TIME             judge as of this time, like 2026-11-24T08:00:00Z; default: now",
    "  --policy foreign      the validation policy",
    "  --password-file FILE  opens encrypted PDFs: its first line is the password",
    "  --json                one JSON object a file, one a line",
    "  --lang vi|en          language of the messages",
    "exit: 0 valid, 1 not valid, 2 usage or file not found, 3 not decided, 4 no signature, 5 not readable, 6 trust unusable",
};

static status take_option(struct verify_arguments *a, int option, const char *value, int argc, char **argv,
                          struct err *e)
{
    switch (option) {
    case OPTION_TRUST:
        return options_take_paths(&a->trust.anchors, value, &optind, argc, argv, e);
    case OPTION_STORE:
        a->trust.store = value;
        return OK;
    case OPTION_NO_STORE:
        a->trust.no_store = true;
        return OK;
    case OPTION_CRL:
        return options_take_paths(&a->trust.crls, value, &optind, argc, argv, e);
    case OPTION_OCSP:
        return options_take_paths(&a->trust.ocsps, value, &optind, argc, argv, e);
    case OPTION_REVOCATION:
        return settings_set(&a->context.settings, "revocation", value, e);
    case OPTION_AT:
        return options_time(&a->context.time, value, e);
    case OPTION_POLICY:
        ENSURE(strcmp(value, "foreign") == 0, ERR_USAGE, "--policy: only \"foreign\" is there yet");
        return OK;
    case OPTION_PASSWORD_FILE:
        a->password_file = value;
        return OK;
    case OPTION_JSON:
        a->json = true;
        return OK;
    case OPTION_HELP:
        a->help = true;
        return OK;
    default:
        FAIL(ERR_USAGE, "unknown option or missing value; seal verify --help lists them");
    }
}

static status parse(struct verify_arguments *a, int argc, char **argv, struct err *e)
{
    a->context = (struct judge_context){.time = options_now(), .settings = settings_default};
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;)
        TRY(take_option(a, option == 'h' ? OPTION_HELP : option, optarg, argc, argv, e));
    a->files = argv + optind;
    a->file_count = argc - optind;
    ENSURE(a->help || a->file_count > 0, ERR_USAGE, "which file? seal verify --help tells how");
    return OK;
}

/* What a file that cannot be opened is: not there (2) is no verdict, anything else is "not readable". */
static status report_one(int *code, const struct session *s, const struct verify_arguments *a, const char *file,
                         struct err *e)
{
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    AUTO_CLEAR(verify_report_clear) struct verify_report r = {0};
    struct err why = {0};
    bool opened = document_open(&d, file, &why) == OK;
    d.password = a->password.text;
    if (!opened && why.code == ERR_MISSING) {
        *code = command_report(s, file, &why);
        return OK;
    }
    if (opened)
        TRY(verify_document(&r, &d, &a->context, e));
    else
        verify_report_unreadable(&r, &why);
    *code = report_exit_code(&r);
    if (a->json) return report_json(stdout, file, opened ? &d : NULL, &r, s->lang, e);
    report_text(stdout, s, file, &r);
    return OK;
}

/* Several files: the worst, in the order of seal-verify(1). */
static int worse(int a, int b)
{
    static const int order[] = {70, 9, 6, 2, 1, 5, 4, 3, 0};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (a == order[i] || b == order[i]) return order[i];
    return 70;
}

static int verify_files(const struct session *s, const struct verify_arguments *a)
{
    int worst = 0;
    for (int i = 0; i < a->file_count; i++) {
        struct err e = {0};
        int code = 0;
        if (report_one(&code, s, a, a->files[i], &e) != OK) code = command_report(s, a->files[i], &e);
        worst = worse(worst, code);
    }
    return worst;
}

int command_verify(const struct session *s, int argc, char **argv)
{
    struct err e = {0};
    AUTO(trust_free)
    struct trust *trust = NULL;
    AUTO(mem_free)
    struct verify_arguments *a = mem_new(sizeof *a);
    if (a == NULL) return 70;
    if (parse(a, argc, argv, &e) != OK) return command_report(s, NULL, &e);
    if (a->help) return command_help(s, help, sizeof help / sizeof help[0]);
    if (options_load_trust(&trust, &a->trust, &e) != OK) return command_report(s, NULL, &e);
    if (a->password_file != NULL && password_file_read(&a->password, a->password_file, &e) != OK)
        return command_report(s, NULL, &e);
    a->context.trust = trust;
    int code = verify_files(s, a);
    secret_clear(&a->password);
    return code;
}
