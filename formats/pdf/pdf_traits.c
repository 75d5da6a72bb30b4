// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_traits.h"

#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/wire.h"

enum { ARCHIVE_PARTS = 4 };

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

/* --- the part of PDF/A --- */

/* The prefix that XMP gives to the namespace: xmlns:PREFIX="http://www.aiim.org/pdfa/ns/id/" */
static struct view archive_prefix(struct view xmp)
{
    static const char name[] = "http://www.aiim.org/pdfa/ns/id/", declared[] = "xmlns:";
    size_t at = view_find(xmp, 0, view_of_string(name)), end = at;
    if (at == SIZE_MAX) return view_of(NULL, 0);
    while (end > 0 && strchr(" \t\r\n='\"", xmp.data[end - 1]) != NULL) end--;
    size_t start = end;
    while (start > 0 && strchr(": \t\r\n", xmp.data[start - 1]) == NULL) start--;
    size_t len = sizeof declared - 1;
    bool is_declared = start >= len && view_equals_string(view_part(xmp, start - len, len), declared);
    return is_declared ? view_part(xmp, start, end - start) : view_of(NULL, 0);
}

/* = ISO 19005-1 6.7.11: PREFIX:part as an attribute or an element; its value is one digit */
static uint32_t archive_part(struct view xmp)
{
    AUTO_BUF name = BUF_INIT(LIMIT_TEXT);
    struct view wanted, prefix = archive_prefix(xmp);
    struct err ignored = {0};
    if (prefix.len == 0) return 0;
    buf_put(&name, prefix);
    buf_put_string(&name, ":part");
    if (buf_done(&wanted, &name, &ignored) != OK) return 0;
    size_t at = view_find(xmp, 0, wanted);
    if (at == SIZE_MAX) return 0;
    for (at += wanted.len; at < xmp.len && strchr(" \t\r\n='\">", xmp.data[at]) != NULL && xmp.data[at] != 0;) at++;
    bool is_part = at < xmp.len && xmp.data[at] >= '1' && xmp.data[at] <= '0' + ARCHIVE_PARTS;
    return is_part ? (uint32_t)(xmp.data[at] - '0') : 0;
}

static status read_metadata(struct pdf_traits *t, struct pdf_file *file, const struct pdf_object *catalog,
                            struct err *e)
{
    AUTO_BUF xmp = BUF_INIT(LIMIT_PDF_METADATA);
    struct err ignored = {0};
    const struct pdf_object *metadata;
    struct view text;
    TRY(pdf_file_get(&metadata, file, catalog, "Metadata", newest_of(file), e));
    if (metadata->type != PDF_STREAM) return OK;
    if (pdf_file_decode(&xmp, file, metadata, newest_of(file), &ignored) != OK) return OK;
    if (buf_done(&text, &xmp, &ignored) == OK) t->archive = archive_part(text);
    return OK;
}

/* --- colours --- */

static status is_rgb_intent(bool *out, struct pdf_file *file, const struct pdf_object *item, struct err *e)
{
    const struct pdf_object *intent, *profile, *components;
    size_t newest = newest_of(file);
    TRY(pdf_file_resolve(&intent, file, item, newest, e));
    TRY(pdf_file_get(&profile, file, intent, "DestOutputProfile", newest, e));
    TRY(pdf_file_get(&components, file, profile, "N", newest, e));
    *out =
        pdf_is_name(pdf_get(intent, "S"), "GTS_PDFA1") && components->type == PDF_INTEGER && components->integer == 3;
    return OK;
}

static status read_intents(struct pdf_traits *t, struct pdf_file *file, const struct pdf_object *catalog, struct err *e)
{
    const struct pdf_object *intents;
    TRY(pdf_file_get(&intents, file, catalog, "OutputIntents", newest_of(file), e));
    for (size_t i = 0; intents->type == PDF_ARRAY && i < intents->array.count && !t->has_rgb_intent; i++)
        TRY(is_rgb_intent(&t->has_rgb_intent, file, intents->array.item[i], e));
    return OK;
}

/* --- all together --- */

status pdf_traits_of(struct pdf_traits *out, struct pdf_file *file, struct err *e)
{
    struct pdf_traits t = {0};
    const struct pdf_object *catalog, *tree, *trailer = pdf_file_revision(file, newest_of(file))->trailer;
    TRY(pdf_file_get(&catalog, file, trailer, "Root", newest_of(file), e));
    TRY(pdf_file_get(&tree, file, catalog, "StructTreeRoot", newest_of(file), e));
    TRY(read_metadata(&t, file, catalog, e));
    TRY(read_intents(&t, file, catalog, e));
    t.is_tagged = tree->type == PDF_DICTIONARY;
    *out = t;
    return OK;
}

void pdf_traits_put(struct buf *out, const struct pdf_traits *t)
{
    wire_put_u32(out, t->archive);
    wire_put_u8(out, t->has_rgb_intent);
    wire_put_u8(out, t->is_tagged);
}

status pdf_traits_get(struct pdf_traits *out, struct view *in, struct err *e)
{
    struct pdf_traits t;
    struct view rest = *in;
    TRY(wire_get_below(&t.archive, &rest, ARCHIVE_PARTS + 1, e));
    TRY(wire_get_bool(&t.has_rgb_intent, &rest, e));
    TRY(wire_get_bool(&t.is_tagged, &rest, e));
    *out = t;
    *in = rest;
    return OK;
}
