// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/base/text.h"
#include "signer/output.h"
#include "signer/sign.h"
#include "signer/trust_files.h"
#include "tools/options.h"

struct sign_arguments {
    struct key_choice key;
    struct sign_request request;
    struct trust_choice trust;
    const char *output;
    const char *image;
    bool json, help;
    char **files;
    int file_count;
    bool into_folder;
};

enum {
    OPTION_KEY = OPTION_OWN,
    OPTION_PROFILE,
    OPTION_LEVEL,
    OPTION_IMAGE,
    OPTION_FIELD,
    OPTION_PIN_SOURCE,
    OPTION_MODULE,
    OPTION_PLACE,
    OPTION_ANCHOR,
    OPTION_BETWEEN,
    OPTION_INTO,
    OPTION_NS,
    OPTION_PACKAGING,
    OPTION_JSON,
    OPTION_HELP
};

static const struct option options[] = {
    OPTIONS_TRUST,
    {"output", required_argument, NULL, 'o'},
    {"key", required_argument, NULL, OPTION_KEY},
    {"profile", required_argument, NULL, OPTION_PROFILE},
    {"level", required_argument, NULL, OPTION_LEVEL},
    {"image", required_argument, NULL, OPTION_IMAGE},
    {"field", required_argument, NULL, OPTION_FIELD},
    {"pin-source", required_argument, NULL, OPTION_PIN_SOURCE},
    {"module", required_argument, NULL, OPTION_MODULE},
    {"place", required_argument, NULL, OPTION_PLACE},
    {"anchor", required_argument, NULL, OPTION_ANCHOR},
    {"between", required_argument, NULL, OPTION_BETWEEN},
    {"into", required_argument, NULL, OPTION_INTO},
    {"ns", required_argument, NULL, OPTION_NS},
    {"packaging", required_argument, NULL, OPTION_PACKAGING},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static const char *const help[] = {
    "usage: seal sign INPUT... -o FILE|DIR --key URI [OPTION...]",
    "  -o, --output PATH     the signed file; a folder for several inputs",
    "  --key URI             the key on its token: pkcs11:token=...;object=... (RFC 7512)",
    "  --profile NAME        official (default), or seal: only on what somebody else has validly signed",
    "  --image PNG           the picture of signature or seal, at its physical size",
    "  --place P,X,Y[,W,H]   page (-1: last), millimetres from its top left (or with pt)",
    "  --anchor TEXT         centred on this text, the last that occurs",
    "  --between TITLE NAME  centred between these two texts",
    "  --into XPATH          XML: the element that gets the signature; --ns P=URI binds a prefix",
    "  --field NAME          the name of the signature field",
    "  --trust PATH, --crl PATH, --ocsp PATH  anchors, revocation lists and OCSP answers to check with (repeatable)",
    "  --store DIR           the trust store there; without --trust and --store: your own, see seal trust",
    "  --no-store            not your own trust store",
    "  --pin-source SOURCE   a file with the PIN; else it is asked for",
    "  --module PATH         the PKCS#11 module",
    "  --level B-B           the level to sign at",
    "  --packaging enveloped the place of an XML signature",
    "  --json                one JSON object a file, one a line",
    "  --lang vi|en          language of the messages",
    "exit: 0 all signed, 1 refused by a rule, 2 usage or input not found, 5 unreadable, 6 trust, 7 token or PIN, 9 not written",
};

static status take_profile(struct sign_request *r, const char *value, struct err *e)
{
    bool seal = strcmp(value, "seal") == 0;
    ENSURE(seal || strcmp(value, "official") == 0, ERR_USAGE, "--profile takes official or seal");
    r->profile = seal ? PROFILE_SEAL : PROFILE_OFFICIAL;
    return OK;
}

static status set_place(struct sign_request *r, enum place_kind place, struct err *e)
{
    ENSURE(r->place == PLACE_INVISIBLE, ERR_USAGE, "only one of --place, --anchor and --between");
    r->place = place;
    return OK;
}

/* page,x,y or page,x,y,w,h */
static status take_place(struct sign_request *r, const char *value, struct err *e)
{
    double *const numbers[] = {&r->x, &r->y, &r->w, &r->h};
    char *rest;
    TRY(set_place(r, PLACE_AT, e));
    long page = strtol(value, &rest, 10);
    ENSURE(rest != value && *rest == ',' && (page == -1 || (page >= 1 && page <= LIMIT_PDF_PAGES)), ERR_USAGE,
           "--place takes page,x,y or page,x,y,width,height");
    r->page = (int32_t)page;
    size_t count = 0;
    for (const char *at = rest; *at == ','; count++) {
        at++;
        size_t len = strcspn(at, ",");
        ENSURE(count < 4, ERR_USAGE, "--place takes page,x,y or page,x,y,width,height");
        TRY(options_length(numbers[count], at, len, e));
        at += len;
    }
    ENSURE(count == 2 || count == 4, ERR_USAGE, "--place takes page,x,y or page,x,y,width,height");
    ENSURE(count == 2 || (r->w > 0 && r->h > 0), ERR_USAGE, "--place: width and height must be positive");
    return OK;
}

static status take_between(struct sign_request *r, const char *value, int argc, char **argv, struct err *e)
{
    TRY(set_place(r, PLACE_BETWEEN, e));
    ENSURE(optind < argc, ERR_USAGE, "--between takes two texts, the title and the name");
    TRY(options_copy(r->text[0], sizeof r->text[0], value, "--between", e));
    return options_copy(r->text[1], sizeof r->text[1], argv[optind++], "--between", e);
}

static status take_namespace(struct xml_request *x, const char *value, struct err *e)
{
    const char *equals = strchr(value, '=');
    size_t n = x->namespace_count;
    ENSURE(equals != NULL && equals != value && (size_t)(equals - value) < sizeof x->prefix[0], ERR_USAGE,
           "--ns takes prefix=uri");
    ENSURE(n < XML_NAMESPACES_MAX, ERR_USAGE, "more than %d namespaces", (int)XML_NAMESPACES_MAX);
    memcpy(x->prefix[n], value, (size_t)(equals - value));
    TRY(options_copy(x->uri[n], sizeof x->uri[n], equals + 1, "--ns", e));
    x->namespace_count = n + 1;
    return OK;
}

static status take_option(struct sign_arguments *a, int option, const char *value, int argc, char **argv, struct err *e)
{
    struct sign_request *r = &a->request;
    if (option >= OPTION_TRUST && option < OPTION_OWN)
        return options_take_trust(&a->trust, option, value, argc, argv, e);
    switch (option) {
    case 'o':
        a->output = value;
        return OK;
    case OPTION_KEY:
        return options_copy(a->key.uri, sizeof a->key.uri, value, "--key", e);
    case OPTION_PROFILE:
        return take_profile(r, value, e);
    case OPTION_LEVEL:
        ENSURE(strcmp(value, "B-B") == 0, ERR_USAGE, "--level: only B-B is there yet");
        return OK;
    case OPTION_IMAGE:
        a->image = value;
        return OK;
    case OPTION_FIELD:
        return options_copy(r->field, sizeof r->field, value, "--field", e);
    case OPTION_PIN_SOURCE:
        return options_copy(a->key.pin_source, sizeof a->key.pin_source, value, "--pin-source", e);
    case OPTION_MODULE:
        return options_copy(a->key.module, sizeof a->key.module, value, "--module", e);
    case OPTION_PLACE:
        return take_place(r, value, e);
    case OPTION_ANCHOR:
        TRY(set_place(r, PLACE_ANCHOR, e));
        return options_copy(r->text[0], sizeof r->text[0], value, "--anchor", e);
    case OPTION_BETWEEN:
        return take_between(r, value, argc, argv, e);
    case OPTION_INTO:
        return options_copy(r->xml.into, sizeof r->xml.into, value, "--into", e);
    case OPTION_NS:
        return take_namespace(&r->xml, value, e);
    case OPTION_PACKAGING:
        ENSURE(strcmp(value, "enveloped") == 0, ERR_USAGE, "--packaging: only enveloped is there yet");
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

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* A picture and its place belong together; the seal knows its place by itself (Decree 30/2020). */
static status check_picture(struct sign_arguments *a, struct err *e)
{
    struct sign_request *r = &a->request;
    if (a->image == NULL) {
        ENSURE(r->place == PLACE_INVISIBLE, ERR_USAGE, "a place without a picture: --image is missing");
        return OK;
    }
    if (r->place == PLACE_INVISIBLE && r->profile == PROFILE_SEAL) r->place = PLACE_OVER_SIGNATURE;
    ENSURE(r->place != PLACE_INVISIBLE, ERR_USAGE,
           "a picture without a place: --place, --anchor or --between is missing");
    return OK;
}

static status check_arguments(struct sign_arguments *a, struct err *e)
{
    ENSURE(a->file_count > 0, ERR_USAGE, "which file? seal sign --help tells how");
    ENSURE(a->file_count <= LIMIT_FILES, ERR_USAGE, "more than %d files", LIMIT_FILES);
    ENSURE(a->output != NULL, ERR_USAGE, "where to? -o is missing");
    ENSURE(a->key.uri[0] != '\0', ERR_USAGE, "with which key? --key is missing");
    size_t len = strlen(a->output);
    a->into_folder = is_folder(a->output) || a->file_count > 1 || (len > 0 && a->output[len - 1] == '/');
    return check_picture(a, e);
}

static status parse(struct sign_arguments *a, int argc, char **argv, struct err *e)
{
    sign_request_init(&a->request);
    a->request.check = (struct judge_context){.time = options_now(), .settings = settings_default};
    a->request.check.settings.revocation = REVOCATION_PREFER;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "o:h", options, NULL)) != -1;)
        TRY(take_option(a, option == 'h' ? OPTION_HELP : option, optarg, argc, argv, e));
    a->files = argv + optind;
    a->file_count = argc - optind;
    return a->help ? OK : check_arguments(a, e);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static status output_path(char out[static PATH_MAX], const struct sign_arguments *a, const char *file, struct err *e)
{
    int n = a->into_folder ? snprintf(out, PATH_MAX, "%s/%s", a->output, base_name(file))
                           : snprintf(out, PATH_MAX, "%s", a->output);
    ENSURE(n > 0 && n < PATH_MAX, ERR_USAGE, "the name of the output is too long");
    ENSURE(!output_is_same_file(out, file), ERR_USAGE, "an input is never changed: the output is the input");
    return OK;
}

/* Two inputs of one name would overwrite each other's output. */
static status check_names(const struct sign_arguments *a, int i, struct err *e)
{
    for (int k = 0; a->into_folder && k < i; k++)
        ENSURE(strcmp(base_name(a->files[k]), base_name(a->files[i])) != 0, ERR_USAGE,
               "another input has the same name; the outputs would overwrite each other");
    return OK;
}

static status sign_one(struct sign_outcome *outcome, char path[static PATH_MAX], const struct sign_arguments *a, int i,
                       struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document in = DOCUMENT_NONE, out = DOCUMENT_NONE;
    TRY(check_names(a, i, e));
    TRY(output_path(path, a, a->files[i], e));
    TRY(document_open(&in, a->files[i], e));
    TRY(sign_document(&out, outcome, &in, &a->request, k, e));
    bool missing_folder = a->into_folder && !is_folder(a->output);
    ENSURE(!missing_folder || mkdir(a->output, 0777) == 0, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    return output_write(path, out.bytes, e);
}

static void say_json(const char *file, const char *path, const struct sign_outcome *o, int code, const char *message)
{
    json_t *line = json_object();
    struct escaped name = text_escape_string(file), output = text_escape_string(path);
    const char *state = code == 0 ? "signed" : code == 1 ? "refused" : "failed";
    json_object_set_new(line, "file", json_string(name.s));
    if (code == 0) json_object_set_new(line, "output", json_string(output.s));
    json_object_set_new(line, "status", json_string(state));
    json_object_set_new(line, "code", json_integer(code));
    if (code == 0) json_object_set_new(line, "field", json_string(o->field));
    if (code == 0) json_object_set_new(line, "level", json_string(o->level));
    if (message[0] != '\0') json_object_set_new(line, "message", json_string(message));
    json_dumpf(line, stdout, JSON_COMPACT);
    putchar('\n');
    fflush(stdout);
    json_decref(line);
}

static void say_signed(const struct session *s, const char *file, const char *path, const struct sign_outcome *o)
{
    fprintf(stderr, say(s, "signed: %s -> %s (%s, %s)\n"), text_escape_string(file).s, text_escape_string(path).s,
            o->field, o->level);
    for (size_t i = 0; i < o->notes.count; i++)
        fprintf(stderr, "  %s: %s\n", say(s, "note"), o->notes.item[i].text[s->lang]);
}

static int sign_and_say(const struct session *s, const struct sign_arguments *a, int i, struct key_holder *k)
{
    struct err e = {0};
    struct sign_outcome outcome = {0};
    char path[PATH_MAX] = "";
    const char *file = a->files[i];
    if (sign_one(&outcome, path, a, i, k, &e) == OK) {
        if (a->json)
            say_json(file, path, &outcome, 0, outcome.notes.count > 0 ? outcome.notes.item[0].text[s->lang] : "");
        say_signed(s, file, path, &outcome);
        return 0;
    }
    if (a->json) say_json(file, path, &outcome, err_exit_code(e.code), e.text[s->lang]);
    return command_report(s, e.code == ERR_OUTPUT ? path : file, &e);
}

static status load(struct sign_arguments *a, struct trust **trust, struct err *e)
{
    struct err why = {0};
    if (a->image != NULL && file_read(&a->request.image, a->image, &why) != OK) {
        err_set(e, ERR_MISSING, "the picture %s cannot be used", text_escape_string(a->image).s);
        err_because(e, &why);
        return FAILED;
    }
    TRY(options_load_trust(trust, &a->trust, e));
    a->request.check.trust = *trust;
    return OK;
}

/* An input that is not there, or no document, is found before anybody types a PIN. */
static bool worth_a_key(const struct sign_arguments *a)
{
    for (int i = 0; i < a->file_count; i++) {
        AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
        struct err e = {0};
        if (document_open(&d, a->files[i], &e) == OK) return true;
    }
    return false;
}

static int sign_files(const struct session *s, const struct sign_arguments *a)
{
    AUTO(key_holder_stop)
    struct key_holder *k = NULL;
    struct err e = {0};
    if (worth_a_key(a) && key_holder_start(&k, &a->key, &e) != OK) return command_report(s, NULL, &e);
    int worst = 0;
    for (int i = 0; i < a->file_count; i++) worst = command_worse(EXIT_ORDER_SIGN, worst, sign_and_say(s, a, i, k));
    return worst;
}

static int run(const struct session *s, struct sign_arguments *a, int argc, char **argv)
{
    struct err e = {0};
    AUTO(trust_free)
    struct trust *trust = NULL;
    if (parse(a, argc, argv, &e) != OK) return command_report(s, NULL, &e);
    if (a->help) return command_help(s, help, sizeof help / sizeof help[0]);
    if (load(a, &trust, &e) != OK) return command_report(s, NULL, &e);
    return sign_files(s, a);
}

int command_sign(const struct session *s, int argc, char **argv)
{
    AUTO(mem_free)
    struct sign_arguments *a = mem_new(sizeof *a);
    if (a == NULL) return 70;
    int code = run(s, a, argc, argv);
    sign_request_clear(&a->request);
    return code;
}
