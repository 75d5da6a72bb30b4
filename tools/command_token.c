// SPDX-License-Identifier: Apache-2.0
/*
 * seal token - what is on the tokens, and a custodian's work: key, request, certificate, PIN.
 */
#include "tools/command.h"

#include <getopt.h>
#include <jansson.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "formats/base/text.h"
#include "signer/output.h"
#include "signer/token_client.h"
#include "signer/trust_files.h"
#include "tools/options.h"

AUTO_DEFINE(json_t, json_decref)
AUTO_DEFINE(BIO, BIO_free_all)

struct token_arguments {
    struct key_choice key;
    const char *type, *id, *subject, *output, *certificate, *new_pin_source;
    bool json, check, change, help;
    const char *about; /* what an error is about: a file */
};

enum {
    OPTION_KEY = 256,
    OPTION_MODULE,
    OPTION_PIN_SOURCE,
    OPTION_JSON,
    OPTION_TYPE,
    OPTION_ID,
    OPTION_SUBJECT,
    OPTION_CERTIFICATE,
    OPTION_CHECK,
    OPTION_CHANGE,
    OPTION_NEW_PIN_SOURCE,
    OPTION_HELP
};

static const struct option options[] = {
    {"key", required_argument, NULL, OPTION_KEY},
    {"module", required_argument, NULL, OPTION_MODULE},
    {"pin-source", required_argument, NULL, OPTION_PIN_SOURCE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"type", required_argument, NULL, OPTION_TYPE},
    {"id", required_argument, NULL, OPTION_ID},
    {"subject", required_argument, NULL, OPTION_SUBJECT},
    {"output", required_argument, NULL, 'o'},
    {"certificate", required_argument, NULL, OPTION_CERTIFICATE},
    {"check", no_argument, NULL, OPTION_CHECK},
    {"change", no_argument, NULL, OPTION_CHANGE},
    {"new-pin-source", required_argument, NULL, OPTION_NEW_PIN_SOURCE},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static status copy(char *out, size_t size, const char *value, const char *option, struct err *e)
{
    size_t len = strlen(value);
    ENSURE(len < size, ERR_USAGE, "the value of %s is too long", option);
    ENSURE(text_is_clean(view_of_string(value)), ERR_USAGE, "the value of %s is not clean UTF-8", option);
    memcpy(out, value, len + 1);
    return OK;
}

static status take_option(struct token_arguments *a, int option, const char *value, char **argv, struct err *e)
{
    switch (option) {
    case OPTION_KEY:
        return copy(a->key.uri, sizeof a->key.uri, value, "--key", e);
    case OPTION_MODULE:
        return copy(a->key.module, sizeof a->key.module, value, "--module", e);
    case OPTION_PIN_SOURCE:
        return copy(a->key.pin_source, sizeof a->key.pin_source, value, "--pin-source", e);
    case OPTION_JSON:
        a->json = true;
        return OK;
    case OPTION_TYPE:
        a->type = value;
        return OK;
    case OPTION_ID:
        a->id = value;
        return OK;
    case OPTION_SUBJECT:
        a->subject = value;
        return OK;
    case 'o':
        a->output = value;
        return OK;
    case OPTION_CERTIFICATE:
        a->certificate = value;
        return OK;
    case OPTION_CHECK:
        a->check = true;
        return OK;
    case OPTION_CHANGE:
        a->change = true;
        return OK;
    case OPTION_NEW_PIN_SOURCE:
        a->new_pin_source = value;
        return OK;
    case OPTION_HELP:
        a->help = true;
        return OK;
    default:
        return options_refuse(argv, e);
    }
}

/* --- list ------------------------------------------------------------------------------------------------------- */

static json_t *object_json(const struct object_facts *o)
{
    json_t *flags = json_array();
    for (size_t i = 0; i < o->flag_count; i++) json_array_append_new(flags, json_string(o->flag[i]));
    json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:s}", "type", o->is_certificate ? "certificate" : "key", "uri", o->uri,
                          "label", o->label, "id", o->id, "algorithm", o->algorithm);
    if (o->bits != 0) json_object_set_new(j, "bits", json_integer(o->bits));
    if (!o->is_certificate) json_object_set_new(j, "private", json_boolean(o->is_private));
    if (o->subject[0] != '\0') json_object_set_new(j, "subject", json_string(o->subject));
    if (o->not_after[0] != '\0') json_object_set_new(j, "not_after", json_string(o->not_after));
    json_object_set_new(j, "flags", flags);
    return j;
}

static json_t *token_json(const struct token_report *r, enum lang lang)
{
    json_t *objects = json_array();
    for (size_t i = 0; i < r->object_count; i++) json_array_append_new(objects, object_json(&r->objects[i]));
    json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "token", r->token.label, "serial", r->token.serial,
                          "manufacturer", r->token.manufacturer, "model", r->token.model, "module", r->module, "uri",
                          r->token.uri, "initialised", (int)r->token.is_initialised);
    if (r->token.pin[0] != '\0') json_object_set_new(j, "pin", json_string(r->token.pin));
    if (r->token.failure.code != ERR_NONE) json_object_set_new(j, "error", json_string(r->token.failure.text[lang]));
    json_object_set_new(j, "objects", objects);
    return j;
}

static status print_json(const struct session *s, const struct token_reports *list, struct err *e)
{
    AUTO(json_decref)
    json_t *all = json_array();
    for (size_t i = 0; i < list->count; i++) json_array_append_new(all, token_json(&list->item[i], s->lang));
    ENSURE(all != NULL && json_dumpf(all, stdout, JSON_COMPACT) == 0 && puts("") >= 0, ERR_OUTPUT,
           "cannot write the list");
    return OK;
}

static void print_object(const struct session *s, const struct object_facts *o)
{
    const char *kind = o->is_certificate ? say(s, "certificate")
                       : o->is_private   ? say(s, "private key")
                                         : say(s, "public key");
    printf("  %s \"%s\"  %s", kind, o->label, o->algorithm);
    if (o->bits != 0) printf(" %u", o->bits);
    if (o->not_after[0] != '\0') printf("  %s %s", say(s, "until"), o->not_after);
    printf("\n");
    if (o->subject[0] != '\0') printf("    %s\n", o->subject);
    for (size_t i = 0; i < o->flag_count; i++) printf("%s%s", i == 0 ? "    " : ", ", o->flag[i]);
    if (o->flag_count > 0) printf("\n");
    printf("    %s\n", o->uri);
}

static void print_token(const struct session *s, const struct token_report *r)
{
    const struct token_facts *t = &r->token;
    if (t->pin[0] == '\0') {
        printf("%s\n  %s\n", r->module, t->failure.text[s->lang]);
        return;
    }
    printf("%s \"%s\"  %s %s  %s %s  PIN: %s%s\n", say(s, "token"), t->label, t->manufacturer, t->model,
           say(s, "serial"), t->serial, t->pin, t->is_initialised ? "" : say(s, "  (not initialised)"));
    printf("  %s\n", t->uri);
    if (t->failure.code != ERR_NONE) printf("  %s\n", t->failure.text[s->lang]);
    for (size_t i = 0; i < r->object_count; i++) print_object(s, &r->objects[i]);
}

static status run_list(const struct session *s, struct token_arguments *a, struct err *e)
{
    AUTO_CLEAR(token_reports_clear) struct token_reports list = {0};
    TRY(a->key.uri[0] == '\0' ? token_client_list(&list, a->key.module, e) : token_client_show(&list, &a->key, e));
    if (list.failure.code != ERR_NONE) command_report(s, NULL, &list.failure); /* the other modules are listed */
    if (a->json) return print_json(s, &list, e);
    for (size_t i = 0; i < list.count; i++) print_token(s, &list.item[i]);
    if (list.count == 0) fprintf(stderr, "%s\n", say(s, "no token"));
    return OK;
}

/* --- custody ---------------------------------------------------------------------------------------------------- */

static status run_init(const struct session *s, struct token_arguments *a, struct err *e)
{
    AUTO_BUF id = BUF_INIT(LIMIT_TEXT / 2);
    (void)s;
    if (a->id != NULL) TRY(text_get_hex(&id, view_of_string(a->id), e));
    return token_client_generate(&a->key, a->type == NULL ? "rsa:3072" : a->type, view_of(id.data, id.len), e);
}

static status write_text(struct token_arguments *a, struct view text, struct err *e)
{
    a->about = a->output;
    if (a->output != NULL) return output_write(a->output, text, e);
    ENSURE(fwrite(text.data, 1, text.len, stdout) == text.len && fflush(stdout) == 0, ERR_OUTPUT,
           "cannot write to the standard output");
    return OK;
}

static status run_csr(const struct session *s, struct token_arguments *a, struct err *e)
{
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO(BIO_free_all)
    BIO *pem = BIO_new(BIO_s_mem());
    char *text = NULL;
    (void)s;
    MEM_ENSURE(pem);
    ENSURE(a->subject != NULL, ERR_USAGE, "--subject is missing: /C=VN/O=.../CN=...");
    TRY(token_client_request(&der, &a->key, a->subject, e));
    ENSURE(PEM_write_bio(pem, PEM_STRING_X509_REQ, "", der.data, (long)der.len) > 0, ERR_INTERNAL, "out of memory");
    long len = BIO_get_mem_data(pem, &text);
    return write_text(a, view_of(text, len < 0 ? 0 : (size_t)len), e);
}

/* PEM or DER to DER. What it holds, the key holder looks at. */
static status certificate_der(struct buf *der, struct view file, struct err *e)
{
    char *name = NULL, *header = NULL;
    unsigned char *bytes = NULL;
    long len = 0;
    if (!view_starts_with(file, "-----")) return buf_copy(der, file, e);
    AUTO(BIO_free_all)
    BIO *in = BIO_new_mem_buf(file.data, (int)file.len); /* <= LIMIT_CERTIFICATE */
    MEM_ENSURE(in);
    bool read = PEM_read_bio(in, &name, &header, &bytes, &len) == 1;
    status r = read && strcmp(name, PEM_STRING_X509) == 0 ? buf_copy(der, view_of(bytes, (size_t)len), e) : FAILED;
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(bytes);
    ERR_clear_error();
    ENSURE(r == OK, ERR_SYNTAX, "not a certificate in PEM");
    return OK;
}

static status run_import(const struct session *s, struct token_arguments *a, struct err *e)
{
    AUTO_BUF file = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    (void)s;
    ENSURE(a->certificate != NULL, ERR_USAGE, "--certificate FILE is missing");
    a->about = a->certificate;
    TRY(file_read(&file, a->certificate, e));
    TRY(certificate_der(&der, view_of(file.data, file.len), e));
    a->about = NULL;
    return token_client_import(&a->key, view_of(der.data, der.len), e);
}

static status run_pin(const struct session *s, struct token_arguments *a, struct err *e)
{
    char state[16] = "";
    ENSURE(a->check != a->change, ERR_USAGE, "seal token pin takes one of --check and --change");
    if (a->change) return token_client_pin_change(&a->key, a->new_pin_source == NULL ? "" : a->new_pin_source, e);
    TRY(token_client_pin_check(state, sizeof state, &a->key, e));
    printf("%s %s\n", say(s, "the PIN is right; its state is now:"), state);
    return OK;
}

/* --- the table -------------------------------------------------------------------------------------------------- */

static const char *const help[] = {
    "usage: seal token list [--module PATH] [--json] [--key URI]",
    "       seal token init --key URI [--type rsa:2048|rsa:3072|rsa:4096|ec:p256|ec:p384] [--id HEX]",
    "       seal token csr --key URI --subject /C=VN/O=.../CN=... [-o FILE]",
    "       seal token import --key URI --certificate FILE",
    "       seal token pin --key URI --check | --change [--new-pin-source SOURCE]",
    "  list    tokens, their keys and certificates; with --key that token alone, logged in to: private keys, too",
    "  init    make a key on an initialised token (object= of the URI is its label); it can sign and never leave",
    "  csr     a certification request signed by the key, in PEM",
    "  import  put the certificate beside its key; a CA's certificate, for the path that goes along",
    "  pin     try the PIN once, as a person (this clears \"low\"), or change it",
    "options of all:",
    "  --key URI             token and key: pkcs11:token=...;object=... (RFC 7512)",
    "  --pin-source SOURCE   a file with the PIN; else it is asked for",
    "  --module PATH         the PKCS#11 module; else the URI's, else all that are registered with p11-kit",
    "  --lang vi|en          language of the messages",
    "exit: 0 done, 2 usage or file not found, 5 unreadable certificate, 7 token or PIN, 9 not written",
};

static const struct {
    const char *name;
    status (*run)(const struct session *, struct token_arguments *, struct err *);
    bool needs_key;
} subcommands[] = {
    {"list", run_list, false},    {"init", run_init, true}, {"csr", run_csr, true},
    {"import", run_import, true}, {"pin", run_pin, true},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static status print_help(const struct session *s)
{
    for (size_t i = 0; i < COUNT(help); i++) puts(say(s, help[i]));
    return OK;
}

static status read_arguments(struct token_arguments *a, int argc, char **argv, struct err *e)
{
    opterr = 0; /* our own message instead */
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "o:h", options, NULL)) != -1;)
        TRY(take_option(a, option == 'h' ? OPTION_HELP : option, optarg, argv, e));
    return OK;
}

static status run(const struct session *s, struct token_arguments *a, int argc, char **argv, struct err *e)
{
    TRY(read_arguments(a, argc, argv, e));
    if (a->help) return print_help(s);
    ENSURE(argc - optind == 1, ERR_USAGE, "seal token takes one of list, init, csr, import, pin; see --help");
    for (size_t i = 0; i < COUNT(subcommands); i++) {
        if (strcmp(argv[optind], subcommands[i].name) != 0) continue;
        ENSURE(!subcommands[i].needs_key || a->key.uri[0] != '\0', ERR_USAGE, "--key URI is missing");
        return subcommands[i].run(s, a, e);
    }
    FAIL(ERR_USAGE, "seal token takes one of list, init, csr, import, pin; see --help");
}

int command_token(const struct session *s, int argc, char **argv)
{
    struct err e = {0};
    struct token_arguments a = {0};
    return run(s, &a, argc, argv, &e) == OK ? 0 : command_report(s, a.about, &e);
}
