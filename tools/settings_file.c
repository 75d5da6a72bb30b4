// SPDX-License-Identifier: Apache-2.0
#include "tools/settings_file.h"

#include <libconfig.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "signer/trust_files.h"

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

/* A number, or a text; anything else is no value of ours. */
static bool value_of(char out[static LIMIT_TEXT], const config_setting_t *c)
{
    int n = -1;
    switch (config_setting_type(c)) {
    case CONFIG_TYPE_INT:
        n = snprintf(out, LIMIT_TEXT, "%d", config_setting_get_int(c));
        break;
    case CONFIG_TYPE_INT64:
        n = snprintf(out, LIMIT_TEXT, "%lld", config_setting_get_int64(c));
        break;
    case CONFIG_TYPE_STRING:
        n = snprintf(out, LIMIT_TEXT, "%s", config_setting_get_string(c));
        break;
    default:
        break;
    }
    return n >= 0 && n < LIMIT_TEXT;
}

static status take_setting(struct settings *s, struct buf *said, const char *path, const config_setting_t *c,
                           struct err *e)
{
    char value[LIMIT_TEXT];
    struct err why = {0};
    const char *name = config_setting_name(c);
    if (!value_of(value, c))
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

static status parse(config_t *c, const char *path, const struct buf *text, struct err *e)
{
    const char *content = (const char *)text->data;
    ENSURE(strlen(content) + 1 == text->len, ERR_USAGE, "%s: not a text file", text_escape_string(path).s);
    ENSURE(strstr(content, "@include") == NULL, ERR_USAGE, "%s: @include is not for settings",
           text_escape_string(path).s);
    ENSURE(config_read_string(c, content) == CONFIG_TRUE, ERR_USAGE, "%s:%d: not of the form name = value; (%s)",
           text_escape_string(path).s, config_error_line(c), config_error_text(c));
    return OK;
}

static status read_text(struct buf *out, const char *path, struct err *e)
{
    struct err why = {0};
    if (file_read(out, path, &why) != OK) {
        err_set(e, ERR_USAGE, "the settings %s cannot be used", text_escape_string(path).s);
        err_because(e, &why);
        return FAILED;
    }
    struct view done;
    out->max++;
    buf_put_byte(out, 0);
    return buf_done(&done, out, e);
}

status settings_file_read(struct settings *out, struct buf *said, const char *path, struct err *e)
{
    AUTO_BUF text = BUF_INIT(SETTINGS_FILE_MAX);
    AUTO_CLEAR(config_destroy) config_t c;
    struct settings s = *out;
    config_init(&c);
    TRY(read_text(&text, path, e));
    TRY(parse(&c, path, &text, e));
    TRY(take_all(&s, said, path, &c, e));
    *out = s;
    return OK;
}
