// SPDX-License-Identifier: Apache-2.0
/*
 * module.h - one loaded PKCS#11 module in this process: through libp11, and beside it the module's own functions.
 *
 * libp11 0.4.12 is the way in; what it lacks or does badly is done through the function list of the same loaded
 * module, and the code says at each place which fault that is for.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>

#include <libp11.h>

#include "formats/base/limits.h"
#include "formats/base/mem.h"

struct module {
    PKCS11_CTX *context;
    CK_FUNCTION_LIST *calls;
    PKCS11_SLOT *slots; /* NULL until the first token is opened, and where libp11 cannot list them */
    unsigned slot_count;
    bool enumerated;
    char path[LIMIT_URI];
};

struct module_paths {
    char path[LIMIT_MODULES][LIMIT_URI];
    size_t count;
};

/* `path`: the only one; empty: those registered with p11-kit, and of them those called `name` unless that is empty. */
MUST status module_paths_find(struct module_paths *out, const char *path, const char *name, struct err *e);

/* Loads and initialises. ERR_TOKEN when it is no module, or refuses to start. */
MUST status module_open(struct module **out, const char *path, struct err *e);
void module_close(struct module *m);
AUTO_DEFINE(struct module, module_close)

/* "no error text" where there is none; for messages. */
const char *module_error(CK_RV rv);
