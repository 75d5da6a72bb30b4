// SPDX-License-Identifier: Apache-2.0
#include "tools/sign_options.h"

#include <getopt.h>
#include <string.h>

#include "tools/sign_look.h"

/* ---- one option ---- */

status take_output(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)e;
    a->output = v->text;
    return OK;
}

status take_json(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    (void)e;
    a->json = true;
    return OK;
}

status take_help(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)v;
    (void)e;
    a->help = true;
    return OK;
}

status take_key(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    return options_copy(a->key.uri, sizeof a->key.uri, v->text, "--key", e);
}

status take_pin_source(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    return options_copy(a->key.pin_source, sizeof a->key.pin_source, v->text, "--pin-source", e);
}

status take_module(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    return options_copy(a->key.module, sizeof a->key.module, v->text, "--module", e);
}

status take_field(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    ENSURE(v->text[0] != '\0', ERR_USAGE, "the name of the signature field is empty");
    return options_copy(a->request.field, sizeof a->request.field, v->text, "--field", e);
}

/* ---- XML ---- */

status take_into(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    return options_copy(a->request.xml.into, sizeof a->request.xml.into, v->text, "--into", e);
}

status take_namespace(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    struct xml_request *x = &a->request.xml;
    const char *equals = strchr(v->text, '=');
    size_t n = x->namespace_count;
    ENSURE(equals != NULL && equals != v->text && (size_t)(equals - v->text) < sizeof x->prefix[0], ERR_USAGE,
           "--ns takes prefix=uri");
    ENSURE(n < XML_NAMESPACES_MAX, ERR_USAGE, "more than %d namespaces", (int)XML_NAMESPACES_MAX);
    memcpy(x->prefix[n], v->text, (size_t)(equals - v->text));
    TRY(options_copy(x->uri[n], sizeof x->uri[n], equals + 1, "--ns", e));
    x->namespace_count = n + 1;
    return OK;
}

status take_packaging(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)a;
    ENSURE(strcmp(v->text, "enveloped") == 0, ERR_USAGE, "--packaging: only enveloped is there yet");
    return OK;
}

/* ---- all of them ---- */

static status (*const takes[])(struct sign_arguments *, const struct option_value *, struct err *) = {
#define OPTION(id, name, has_value) take_##id,
#include "tools/sign_options.def"
#undef OPTION
};

enum {
    OPTION_FIRST = OPTION_OWN - 1 /* before the first row's number */
#define OPTION(id, name, has_value) , OPTION_##id
#include "tools/sign_options.def"
#undef OPTION
};

static const struct option options[] = {
    OPTIONS_TRUST,
    OPTIONS_LEVEL,
#define OPTION(id, name, has_value) {name, has_value, NULL, OPTION_##id},
#include "tools/sign_options.def"
#undef OPTION
    {0},
};

static status take_option(struct sign_arguments *a, int option, const struct option_value *v, struct err *e)
{
    const size_t count = sizeof takes / sizeof takes[0];
    if (option == 'o') option = OPTION_output;
    if (option == 'h') option = OPTION_help;
    if (option >= OPTION_TRUST && option < OPTION_OWN)
        return options_take_trust(&a->trust, option, v->text, v->argc, v->argv, e);
    if (option >= OPTION_LEVEL && option < OPTION_LEVEL_END) return level_take(&a->level, option, v->text, e);
    if (option >= OPTION_OWN && (size_t)(option - OPTION_OWN) < count) return takes[option - OPTION_OWN](a, v, e);
    return options_refuse(v->argv, e);
}

/* What lies in the folder of the outputs is no input, when that folder is in one of the inputs. */
static status take_inputs(struct sign_arguments *a, int count, char **paths, struct err *e)
{
    inputs_leave_out(&a->inputs, a->output);
    for (int i = 0; i < count; i++) TRY(inputs_add(&a->inputs, paths[i], e));
    ENSURE(a->inputs.count > 0, ERR_MISSING, "no PDF or XML file is in the folders named");
    a->into_folder = inputs_go_into_folder(&a->inputs, a->output);
    return OK;
}

static status check_arguments(struct sign_arguments *a, int count, char **paths, struct err *e)
{
    ENSURE(count > 0, ERR_USAGE, "which file? seal sign --help tells how");
    ENSURE(a->output != NULL, ERR_USAGE, "where to? -o is missing");
    ENSURE(a->key.uri[0] != '\0', ERR_USAGE, "with which key? --key is missing");
    TRY(sign_look_check(a, e));
    TRY(sign_options_check_lock(a, e));
    TRY(sign_level_settle(a, e));
    return take_inputs(a, count, paths, e);
}

status sign_options_parse(struct sign_arguments *a, int argc, char **argv, struct err *e)
{
    sign_request_init(&a->request);
    a->request.check = (struct judge_context){.time = options_now(), .settings = settings_default};
    a->request.check.settings.revocation = REVOCATION_PREFER;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "o:h", options, NULL)) != -1;)
        TRY(take_option(a, option, &(struct option_value){optarg, argc, argv}, e));
    return a->help ? OK : check_arguments(a, argc - optind, argv + optind, e);
}

void sign_options_clear(struct sign_arguments *a)
{
    level_tools_clear(&a->level_tools);
    sign_request_clear(&a->request);
    inputs_clear(&a->inputs);
    secret_clear(&a->password);
}
