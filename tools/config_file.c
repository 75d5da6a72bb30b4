// SPDX-License-Identifier: Apache-2.0
#include "tools/config_file.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/trust_files.h"

bool config_file_value(char out[static LIMIT_TEXT], const config_setting_t *c)
{
    int n = -1;
    switch (config_setting_type(c)) {
    case CONFIG_TYPE_INT:
        n = snprintf(out, LIMIT_TEXT, "%d", config_setting_get_int(c));
        break;
    case CONFIG_TYPE_INT64:
        n = snprintf(out, LIMIT_TEXT, "%lld", config_setting_get_int64(c));
        break;
    case CONFIG_TYPE_FLOAT:
        n = snprintf(out, LIMIT_TEXT, "%g", config_setting_get_float(c));
        break;
    case CONFIG_TYPE_BOOL:
        n = snprintf(out, LIMIT_TEXT, "%s", config_setting_get_bool(c) ? "true" : "false");
        break;
    case CONFIG_TYPE_STRING:
        n = snprintf(out, LIMIT_TEXT, "%s", config_setting_get_string(c));
        break;
    default:
        break;
    }
    return n >= 0 && n < LIMIT_TEXT;
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

status config_file_read(config_t *c, const char *path, size_t max, struct err *e)
{
    AUTO_BUF text = BUF_INIT(max);
    TRY(read_text(&text, path, e));
    return parse(c, path, &text, e);
}
