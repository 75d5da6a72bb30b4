// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_form.h"
#include "formats/pdf/pdf_geometry.h"
#include "formats/pdf/pdf_import.h"
#include "formats/pdf/pdf_write.h"

enum { RANGE_WIDTH = 48, NAMES_TRIED = 10000, WIDGET_FLAGS = 132 }; /* print, locked: ISO 32000-1 table 165 */

/* Where in the update's body the two holes of the signature dictionary are. */
struct holes {
    size_t range, contents;
};

/* ---- checks before anything is written ---- */

static status check_file(const struct pdf_file *file, struct err *e)
{
    const struct pdf_revision *newest = pdf_file_revision(file, pdf_file_revision_count(file) - 1);
    ENSURE(!pdf_file_is_encrypted(file), ERR_REFUSED, "the PDF is encrypted; an encrypted file cannot be signed");
    ENSURE(newest->style != PDF_XREF_HYBRID, ERR_REFUSED,
           "the PDF has two cross-references at once (hybrid); it cannot be signed");
    return OK;
}

static status check_user_unit(struct pdf_file *file, const struct pdf_page *page, size_t newest, struct err *e)
{
    const struct pdf_object *unit;
    double value = 1;
    TRY(pdf_file_get(&unit, file, page->dictionary, "UserUnit", newest, e));
    if (unit->type != PDF_NULL && !pdf_number(&value, unit)) value = 0;
    ENSURE(value == 1.0, ERR_REFUSED,
           "PDF-88: the page has a UserUnit other than 1; a picture would have the wrong size");
    return OK;
}

static status find_page(struct pdf_page *out, struct pdf_file *file, int32_t wanted, struct err *e)
{
    size_t newest = pdf_file_revision_count(file) - 1, count;
    TRY(pdf_file_page_count(&count, file, newest, e));
    int64_t index = wanted == -1 ? (int64_t)count - 1 : wanted == 0 ? 0 : (int64_t)wanted - 1;
    ENSURE(index >= 0 && (uint64_t)index < count, ERR_REFUSED, "there is no page %d: the document has %zu", wanted,
           count);
    TRY(pdf_file_page(out, file, (size_t)index, newest, e));
    ENSURE(out->ref.number != 0, ERR_SYNTAX, "ISO 32000-1 7.7.3.2: a page that is not an indirect object");
    return OK;
}

static status choose_name(char out[static LIMIT_TEXT], struct pdf_file *file, const struct pdf_form *form,
                          const char *wanted, struct err *e)
{
    bool taken;
    if (wanted[0] != '\0') {
        ENSURE(text_is_clean(view_of_string(wanted)) && strchr(wanted, '.') == NULL, ERR_REFUSED,
               "a field cannot be called \"%s\"", text_escape_string(wanted).s);
        TRY(pdf_form_has(&taken, file, form, wanted, e));
        ENSURE(!taken, ERR_REFUSED, "there is a field \"%s\" already", text_escape_string(wanted).s);
        snprintf(out, LIMIT_TEXT, "%s", wanted);
        return OK;
    }
    for (int i = 1; i < NAMES_TRIED; i++) {
        snprintf(out, LIMIT_TEXT, "Signature%d", i);
        TRY(pdf_form_has(&taken, file, form, out, e));
        if (!taken) return OK;
    }
    FAIL(ERR_LIMIT, "more than %d signature fields", (int)NAMES_TRIED);
}

/* ---- the new objects ---- */

/* "2026-11-24T08:00:00Z" as (D:20261124080000Z) (ISO 32000-1 7.9.4) */
static status put_date(struct buf *out, const char *rfc3339, struct err *e)
{
    size_t digits = 0;
    buf_put_string(out, "(D:");
    for (const char *p = rfc3339; *p != '\0'; p++) {
        if (*p < '0' || *p > '9') continue;
        buf_put_byte(out, (uint8_t)*p);
        digits++;
    }
    buf_put_string(out, "Z)");
    ENSURE(digits == 14 && strlen(rfc3339) == 20, ERR_INTERNAL, "the time of signing is malformed");
    return OK;
}

/* /ByteRange is padded to a fixed width and filled in at the end; /Contents is one hex string of zeros (ETSI EN 319
 * 142-1 5.3). */
static status put_signature(struct holes *holes, struct pdf_update *u, struct pdf_ref ref, const struct pdf_request *r,
                            struct err *e)
{
    struct buf *b = &u->body;
    pdf_update_begin(u, ref);
    buf_put_string(b, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M ");
    TRY(put_date(b, r->claimed_time, e));
    buf_put_string(b, " /ByteRange ");
    holes->range = b->len;
    for (int i = 0; i < RANGE_WIDTH; i++) buf_put_byte(b, ' ');
    buf_put_string(b, " /Contents ");
    holes->contents = b->len;
    buf_put_byte(b, '<');
    uint8_t *zeros = buf_extend(b, 2 * (size_t)r->contents_size);
    if (zeros != NULL) memset(zeros, '0', 2 * (size_t)r->contents_size);
    buf_put_string(b, "> >>");
    pdf_update_end(u);
    return OK;
}

static void put_widget(struct pdf_update *u, struct pdf_ref ref, struct pdf_ref value, struct pdf_ref page,
                       const char *name, struct pdf_box box, struct pdf_ref form, int rotate)
{
    struct buf *b = &u->body;
    const double corners[] = {box.x0, box.y0, box.x1, box.y1};
    pdf_update_begin(u, ref);
    buf_printf(b, "<< /Type /Annot /Subtype /Widget /FT /Sig /F %d /T ", WIDGET_FLAGS);
    pdf_write_text(b, name);
    buf_put_string(b, " /V ");
    pdf_write_reference(b, value);
    buf_put_string(b, " /P ");
    pdf_write_reference(b, page);
    buf_put_string(b, " /Rect [");
    for (int i = 0; i < 4; i++) {
        if (i > 0) buf_put_byte(b, ' ');
        pdf_write_number(b, corners[i]);
    }
    buf_put_byte(b, ']');
    if (form.number != 0) {
        buf_put_string(b, " /AP << /N ");
        pdf_write_reference(b, form);
        buf_put_string(b, " >>");
        if (rotate != 0) buf_printf(b, " /MK << /R %d >>", rotate);
    }
    buf_put_string(b, " >>");
    pdf_update_end(u);
}

/* The page's /Annots: an indirect array is rewritten alone, else the page is. */
static status add_to_page(struct pdf_update *u, struct pdf_file *file, const struct pdf_page *page,
                          struct pdf_ref widget, struct err *e)
{
    const struct pdf_object *annots = pdf_get(page->dictionary, "Annots"), *array;
    AUTO_BUF value = BUF_INIT(LIMIT_PDF_UPDATE);
    TRY(pdf_file_resolve(&array, file, annots, pdf_file_revision_count(file) - 1, e));
    ENSURE(array->type == PDF_ARRAY || array->type == PDF_NULL, ERR_SYNTAX,
           "ISO 32000-1 7.7.3.3: /Annots is not an array");
    if (array->type == PDF_ARRAY) {
        pdf_write_appended(&value, array, widget);
    } else {
        buf_put_byte(&value, '[');
        pdf_write_reference(&value, widget);
        buf_put_byte(&value, ']');
    }
    u->body.failed |= value.failed;
    bool alone = annots != NULL && annots->type == PDF_REFERENCE && array->type == PDF_ARRAY;
    pdf_update_begin(u, alone ? annots->reference : page->ref);
    if (alone) {
        buf_put(&u->body, view_of(value.data, value.len));
    } else {
        struct pdf_edit edit = {"Annots", view_of(value.data, value.len)};
        pdf_write_edited(&u->body, page->dictionary, &edit, 1);
    }
    pdf_update_end(u);
    return OK;
}

/* Box and form of the picture; nothing of either when the signature is invisible. */
static status put_picture(struct pdf_box *box, struct pdf_ref *form, int *rotate, struct pdf_update *u,
                          struct pdf_file *file, const struct pdf_page *page, const struct pdf_request *r,
                          struct err *e)
{
    struct pdf_sheet sheet;
    struct pdf_place place = {r->x, r->y, r->w, r->h};
    *box = (struct pdf_box){0};
    *form = (struct pdf_ref){0, 0};
    *rotate = 0;
    if (r->page == 0) return OK;
    ENSURE(r->appearance.len > 0, ERR_INTERNAL, "a visible signature without a picture");
    TRY(check_user_unit(file, page, pdf_file_revision_count(file) - 1, e));
    TRY(pdf_sheet_of(&sheet, page, e));
    ENSURE(pdf_sheet_holds(&sheet, place), ERR_REFUSED, "the picture would stand outside the page");
    *box = pdf_sheet_to_user(&sheet, place);
    *rotate = sheet.rotate;
    return pdf_import_form(form, u, view_of(r->appearance.data, r->appearance.len), sheet.rotate, e);
}

/* ---- putting it together ---- */

static status write_update(struct pdf_prepared *out, struct holes *holes, struct pdf_update *u, struct pdf_file *file,
                           const struct pdf_request *r, struct err *e)
{
    struct pdf_form form;
    struct pdf_page page;
    struct pdf_box box;
    struct pdf_ref picture;
    int rotate;
    TRY(pdf_form_open(&form, file, e));
    TRY(choose_name(out->field, file, &form, r->field, e));
    TRY(find_page(&page, file, r->page, e));
    struct pdf_ref value = pdf_update_new_ref(u), widget = pdf_update_new_ref(u);
    TRY(put_signature(holes, u, value, r, e));
    TRY(put_picture(&box, &picture, &rotate, u, file, &page, r, e));
    put_widget(u, widget, value, page.ref, out->field, box, picture, rotate);
    TRY(add_to_page(u, file, &page, widget, e));
    pdf_form_add(u, &form, widget);
    return pdf_update_finish(u, file, e);
}

static status fill_range(struct pdf_prepared *out, struct pdf_update *u, const struct holes *h, uint32_t contents_size,
                         struct err *e)
{
    char text[RANGE_WIDTH + 32];
    uint64_t gap = u->base + h->contents, after = gap + 2 * (uint64_t)contents_size + 2, end = u->base + u->body.len;
    int n = snprintf(text, sizeof text, "[0 %llu %llu %llu]", (unsigned long long)gap, (unsigned long long)after,
                     (unsigned long long)(end - after));
    ENSURE(n > 0 && n <= RANGE_WIDTH, ERR_LIMIT, "the file is too large for its /ByteRange");
    memcpy(u->body.data + h->range, text, (size_t)n);
    out->byte_range[0] = 0;
    out->byte_range[1] = gap;
    out->byte_range[2] = after;
    out->byte_range[3] = end - after;
    return OK;
}

static status prepare_into(struct pdf_prepared *made, struct pdf_update *u, struct pdf_file *file,
                           const struct pdf_request *r, struct err *e)
{
    struct holes holes;
    struct view done;
    pdf_update_init(u, file);
    TRY(write_update(made, &holes, u, file, r, e));
    TRY(fill_range(made, u, &holes, r->contents_size, e));
    TRY(buf_done(&done, &u->body, e));
    buf_move(&made->update, &u->body);
    return OK;
}

status pdf_prepare(struct pdf_prepared *out, struct view document, const struct pdf_request *r, struct err *e)
{
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    AUTO(mem_free)
    struct pdf_update *u = mem_new(sizeof *u);
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared made;
    pdf_prepared_init(&made);
    MEM_ENSURE(ignored);
    MEM_ENSURE(u);
    ENSURE(r->contents_size > 0 && r->contents_size <= LIMIT_CMS_OWN, ERR_INTERNAL,
           "no room, or too much, for a signature");
    TRY(pdf_file_open(&file, document, ignored, e));
    TRY(check_file(file, e));
    status result = prepare_into(&made, u, file, r, e);
    pdf_update_clear(u);
    TRY(result);
    *out = made;
    pdf_prepared_init(&made);
    return OK;
}
