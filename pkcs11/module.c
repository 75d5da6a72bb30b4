// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/module.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "formats/base/text.h"

static status add_path(struct module_paths *out, const char *path, struct err *e)
{
    ENSURE(out->count < LIMIT_MODULES, ERR_LIMIT, "more than %d PKCS#11 modules are registered", LIMIT_MODULES);
    int len = snprintf(out->path[out->count], LIMIT_URI, "%s", path);
    ENSURE(len > 0 && len < LIMIT_URI, ERR_USAGE, "the path of a PKCS#11 module is empty or too long");
    out->count++;
    return OK;
}

static status add_registered(struct module_paths *out, CK_FUNCTION_LIST *module, const char *name, struct err *e)
{
    char *its_name = p11_kit_module_get_name(module);
    char *file = p11_kit_module_get_filename(module);
    bool wanted = file != NULL && (name[0] == '\0' || (its_name != NULL && strcmp(its_name, name) == 0));
    status r = wanted ? add_path(out, file, e) : OK;
    free(its_name);
    free(file);
    return r;
}

status module_paths_find(struct module_paths *out, const char *path, const char *name, struct err *e)
{
    out->count = 0;
    if (path[0] != '\0') return add_path(out, path, e);
    status r = OK;
    CK_FUNCTION_LIST **registered = p11_kit_modules_load(NULL, 0);
    for (size_t i = 0; registered != NULL && registered[i] != NULL && r == OK; i++)
        r = add_registered(out, registered[i], name, e);
    if (registered != NULL) p11_kit_modules_release(registered);
    TRY(r);
    ENSURE(out->count > 0, ERR_TOKEN, "no PKCS#11 module is registered with p11-kit; name one with --module");
    return OK;
}

const char *module_error(CK_RV rv)
{
    const char *text = p11_kit_strerror(rv);
    return text == NULL ? "unknown error" : text;
}

/*
 * libp11 does not give its function list away; the same loaded object is asked for it again. It is the object that
 * libp11 has initialised: RTLD_NOLOAD finds only what is loaded.
 */
static status find_calls(struct module *m, struct err *e)
{
    CK_RV (*get)(CK_FUNCTION_LIST **) = NULL;
    void *loaded = dlopen(m->path, RTLD_LAZY | RTLD_NOLOAD);
    ENSURE(loaded != NULL, ERR_TOKEN, "cannot reach the functions of %s", text_escape_string(m->path).s);
    void *symbol = dlsym(loaded, "C_GetFunctionList");
    memcpy(&get, &symbol, sizeof get);
    dlclose(loaded); /* libp11 keeps it loaded */
    ENSURE(get != NULL && get(&m->calls) == CKR_OK && m->calls != NULL, ERR_TOKEN, "cannot reach the functions of %s",
           text_escape_string(m->path).s);
    return OK;
}

status module_open(struct module **out, const char *path, struct err *e)
{
    AUTO(module_close)
    struct module *m = mem_new(sizeof *m);
    MEM_ENSURE(m);
    int len = snprintf(m->path, sizeof m->path, "%s", path);
    ENSURE(len > 0 && len < LIMIT_URI, ERR_USAGE, "the path of a PKCS#11 module is empty or too long");
    PKCS11_CTX *context = PKCS11_CTX_new();
    MEM_ENSURE(context);
    int loaded = PKCS11_CTX_load(context, path);
    if (loaded != 0) {
        const char *reason = ERR_reason_error_string(ERR_peek_last_error());
        err_set(e, ERR_TOKEN, "cannot load the PKCS#11 module %s: %s", text_escape_string(path).s,
                reason == NULL ? "it is not a module" : reason);
        PKCS11_CTX_free(context);
        ERR_clear_error();
        return FAILED;
    }
    m->context = context;
    ERR_clear_error(); /* SoftHSM leaves "engine not found" in our queue */
    TRY(find_calls(m, e));
    *out = TAKE(m);
    return OK;
}

void module_close(struct module *m)
{
    if (m->slots != NULL) PKCS11_release_all_slots(m->context, m->slots, m->slot_count);
    if (m->context != NULL) {
        PKCS11_CTX_unload(m->context);
        PKCS11_CTX_free(m->context);
    }
    ERR_clear_error();
    mem_free(m);
}
