// SPDX-License-Identifier: Apache-2.0
/*
 * mock.c - a PKCS#11 module that misbehaves: SoftHSM 2, with some of its answers replaced.
 *
 * The scenario is in the name under which it is loaded: mock-final.so, mock-hang-sign.so (links to one file; the key
 * holder passes no foreign environment on). Where FILE.so.log exists, every login and signature leaves a line there;
 * "once" scenarios misbehave as long as FILE.so.once exists, and remove it.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dladdr */
#endif
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <p11-kit/pkcs11.h>

static const char real_module_path[] = "/usr/lib/softhsm/libsofthsm2.so";
static unsigned char user_pin[] = "123456"; /* what a person types on the reader of "pad" */

/* A module has no other place for its state: PKCS#11 functions get no context. */
static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST mock;
static char own_path[PATH_MAX];
static char scenario[64];

static int is(const char *name)
{
    return strcmp(scenario, name) == 0;
}

static void note(const char *what)
{
    char path[PATH_MAX + 8];
    snprintf(path, sizeof path, "%s.log", own_path);
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0) return;
    dprintf(fd, "%s\n", what);
    close(fd);
}

static int happens_once(const char *name)
{
    char path[PATH_MAX + 8];
    snprintf(path, sizeof path, "%s.once", own_path);
    return is(name) && unlink(path) == 0;
}

/* "removed-after-N": N signatures were made, by whichever process. */
static int is_used_up(void)
{
    static const char name[] = "removed-after-";
    char path[PATH_MAX + 8], line[64];
    long made = 0;
    if (strncmp(scenario, name, sizeof name - 1) != 0) return 0;
    snprintf(path, sizeof path, "%s.log", own_path);
    FILE *log = fopen(path, "r");
    while (log != NULL && fgets(line, sizeof line, log) != NULL) made += strcmp(line, "C_Sign\n") == 0;
    if (log != NULL) fclose(log);
    return made > strtol(scenario + sizeof name - 1, NULL, 10); /* this one has its line already */
}

static CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *count)
{
    if (is("slots")) {
        *count = 1000000000;
        return CKR_OK;
    }
    CK_RV rv = real->C_GetSlotList(present, slots, count);
    if (is("slots-late") && slots != NULL) *count = 1000;
    return rv;
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
    static const struct {
        const char *name;
        CK_FLAGS flags;
    } rows[] = {
        {"low", CKF_USER_PIN_COUNT_LOW},
        {"final", CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY},
        {"locked", CKF_USER_PIN_LOCKED},
        {"pad", CKF_PROTECTED_AUTHENTICATION_PATH},
    };
    CK_RV rv = real->C_GetTokenInfo(slot, info);
    if (rv != CKR_OK) return rv;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (is(rows[i].name)) info->flags |= rows[i].flags;
    if (is("broken-neighbour") && memcmp(info->label, "department", 10) == 0) return CKR_DEVICE_ERROR;
    if (is("raw-label")) memset(info->label, 0xff, sizeof info->label);
    return CKR_OK;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify, CK_SESSION_HANDLE *h)
{
    CK_TOKEN_INFO info;
    if (is("removed-open")) return CKR_DEVICE_REMOVED;
    if (is("hang-open") && real->C_GetTokenInfo(slot, &info) == CKR_OK && memcmp(info.label, "department", 10) == 0)
        pause();
    return real->C_OpenSession(slot, flags, application, notify, h);
}

static CK_RV login(CK_SESSION_HANDLE h, CK_USER_TYPE user, unsigned char *pin, CK_ULONG len)
{
    note(user == CKU_CONTEXT_SPECIFIC ? "C_Login context" : "C_Login");
    if (is("wrong-pin")) return CKR_PIN_INCORRECT;
    if (is("pad") && pin == NULL) return real->C_Login(h, user, user_pin, sizeof user_pin - 1);
    if (user == CKU_CONTEXT_SPECIFIC) return len > 0 ? CKR_OK : CKR_PIN_INCORRECT;
    return real->C_Login(h, user, pin, len);
}

static CK_RV finalize(void *reserved)
{
    note("C_Finalize");
    return real->C_Finalize(reserved);
}

static CK_RV override_flag(CK_ATTRIBUTE *a, CK_BBOOL value)
{
    if (a->pValue != NULL) *(CK_BBOOL *)a->pValue = value;
    a->ulValueLen = sizeof value;
    return CKR_OK;
}

/* The key holder and libp11 both ask for one attribute at a time. */
static CK_RV get_attribute(CK_SESSION_HANDLE h, CK_OBJECT_HANDLE o, CK_ATTRIBUTE *a, CK_ULONG count)
{
    if (is("extractable") && a->type == CKA_EXTRACTABLE) return override_flag(a, CK_TRUE);
    if (is("not-sensitive") && a->type == CKA_SENSITIVE) return override_flag(a, CK_FALSE);
    if (is("always-authenticate") && a->type == CKA_ALWAYS_AUTHENTICATE) return override_flag(a, CK_TRUE);
    if (is("silent-key") && a->type == CKA_EXTRACTABLE) {
        a->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_ATTRIBUTE_TYPE_INVALID;
    }
    int asks_length = a->pValue == NULL;
    CK_RV rv = real->C_GetAttributeValue(h, o, a, count);
    if (is("huge-certificate") && a->type == CKA_VALUE) a->ulValueLen = 1UL << 40;
    if (is("huge-label") && a->type == CKA_LABEL) a->ulValueLen = 0x7fffffff;
    if (is("unavailable") && a->type == CKA_MODULUS) a->ulValueLen = CK_UNAVAILABLE_INFORMATION;
    if (is("growing") && a->type == CKA_MODULUS && !asks_length) a->ulValueLen += 1000;
    return rv;
}

static CK_RV find_objects(CK_SESSION_HANDLE h, CK_OBJECT_HANDLE *objects, CK_ULONG max, CK_ULONG *count)
{
    CK_RV rv = real->C_FindObjects(h, objects, max, count);
    if (is("too-many-objects")) *count = max + 1000;
    if (is("endless-objects")) {
        for (CK_ULONG i = 0; i < max; i++) objects[i] = 1;
        *count = max;
    }
    return rv;
}

static CK_RV sign_init(CK_SESSION_HANDLE h, CK_MECHANISM *m, CK_OBJECT_HANDLE key)
{
    if (happens_once("session-once")) return CKR_SESSION_HANDLE_INVALID;
    return real->C_SignInit(h, m, key);
}

static CK_RV sign(CK_SESSION_HANDLE h, unsigned char *data, CK_ULONG len, unsigned char *out, CK_ULONG *out_len)
{
    note("C_Sign");
    if (is("slow-sign")) usleep(30000);
    if (is_used_up() || is("removed-sign") || happens_once("removed-once")) return CKR_DEVICE_REMOVED;
    if (is("hang-sign"))
        for (;;) pause();
    if (is("crash-sign")) abort();
    if (is("small-buffer")) return CKR_BUFFER_TOO_SMALL;
    if (is("prints")) printf("noise on standard output\n"), fflush(stdout);
    CK_RV rv = real->C_Sign(h, data, len, out, out_len);
    if (is("long-signature")) *out_len = 100000;
    if (is("short-signature")) *out_len -= 1;
    if (is("empty-signature")) *out_len = 0;
    if (is("wrong-signature") && out != NULL) out[5] ^= 1;
    return rv;
}

static int load_real(void)
{
    CK_RV (*get)(CK_FUNCTION_LIST **) = NULL;
    void *loaded = dlopen(real_module_path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = loaded == NULL ? NULL : dlsym(loaded, "C_GetFunctionList");
    memcpy(&get, &symbol, sizeof get);
    return get != NULL && get(&real) == CKR_OK;
}

/* ".../mock-NAME.so" */
static void read_scenario(void)
{
    Dl_info info;
    if (dladdr(real_module_path, &info) == 0 || info.dli_fname == NULL) return;
    snprintf(own_path, sizeof own_path, "%s", info.dli_fname);
    const char *name = strrchr(own_path, '/');
    name = name == NULL ? own_path : name + 1;
    if (strncmp(name, "mock-", 5) == 0) snprintf(scenario, sizeof scenario, "%s", name + 5);
    char *end = strstr(scenario, ".so");
    if (end != NULL) *end = '\0';
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list)
{
    if (real == NULL) {
        read_scenario();
        if (!load_real()) return CKR_GENERAL_ERROR;
        mock = *real;
        mock.C_GetFunctionList = C_GetFunctionList;
        mock.C_Finalize = finalize;
        mock.C_GetSlotList = get_slot_list;
        mock.C_GetTokenInfo = get_token_info;
        mock.C_OpenSession = open_session;
        mock.C_Login = login;
        mock.C_GetAttributeValue = get_attribute;
        mock.C_FindObjects = find_objects;
        mock.C_SignInit = sign_init;
        mock.C_Sign = sign;
    }
    *list = &mock;
    return CKR_OK;
}
