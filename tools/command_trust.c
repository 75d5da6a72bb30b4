// SPDX-License-Identifier: Apache-2.0
/*
 * seal trust - whom to trust: adds authorities to the trust store, takes them out, lists them.
 *
 * A certificate that somebody sends is not trusted because it says so: a known one is told by its fingerprint, every
 * other needs a person who has compared it.
 */
#include "tools/command.h"

#include <getopt.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "signer/trust_files.h"
#include "signer/trust_store.h"
#include "tools/options.h"
#include "tools/trust_report.h"

enum { FINGERPRINTS_MAX = 64 };

struct trust_arguments {
    char store[PATH_MAX];
    const char *name;
    char fingerprints[FINGERPRINTS_MAX][STORE_FINGERPRINT_SIZE];
    size_t fingerprint_count;
    bool yes, json, help, store_is_default;
    char **rest; /* after the subcommand */
    int rest_count;
};

enum { OPTION_NAME = OPTION_OWN, OPTION_FINGERPRINT, OPTION_YES, OPTION_JSON, OPTION_HELP };

static const struct option options[] = {
    {"store", required_argument, NULL, OPTION_STORE},
    {"name", required_argument, NULL, OPTION_NAME},
    {"fingerprint", required_argument, NULL, OPTION_FINGERPRINT},
    {"yes", no_argument, NULL, OPTION_YES},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static const char *const help[] = {
    "usage: seal trust add FILE... [--fingerprint SHA256 | --yes] [--name NAME]",
    "       seal trust remove FINGERPRINT|NAME",
    "       seal trust list [--json]",
    "  add     shows authorities (PEM, DER, .p7b) and keeps them: known ones at once, others after you compared",
    "  remove  takes one out: by its name, or by 8 or more digits of its fingerprint",
    "  list    all that are kept, with age, source and expiry",
    "options:",
    "  --fingerprint SHA256  add the certificate with this fingerprint and no other (repeatable)",
    "  --yes                 add those that are not known, too; not those that have a known one's name",
    "  --name NAME           what to call it, instead of its common name",
    "  --store DIR           another trust store than your own",
    "  --json                list: a JSON array",
    "  --lang vi|en          language of the messages",
    "exit: 0 done, 1 refused, 2 usage or not found, 5 unreadable certificate, 6 trust store unusable, 9 not written",
};

/* ---- arguments ---- */

/* Hex of 32 bytes, either case, with colons or blanks wherever people put them. */
static status take_fingerprint(struct trust_arguments *a, const char *value, struct err *e)
{
    size_t n = 0;
    ENSURE(a->fingerprint_count < FINGERPRINTS_MAX, ERR_USAGE, "more than %d fingerprints", FINGERPRINTS_MAX);
    char *out = a->fingerprints[a->fingerprint_count];
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == ':' || *c == ' ') continue;
        bool upper = *c >= 'A' && *c <= 'F', good = upper || (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'f');
        ENSURE(good && n < STORE_FINGERPRINT_SIZE - 1, ERR_USAGE, "\"%s\" is not a SHA-256 fingerprint: 64 hex digits",
               text_escape_string(value).s);
        out[n++] = (char)(upper ? *c + 32 : *c);
    }
    ENSURE(n == STORE_FINGERPRINT_SIZE - 1, ERR_USAGE, "\"%s\" is not a SHA-256 fingerprint: 64 hex digits",
           text_escape_string(value).s);
    out[n] = '\0';
    a->fingerprint_count++;
    return OK;
}

static status take_name(struct trust_arguments *a, const char *value, struct err *e)
{
    ENSURE(value[0] != '\0' && strlen(value) < LIMIT_TEXT && text_is_clean(view_of_string(value)), ERR_USAGE,
           "--name: 1 to %d bytes of clean UTF-8", LIMIT_TEXT - 1);
    a->name = value;
    return OK;
}

static status take_option(struct trust_arguments *a, int option, const char *value, char **argv, struct err *e)
{
    switch (option) {
    case OPTION_STORE:
        ENSURE(value[0] != '\0', ERR_USAGE, "--store: which folder?");
        return options_copy(a->store, sizeof a->store, value, "--store", e);
    case OPTION_NAME:
        return take_name(a, value, e);
    case OPTION_FINGERPRINT:
        return take_fingerprint(a, value, e);
    case OPTION_YES:
        a->yes = true;
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

/* ---- add ---- */

static status read_files(struct trust *out, const struct trust_arguments *a, struct err *e)
{
    for (int i = 0; i < a->rest_count; i++) {
        struct err why = {0};
        AUTO_BUF bytes = BUF_INIT(LIMIT_CRL);
        if (file_read(&bytes, a->rest[i], &why) != OK) {
            err_set(e, why.code, "%s cannot be used", text_escape_string(a->rest[i]).s);
            err_because(e, &why);
            return FAILED;
        }
        if (trust_add_anchors(out, view_of(bytes.data, bytes.len), a->rest[i], e) == OK) continue;
        if (e->code == ERR_TRUST) e->code = ERR_SYNTAX; /* it is an input here, not what somebody trusts */
        return FAILED;
    }
    return OK;
}

static bool is_named(const struct trust_arguments *a, const struct anchor_info *i)
{
    for (size_t k = 0; k < a->fingerprint_count; k++)
        if (strcmp(a->fingerprints[k], i->names.fingerprint_sha256) == 0) return true;
    return false;
}

static bool ask(const struct session *s)
{
    char answer[16] = "";
    fflush(stdout);
    fprintf(stderr, "%s ", say(s, "Have you compared the fingerprint, and shall it be trusted? Type yes:"));
    if (fgets(answer, sizeof answer, stdin) == NULL) return false;
    answer[strcspn(answer, "\n")] = '\0';
    return strcmp(answer, "yes") == 0 || strcmp(answer, say(s, "yes")) == 0;
}

static status refuse(const struct anchor_info *i, enum anchor_admission admission, struct err *e)
{
    const char *name = i->name;
    ENSURE(admission != ADMISSION_NEVER, ERR_REFUSED, "not added: \"%s\" is not the certificate of an authority",
           text_escape_string(name).s);
    ENSURE(admission == ADMISSION_IF_ACCEPTED || i->standing != ANCHOR_IMITATES, ERR_REFUSED,
           "not added: \"%s\" has the name of a known authority and another fingerprint; if the CA publishes this one, "
           "give it with --fingerprint",
           text_escape_string(name).s);
    ENSURE(
        admission == ADMISSION_IF_ACCEPTED, ERR_REFUSED,
        "not added: the signature of \"%s\" is too weak; compare its fingerprint with what the CA publishes and give "
        "it with --fingerprint",
        text_escape_string(name).s);
    ENSURE(
        i->standing != ANCHOR_KNOWN, ERR_REFUSED,
        "not added: the fingerprint of \"%s\" is known from a third party only; compare it with what the CA publishes "
        "and give it with --fingerprint, or say --yes",
        text_escape_string(name).s);
    FAIL(ERR_REFUSED,
         "not added: \"%s\" is not known; compare its fingerprint with what the CA publishes and give it with "
         "--fingerprint, or say --yes",
         text_escape_string(name).s);
}

/* *how stays CONFIRMED_NONE for one that is left out. */
static status decide(enum anchor_confirmation *how, const struct session *s, const struct trust_arguments *a,
                     const struct anchor_info *i, struct err *e)
{
    enum anchor_admission admission = anchor_admission(i);
    bool named = is_named(a, i);
    *how = CONFIRMED_NONE;
    if (a->fingerprint_count > 0 && !named) return OK;
    if (admission == ADMISSION_NEVER) return refuse(i, admission, e);
    if (named)
        *how = CONFIRMED_FINGERPRINT;
    else if (admission == ADMISSION_FREE)
        *how = CONFIRMED_KNOWN;
    else if (admission == ADMISSION_IF_ACCEPTED &&
             (a->yes || (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && ask(s))))
        *how = CONFIRMED_ACCEPTED;
    return *how != CONFIRMED_NONE ? OK : refuse(i, admission, e);
}

struct plan {
    enum anchor_confirmation how[LIMIT_ANCHORS];
    size_t to_add, named;
};

enum fate { FATE_ADDED = 0, FATE_STORED, FATE_LEFT_OUT };

static void print_fate(const struct session *s, enum fate f)
{
    static const char *const texts[] = {
        [FATE_ADDED] = "",
        [FATE_STORED] = "is in the trust store already",
        [FATE_LEFT_OUT] = "left out: --fingerprint names another",
    };
    if (f != FATE_ADDED) printf("  %s\n", say(s, texts[f]));
}

/* Shows every certificate before the first refusal ends it, so that people see what they are to compare. */
static status make_plan(struct plan *p, const struct session *s, const struct trust_arguments *a,
                        const struct trust *found, const struct trust *stored, struct err *e)
{
    struct err first = {0};
    for (size_t k = 0; k < trust_anchor_count(found); k++) {
        const struct anchor_info *i = trust_anchor(found, k);
        bool is_stored = trust_anchor_by_fingerprint(stored, i->names.fingerprint_sha256) != NULL;
        trust_report_text(s, i, options_now());
        p->named += is_named(a, i);
        if (!is_stored && first.code == ERR_NONE && decide(&p->how[k], s, a, i, &first) != OK) continue;
        p->to_add += p->how[k] != CONFIRMED_NONE;
        print_fate(s, is_stored ? FATE_STORED : p->how[k] == CONFIRMED_NONE ? FATE_LEFT_OUT : FATE_ADDED);
    }
    if (first.code == ERR_NONE) {
        ENSURE(p->named >= a->fingerprint_count, ERR_REFUSED,
               "not added: no certificate here has the fingerprint that --fingerprint gives");
        return OK;
    }
    *e = first;
    return FAILED;
}

/* --name is the person's own, but not to be mistaken for one that everybody knows. */
static status check_name(const struct trust_arguments *a, const struct plan *p, struct err *e)
{
    if (a->name == NULL) return OK;
    ENSURE(p->to_add <= 1, ERR_USAGE, "--name goes with one certificate, and there are several");
    ENSURE(known_anchor_by_name(a->name) == NULL, ERR_REFUSED,
           "not added: \"%s\" is the name of a known authority; a known one needs no --name",
           text_escape_string(a->name).s);
    return OK;
}

static status keep(const struct session *s, const struct trust_arguments *a, const struct trust *found, size_t k,
                   enum anchor_confirmation how, struct err *e)
{
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    struct anchor_info i = *trust_anchor(found, k);
    bool added = false;
    if (a->name != NULL) text_copy_clean(i.name, sizeof i.name, view_of_string(a->name));
    i.added = options_now();
    i.confirmation = how;
    TRY(trust_anchor_certificate(&der, found, k, e));
    TRY(trust_store_add(&added, a->store, &i, view_of(der.data, der.len), e));
    printf("%s %s %s\n", say(s, added ? "added:" : "is in the trust store already:"), i.names.fingerprint_sha256,
           i.name);
    return OK;
}

static status run_add(const struct session *s, struct trust_arguments *a, struct err *e)
{
    AUTO(trust_free)
    struct trust *found = trust_new();
    AUTO(trust_free)
    struct trust *stored = trust_new();
    AUTO(mem_free)
    struct plan *p = mem_new(sizeof *p);
    bool exists = false;
    MEM_ENSURE(found);
    MEM_ENSURE(stored);
    MEM_ENSURE(p);
    ENSURE(a->rest_count > 0, ERR_USAGE, "which file? seal trust --help tells how");
    TRY(trust_store_load(stored, &exists, a->store, e));
    TRY(read_files(found, a, e));
    TRY(make_plan(p, s, a, found, stored, e));
    TRY(check_name(a, p, e));
    for (size_t k = 0; k < trust_anchor_count(found); k++)
        if (p->how[k] != CONFIRMED_NONE) TRY(keep(s, a, found, k, p->how[k], e));
    return OK;
}

/* ---- remove, list ---- */

static status run_remove(const struct session *s, struct trust_arguments *a, struct err *e)
{
    char removed[STORE_FINGERPRINT_SIZE];
    ENSURE(a->rest_count == 1, ERR_USAGE, "seal trust remove takes one name or fingerprint");
    TRY(trust_store_remove(removed, a->store, a->rest[0], e));
    printf("%s %s\n", say(s, "removed:"), removed);
    return OK;
}

static status run_list(const struct session *s, struct trust_arguments *a, struct err *e)
{
    AUTO(trust_free)
    struct trust *t = trust_new();
    bool exists = false;
    MEM_ENSURE(t);
    ENSURE(a->rest_count == 0, ERR_USAGE, "seal trust list takes no file");
    TRY(trust_store_load(t, &exists, a->store, e));
    ENSURE(exists || a->store_is_default, ERR_TRUST, "there is no trust store %s", text_escape_string(a->store).s);
    if (a->json) return trust_report_json(t, options_now(), e);
    for (size_t i = 0; i < trust_anchor_count(t); i++) trust_report_text(s, trust_anchor(t, i), options_now());
    if (trust_anchor_count(t) == 0)
        fprintf(stderr, "%s\n", say(s, "nobody is trusted yet; seal trust add FILE begins"));
    return OK;
}

/* ---- the table ---- */

static const struct {
    const char *name;
    status (*run)(const struct session *, struct trust_arguments *, struct err *);
} subcommands[] = {{"add", run_add}, {"remove", run_remove}, {"list", run_list}};

static status read_arguments(struct trust_arguments *a, int argc, char **argv, struct err *e)
{
    opterr = 0;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;)
        TRY(take_option(a, option == 'h' ? OPTION_HELP : option, optarg, argv, e));
    if (a->help) return OK;
    ENSURE(optind < argc, ERR_USAGE, "seal trust takes one of add, remove, list; see --help");
    a->rest = argv + optind + 1;
    a->rest_count = argc - optind - 1;
    a->store_is_default = a->store[0] == '\0';
    return a->store_is_default ? options_store_folder(a->store, sizeof a->store, e) : OK;
}

static status run(const struct session *s, struct trust_arguments *a, const char *subcommand, struct err *e)
{
    for (size_t i = 0; i < sizeof subcommands / sizeof subcommands[0]; i++)
        if (strcmp(subcommand, subcommands[i].name) == 0) return subcommands[i].run(s, a, e);
    FAIL(ERR_USAGE, "seal trust takes one of add, remove, list; see --help");
}

int command_trust(const struct session *s, int argc, char **argv)
{
    struct err e = {0};
    AUTO(mem_free)
    struct trust_arguments *a = mem_new(sizeof *a);
    if (a == NULL) return 70;
    if (read_arguments(a, argc, argv, &e) != OK) return command_report(s, NULL, &e);
    if (a->help) return command_help(s, help, sizeof help / sizeof help[0]);
    return run(s, a, argv[optind], &e) == OK ? 0 : command_report(s, NULL, &e);
}
