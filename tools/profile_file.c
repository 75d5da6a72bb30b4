// SPDX-License-Identifier: Apache-2.0
#include "tools/profile_file.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "signer/process.h"
#include "tools/config_file.h"
#include "tools/options.h"

static const char ADMINISTRATORS[] = "/etc/second-seal/profiles", SUFFIX[] = ".profile";

/* ---- one file ---- */

static status take_value(struct profile *p, const char *path, const config_setting_t *c, struct err *e)
{
    char value[LIMIT_TEXT];
    struct err why = {0};
    const char *name = config_setting_name(c);
    if (!config_file_value(value, c))
        err_set(&why, ERR_USAGE, "%s is neither a number nor a short text", text_escape_string(name).s);
    else if (profile_set(p, name, value, &why) == OK)
        return OK;
    err_set(e, ERR_USAGE, "%s:%u", text_escape_string(path).s, config_setting_source_line(c));
    err_because(e, &why);
    return FAILED;
}

static status take_all(struct profile *p, const char *path, const config_t *c, struct err *e)
{
    const config_setting_t *root = config_root_setting(c);
    struct err why = {0};
    int count = config_setting_length(root);
    for (int i = 0; i < count; i++) TRY(take_value(p, path, config_setting_get_elem(root, (unsigned)i), e));
    if (profile_check(p, &why) == OK) return OK;
    err_set(e, ERR_USAGE, "%s", text_escape_string(path).s);
    err_because(e, &why);
    return FAILED;
}

/* "seal" of "/etc/second-seal/profiles/seal.profile" */
static status name_of(char out[static LIMIT_PROFILE_NAME], const char *path, struct err *e)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    size_t len = strlen(name), suffix = sizeof SUFFIX - 1;
    if (len > suffix && strcmp(name + len - suffix, SUFFIX) == 0) len -= suffix;
    if (len < LIMIT_PROFILE_NAME) memcpy(out, name, len);
    out[len < LIMIT_PROFILE_NAME ? len : 0] = '\0';
    ENSURE(profile_is_name(out), ERR_USAGE,
           "%s: the name of a profile has less than %d letters, digits, \"-\" and \"_\" before .profile",
           text_escape_string(path).s, LIMIT_PROFILE_NAME);
    return OK;
}

static status read_file(struct profile *out, const char *path, struct err *e)
{
    char name[LIMIT_PROFILE_NAME];
    AUTO_CLEAR(config_destroy) config_t c;
    struct profile p;
    config_init(&c);
    TRY(name_of(name, path, e));
    profile_init(&p, name);
    TRY(config_file_read(&c, path, LIMIT_PROFILE_FILE, e));
    TRY(take_all(&p, path, &c, e));
    *out = p;
    return OK;
}

/* ---- folders ---- */

enum { FOLDERS = 3 };

/* Where profiles are, the first that counts first; "" where there is no such folder. */
static void list_folders(char out[static FOLDERS][PATH_MAX])
{
    struct err ignored = {0};
    char installed[PATH_MAX - 64];
    memset(out, 0, FOLDERS * sizeof out[0]);
    if (!options_user_folder(out[0], PATH_MAX, "XDG_CONFIG_HOME", "/.config", "second-seal/profiles")) out[0][0] = '\0';
    snprintf(out[1], PATH_MAX, "%s", ADMINISTRATORS);
    if (process_installation(installed, sizeof installed, &ignored) == OK)
        snprintf(out[2], PATH_MAX, "%s/share/second-seal/profiles", installed);
}

static bool is_profile(const struct dirent *entry, char name[static LIMIT_PROFILE_NAME])
{
    struct err ignored = {0};
    size_t len = strlen(entry->d_name), suffix = sizeof SUFFIX - 1;
    return len > suffix && strcmp(entry->d_name + len - suffix, SUFFIX) == 0 &&
           name_of(name, entry->d_name, &ignored) == OK;
}

/* ", copy, seal": of one folder, those that are not listed yet. */
static void put_names(struct buf *out, const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char name[LIMIT_PROFILE_NAME], listed[LIMIT_PROFILE_NAME + 4];
        if (is_profile(entries[i], name)) {
            int len = snprintf(listed, sizeof listed, ", %s", name);
            struct view item = view_of(listed, (size_t)len);
            if (view_find(view_of(out->data, out->len), 0, item) == SIZE_MAX) buf_put(out, item);
        }
        mem_free(entries[i]);
    }
    mem_free(entries);
}

static status say_which(const char *name, char folders[static FOLDERS][PATH_MAX], struct err *e)
{
    AUTO_BUF names = BUF_INIT(4096);
    for (int i = 0; i < FOLDERS; i++) put_names(&names, folders[i]);
    buf_put_byte(&names, 0);
    bool has_names = !names.failed && names.len > 2;
    FAIL(ERR_USAGE, "there is no profile \"%s\"; there are: %s", text_escape_string(name).s,
         has_names ? text_escape_string((const char *)names.data + 2).s : "-");
}

status profile_find(struct profile *out, const char *name, struct err *e)
{
    char folders[FOLDERS][PATH_MAX], path[PATH_MAX];
    bool is_path = strchr(name, '/') != NULL || strstr(name, SUFFIX) != NULL;
    if (is_path) return read_file(out, name, e);
    list_folders(folders);
    for (int i = 0; i < FOLDERS && profile_is_name(name); i++) {
        int len = snprintf(path, sizeof path, "%s/%s%s", folders[i], name, SUFFIX);
        bool is_path_of_ours = folders[i][0] != '\0' && len > 0 && len < PATH_MAX;
        if (is_path_of_ours && access(path, F_OK) == 0) return read_file(out, path, e);
    }
    return say_which(name, folders, e);
}
