// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/base/text.h"
#include "signer/output.h"
#include "signer/trust_files.h"
#include "tools/evidence.h"
#include "tools/sign_options.h"

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
    char folder[PATH_MAX];
    output_folder_of(folder, path);
    TRY(document_open_for(&in, a->files[i], folder, e));
    in.password = a->password.text;
    TRY(sign_document(&out, outcome, &in, &a->request, k, e));
    if (a->evidence != NULL) TRY(evidence_write(a->evidence, path, &out, outcome, e));
    bool missing_folder = a->into_folder && !sign_options_is_folder(a->output);
    ENSURE(!missing_folder || mkdir(a->output, 0777) == 0, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    return output_write_document(path, &out, e);
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
    AUTO_CLEAR(sign_outcome_clear) struct sign_outcome outcome = {0};
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
    TRY(sign_options_read_password(a, e));
    TRY(options_load_trust(trust, &a->trust, e));
    a->request.check.trust = *trust;
    return sign_level_open(a, *trust, e);
}

/* An input that is not there, or no document, is found before anybody types a PIN. */
static bool worth_a_key(const struct sign_arguments *a)
{
    for (int i = 0; i < a->file_count; i++) {
        struct err e = {0};
        if (document_probe(a->files[i], &e) == OK) return true;
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
    if (sign_options_parse(a, argc, argv, &e) != OK) return command_report(s, NULL, &e);
    if (a->help) return sign_help(s);
    if (load(a, &trust, &e) != OK) return command_report(s, NULL, &e);
    return sign_files(s, a);
}

int command_sign(const struct session *s, int argc, char **argv)
{
    AUTO(mem_free)
    struct sign_arguments *a = mem_new(sizeof *a);
    if (a == NULL) return 70;
    int code = run(s, a, argc, argv);
    sign_options_clear(a);
    return code;
}
