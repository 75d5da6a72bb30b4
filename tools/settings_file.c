// SPDX-License-Identifier: Apache-2.0
#include "tools/settings_file.h"

#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "tools/config_file.h"

status settings_put(struct settings *out, struct buf *said, const char *name, const char *value, struct err *e)
{
    TRY(settings_set(out, name, value, e));
    buf_printf(said, "%s%s=%s", said->len > 0 ? " " : "", name, value);
    return OK;
}

status settings_take(struct settings *out, struct buf *said, const char *text, struct err *e)
{
    char name[LIMIT_TEXT];
    const char *equals = strchr(text, '=');
    ENSURE(equals != NULL && (size_t)(equals - text) < sizeof name, ERR_USAGE, "--set takes name=value, not \"%s\"",
           text_escape_string(text).s);
    memcpy(name, text, (size_t)(equals - text));
    name[equals - text] = '\0';
    return settings_put(out, said, name, equals + 1, e);
}

static status take_setting(struct settings *s, struct buf *said, const char *path, const config_setting_t *c,
                           struct err *e)
{
    char value[LIMIT_TEXT];
    struct err why = {0};
    const char *name = config_setting_name(c);
    if (!config_file_value(value, c))
        err_set(&why, ERR_USAGE, "%s is neither a number nor a short text", text_escape_string(name).s);
    else if (settings_put(s, said, name, value, &why) == OK)
        return OK;
    err_set(e, ERR_USAGE, "%s:%u", text_escape_string(path).s, config_setting_source_line(c));
    err_because(e, &why);
    return FAILED;
}

static status take_all(struct settings *s, struct buf *said, const char *path, const config_t *c, struct err *e)
{
    const config_setting_t *root = config_root_setting(c);
    int count = config_setting_length(root);
    for (int i = 0; i < count; i++) TRY(take_setting(s, said, path, config_setting_get_elem(root, (unsigned)i), e));
    return OK;
}

status settings_file_read(struct settings *out, struct buf *said, const char *path, struct err *e)
{
    AUTO_CLEAR(config_destroy) config_t c;
    struct settings s = *out;
    config_init(&c);
    TRY(config_file_read(&c, path, SETTINGS_FILE_MAX, e));
    TRY(take_all(&s, said, path, &c, e));
    *out = s;
    return OK;
}
