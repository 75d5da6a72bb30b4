// SPDX-License-Identifier: Apache-2.0
#include "tools/xml_out.h"

#include "formats/base/text.h"

enum { TEXT_MAX = 1 << 16 };

/* What is clean UTF-8 and still no Char of XML 1.0 2.2. */
static bool is_no_char(struct view v)
{
    return v.len >= 3 && v.data[0] == 0xef && v.data[1] == 0xbf && v.data[2] >= 0xbe;
}

static void put_escaped(struct buf *out, const char *text)
{
    AUTO_BUF clean = BUF_INIT(TEXT_MAX);
    text_put_clean(&clean, view_of_string(text));
    for (size_t i = 0; i < clean.len; i++) {
        uint8_t c = clean.data[i];
        if (c == '&' || c == '<' || c == '>' || c == '"') {
            buf_printf(out, "&#%d;", c);
        } else if (is_no_char(view_part(view_of(clean.data, clean.len), i, clean.len - i))) {
            buf_put_string(out, "?");
            i += 2;
        } else {
            buf_put_byte(out, c);
        }
    }
}

void xml_start(struct buf *out, const char *name)
{
    buf_printf(out, "<%s>", name);
}

static void put_tag(struct buf *out, const char *name, const char *attribute, const char *value, const char *end)
{
    buf_printf(out, "<%s %s=\"", name, attribute);
    put_escaped(out, value);
    buf_printf(out, "\"%s>", end);
}

void xml_start_with(struct buf *out, const char *name, const char *attribute, const char *value)
{
    put_tag(out, name, attribute, value, "");
}

void xml_empty_with(struct buf *out, const char *name, const char *attribute, const char *value)
{
    put_tag(out, name, attribute, value, "/");
}

void xml_end(struct buf *out, const char *name)
{
    buf_printf(out, "</%s>\n", name);
}

void xml_text(struct buf *out, const char *name, const char *text)
{
    xml_start(out, name);
    put_escaped(out, text);
    xml_end(out, name);
}

void xml_base64(struct buf *out, const char *name, struct view bytes)
{
    xml_start(out, name);
    text_put_base64(out, bytes);
    xml_end(out, name);
}
