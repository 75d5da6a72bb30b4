// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_widget.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "formats/pdf/pdf_text.h"

enum {
    RANGE_WIDTH = 48,   /* "[0 n n n]" with offsets of up to 13 digits */
    WIDGET_FLAGS = 132, /* print, locked: ISO 32000-1 table 165 */
};

/* --- value --- */

/* "2026-11-24T08:00:00Z" as (D:20261124080000Z) (ISO 32000-1 7.9.4) */
static status put_date(struct buf *out, const char *rfc3339, struct err *e)
{
    static const char form[] = "0000-00-00T00:00:00Z";
    ENSURE(strlen(rfc3339) == sizeof form - 1, ERR_INTERNAL, "the time of signing is not in UTC to the second");
    buf_put_string(out, " /M (D:");
    for (size_t i = 0; i < sizeof form - 1; i++) {
        bool is_digit = rfc3339[i] >= '0' && rfc3339[i] <= '9';
        ENSURE(form[i] == '0' ? is_digit : rfc3339[i] == form[i], ERR_INTERNAL,
               "the time of signing is not in UTC to the second");
        if (is_digit) buf_put_byte(out, (uint8_t)rfc3339[i]);
    }
    buf_put_string(out, "Z)");
    return OK;
}

static void put_filler(struct buf *out, char c, size_t n)
{
    uint8_t *at = buf_extend(out, n);
    if (at != NULL) memset(at, c, n);
}

static void put_kind(struct buf *out, const char *claimed_time)
{
    buf_put_string(out, claimed_time == NULL ? "<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161"
                                             : "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached");
}

/* One hex string of zeros; /ByteRange is padded, so that filling it moves nothing. Both stand before any string: where
 * the update is encrypted, strings grow. */
status pdf_widget_put_value(struct pdf_holes *out, struct pdf_update *u, struct pdf_ref ref, const char *claimed_time,
                            const struct pdf_mdp_plan *mdp, uint32_t contents_size, struct err *e)
{
    static const char no_range[] = "[0 0 0 0]";
    struct buf *b = &u->body;
    struct pdf_holes holes;
    pdf_update_begin(u, ref);
    put_kind(b, claimed_time);
    buf_put_string(b, " /ByteRange ");
    holes.range = b->len;
    buf_put_string(b, no_range);
    put_filler(b, ' ', RANGE_WIDTH - (sizeof no_range - 1));
    buf_put_string(b, " /Contents ");
    holes.contents = b->len;
    buf_put_byte(b, '<');
    put_filler(b, '0', 2 * (size_t)contents_size);
    buf_put_byte(b, '>');
    if (claimed_time != NULL) TRY(put_date(b, claimed_time, e));
    TRY(pdf_mdp_put_references(b, mdp, e));
    buf_put_string(b, " >>");
    pdf_update_end(u);
    *out = holes;
    return OK;
}

/* = ISO 32000-1 12.8.1: all bytes but the hex string with its brackets */
status pdf_widget_fill_range(uint64_t range[static 4], struct pdf_update *u, const struct pdf_holes *holes,
                             uint32_t contents_size, struct err *e)
{
    char text[80];
    struct view body;
    TRY(buf_done(&body, &u->body, e));
    assert(body.data[holes->range] == '[' && body.data[holes->contents] == '<');
    uint64_t gap = u->base + holes->contents, after = gap + 2 * (uint64_t)contents_size + 2, end = u->base + body.len;
    int n = snprintf(text, sizeof text, "[0 %llu %llu %llu]", (unsigned long long)gap, (unsigned long long)after,
                     (unsigned long long)(end - after));
    ENSURE(n > 0 && n <= RANGE_WIDTH, ERR_LIMIT, "the file is too large for its /ByteRange");
    memcpy(u->body.data + holes->range, text, (size_t)n);
    range[0] = 0;
    range[1] = gap;
    range[2] = after;
    range[3] = end - after;
    return OK;
}

/* --- field and widget --- */

static void put_appearance(struct buf *out, const struct pdf_widget *w)
{
    if (w->appearance.number == 0) return;
    buf_put_string(out, " /AP << /N ");
    pdf_write_reference(out, w->appearance);
    buf_put_string(out, " >>");
    if (w->rotate != 0) buf_printf(out, " /MK << /R %d >>", w->rotate);
}

status pdf_widget_put(struct pdf_update *u, struct pdf_ref ref, const struct pdf_widget *w, struct err *e)
{
    struct buf *b = &u->body;
    pdf_update_begin(u, ref);
    buf_printf(b, "<< /Type /Annot /Subtype /Widget /FT /Sig /F %d /T ", WIDGET_FLAGS);
    pdf_text_write(b, w->name);
    if (w->tooltip[0] != '\0') {
        buf_put_string(b, " /TU ");
        pdf_text_write(b, w->tooltip);
    }
    if (w->struct_parent >= 0) buf_printf(b, " /StructParent %lld", (long long)w->struct_parent);
    buf_put_string(b, " /V ");
    pdf_write_reference(b, w->value);
    buf_put_string(b, " /P ");
    pdf_write_reference(b, w->page);
    pdf_write_box(b, "Rect", w->box);
    put_appearance(b, w);
    TRY(pdf_mdp_put_lock(b, w->mdp, e));
    buf_put_string(b, " >>");
    pdf_update_end(u);
    return OK;
}

/* --- page --- */

/* Some producers give all pages one array: what is added to it would be seen on each. */
static status is_shared(bool *out, struct pdf_file *file, const struct pdf_page *page, struct pdf_ref annots,
                        struct err *e)
{
    size_t count, newest = pdf_file_revision_count(file) - 1;
    *out = false;
    TRY(pdf_file_page_count(&count, file, newest, e));
    for (size_t i = 0; i < count && !*out; i++) {
        struct pdf_page other;
        TRY(pdf_file_page(&other, file, i, newest, e));
        const struct pdf_object *its = pdf_get(other.dictionary, "Annots");
        *out = other.ref.number != page->ref.number && pdf_is(its, PDF_REFERENCE) &&
               its->reference.number == annots.number;
    }
    return OK;
}

static void set_annots(struct pdf_update *u, const struct pdf_page *page, const char *value)
{
    pdf_update_edit(u, page->ref, page->dictionary, pdf_edit_set(page->dictionary, "Annots", value));
}

static status add_to_array(struct pdf_update *u, const struct pdf_page *page, struct pdf_ref annots,
                           const struct pdf_object *array, struct pdf_ref widget, struct err *e)
{
    bool shared;
    char text[32];
    struct pdf_edit edit = pdf_edit_append(array, widget);
    TRY(is_shared(&shared, u->file, page, annots, e));
    struct pdf_ref home = shared ? pdf_update_new_ref(u) : pdf_update_home(u, annots, array);
    if (shared)
        pdf_update_rewrite(u, home, array, &edit, 1);
    else
        pdf_update_edit(u, annots, array, edit);
    if (home.number == annots.number) return OK;
    snprintf(text, sizeof text, "%u 0 R", home.number);
    set_annots(u, page, text);
    return OK;
}

status pdf_widget_add_to_page(struct pdf_update *u, const struct pdf_page *page, struct pdf_ref widget,
                              struct pdf_ref fields, struct err *e)
{
    const struct pdf_object *annots = pdf_get(page->dictionary, "Annots"), *array;
    char text[32];
    TRY(pdf_file_resolve(&array, u->file, annots, pdf_file_revision_count(u->file) - 1, e));
    ENSURE(array->type == PDF_ARRAY || array->type == PDF_NULL, ERR_SYNTAX,
           "ISO 32000-1 7.7.3.3: /Annots is not an array");
    if (array->type == PDF_NULL) {
        snprintf(text, sizeof text, "[%u %u R]", widget.number, widget.generation);
        set_annots(u, page, text);
        return OK;
    }
    if (annots->type == PDF_REFERENCE) {
        if (annots->reference.number == fields.number) {
            struct pdf_ref home = pdf_update_home(u, fields, array);
            snprintf(text, sizeof text, "%u %u R", home.number, home.generation);
            if (home.number != fields.number) set_annots(u, page, text);
            return OK;
        }
        return add_to_array(u, page, annots->reference, array, widget, e);
    }
    pdf_update_edit(u, page->ref, page->dictionary, pdf_edit_append(array, widget));
    return OK;
}
