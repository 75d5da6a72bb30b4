// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

#include "formats/base/text.h"
#include "signer/trust_files.h"
#include "tools/interrupts.h"
#include "tools/sign_options.h"

static status load(struct sign_arguments *a, struct trust **trust, struct err *e)
{
    struct err why = {0};
    if (a->image != NULL && file_read(&a->request.look.image, a->image, &why) != OK) {
        err_set(e, ERR_MISSING, "the picture %s cannot be used", text_escape_string(a->image).s);
        err_because(e, &why);
        return FAILED;
    }
    TRY(sign_options_read_password(a, e));
    TRY(options_load_trust(trust, &a->trust, e));
    a->request.check.trust = *trust;
    return sign_level_open(a, *trust, e);
}

static int run(const struct session *s, struct sign_arguments *a, int argc, char **argv)
{
    struct err e = {0};
    AUTO(trust_free)
    struct trust *trust = NULL;
    if (sign_options_parse(a, argc, argv, &e) != OK) return command_report(s, NULL, &e);
    if (a->help) return sign_help(s);
    if (load(a, &trust, &e) != OK) return command_report(s, NULL, &e);
    return sign_batch(s, a);
}

int command_sign(const struct session *s, int argc, char **argv)
{
    AUTO(mem_free)
    struct sign_arguments *a = mem_new(sizeof *a);
    if (a == NULL) return 70;
    int code = run(s, a, argc, argv);
    sign_options_clear(a);
    if (code > 128) interrupts_pass_on(code - 128);
    return code;
}
