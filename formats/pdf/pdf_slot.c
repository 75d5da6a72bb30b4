// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_slot.h"

#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "formats/pdf/pdf_fields.h"

static size_t newest_of(const struct pdf_file *file)
{
    return pdf_file_revision_count(file) - 1;
}

static status get(const struct pdf_object **out, struct pdf_file *file, const struct pdf_object *dictionary,
                  const char *key, struct err *e)
{
    return pdf_file_get(out, file, dictionary, key, newest_of(file), e);
}

/* --- may it be filled? --- */

enum { READ_ONLY = 1 }; /* ISO 32000-1 table 221 */

/* Value and flags are inherited (table 220): the nearest that has them counts. */
static status check_ancestors(struct pdf_file *file, const struct pdf_field *field, struct err *e)
{
    const struct pdf_object *at = field->dictionary, *value, *flags, *is = NULL;
    size_t depth = 0;
    for (; at->type == PDF_DICTIONARY; depth++) {
        ENSURE(depth < LIMIT_PDF_DEPTH, ERR_LIMIT, "the form has too many fields, or they contain each other");
        TRY(get(&value, file, at, "V", e));
        ENSURE(value->type == PDF_NULL, ERR_REFUSED, "PDF-57: the signature field \"%s\" is signed already",
               field->name);
        TRY(get(&flags, file, at, "Ff", e));
        if (is == NULL && flags->type == PDF_INTEGER) is = flags;
        TRY(get(&at, file, at, "Parent", e));
    }
    ENSURE(is == NULL || (is->integer & READ_ONLY) == 0, ERR_REFUSED,
           "ISO 32000-1 table 221: the signature field \"%s\" is read-only", field->name);
    return OK;
}

static status count_widgets(size_t *out, struct pdf_file *file, const struct pdf_field *field, struct err *e)
{
    const struct pdf_object *kids;
    TRY(get(&kids, file, field->dictionary, "Kids", e));
    *out = kids->type == PDF_ARRAY ? kids->array.count : 0;
    *out += pdf_get(field->dictionary, "Rect") != NULL;
    return OK;
}

static status check_field(struct pdf_file *file, const struct pdf_field *field, struct err *e)
{
    size_t widgets;
    TRY(check_ancestors(file, field, e));
    TRY(count_widgets(&widgets, file, field, e));
    ENSURE(widgets == 1 && field->widget != NULL, ERR_REFUSED,
           "ISO 32000-1 12.7.4.5: the signature field \"%s\" stands at no place, or at several", field->name);
    ENSURE(field->ref.number != 0 && field->widget_ref.number != 0, ERR_REFUSED,
           "ISO 32000-1 12.5.2: the signature field \"%s\" is no object of its own", field->name);
    bool is_hidden = pdf_file_is_hidden(file, field->ref.number, newest_of(file)) ||
                     pdf_file_is_hidden(file, field->widget_ref.number, newest_of(file));
    ENSURE(!is_hidden, ERR_REFUSED, "PDF-11: older readers do not find the signature field \"%s\" (hybrid file)",
           field->name);
    return OK;
}

/* --- where is it? --- */

static status is_on_page(bool *out, struct pdf_file *file, const struct pdf_page *page, struct pdf_ref widget,
                         struct err *e)
{
    const struct pdf_object *annotations;
    *out = false;
    TRY(get(&annotations, file, page->dictionary, "Annots", e));
    for (size_t i = 0; annotations->type == PDF_ARRAY && i < annotations->array.count && !*out; i++) {
        const struct pdf_object *item = annotations->array.item[i];
        *out = item->type == PDF_REFERENCE && item->reference.number == widget.number;
    }
    return OK;
}

/* = ISO 32000-1 12.5.2: an annotation belongs to one page; readers draw it on each that lists it. */
static status find_page(struct pdf_slot *out, struct pdf_file *file, struct err *e)
{
    size_t count;
    TRY(pdf_file_page_count(&count, file, newest_of(file), e));
    for (size_t i = 0; i < count; i++) {
        struct pdf_page page;
        bool found;
        TRY(pdf_file_page(&page, file, i, newest_of(file), e));
        TRY(is_on_page(&found, file, &page, out->widget_ref, e));
        if (!found) continue;
        ENSURE(out->page == 0, ERR_REFUSED, "ISO 32000-1 12.5.2: the signature field is on page %u and on page %zu",
               out->page, i + 1);
        out->on = page;
        out->page = (uint32_t)i + 1;
    }
    return OK;
}

/* = ISO 32000-1 table 165: invisible, hidden, not on the screen */
static status cannot_be_seen(bool *out, struct pdf_file *file, const struct pdf_object *widget, struct err *e)
{
    enum { INVISIBLE = 1, HIDDEN = 2, NO_VIEW = 32 };
    const struct pdf_object *flags;
    TRY(get(&flags, file, widget, "F", e));
    *out = flags->type == PDF_INTEGER && (flags->integer & (INVISIBLE | HIDDEN | NO_VIEW)) != 0;
    return OK;
}

static bool boxes_meet(struct pdf_box a, struct pdf_box b)
{
    return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

static status find_place(struct pdf_slot *out, struct pdf_file *file, struct err *e)
{
    const struct pdf_object *rect;
    struct pdf_sheet sheet;
    bool hidden;
    TRY(get(&rect, file, out->widget, "Rect", e));
    TRY(pdf_box_of(&out->box, rect, e));
    TRY(cannot_be_seen(&hidden, file, out->widget, e));
    if (hidden || out->box.x1 <= out->box.x0 || out->box.y1 <= out->box.y0) return OK;
    TRY(find_page(out, file, e));
    if (out->page == 0) return OK;
    TRY(pdf_sheet_of(&sheet, &out->on, e));
    if (!boxes_meet(out->box, sheet.box)) return OK;
    out->place = pdf_sheet_to_displayed(&sheet, out->box);
    out->rotate = sheet.rotate;
    out->can_be_seen = true;
    return OK;
}

/* --- all together --- */

static status read_entry(const struct pdf_object **out, struct pdf_file *file, const struct pdf_object *field,
                         const char *key, struct err *e)
{
    const struct pdf_object *value;
    TRY(get(&value, file, field, key, e));
    *out = value->type == PDF_NULL ? NULL : value;
    return OK;
}

static status fill_in(struct pdf_slot *out, struct pdf_file *file, const struct pdf_field *field, struct err *e)
{
    struct pdf_slot s = {.exists = true,
                         .field_ref = field->ref,
                         .widget_ref = field->widget_ref,
                         .field = field->dictionary,
                         .widget = field->widget};
    TRY(check_field(file, field, e));
    TRY(read_entry(&s.lock, file, field->dictionary, "Lock", e));
    TRY(read_entry(&s.seed, file, field->dictionary, "SV", e));
    ENSURE(s.lock == NULL || s.lock->type == PDF_DICTIONARY, ERR_REFUSED,
           "PDF-74: the lock of the field is malformed: nobody knows which fields it means");
    TRY(find_place(&s, file, e));
    *out = s;
    return OK;
}

static status choose(struct pdf_slot *out, struct pdf_file *file, const struct pdf_fields *fields, const char *name,
                     struct err *e)
{
    const struct pdf_field *found = NULL;
    for (size_t i = 0; i < fields->count; i++) {
        if (strcmp(fields->item[i].name, name) != 0) continue;
        ENSURE(found == NULL, ERR_REFUSED, "PDF-42: two signature fields are called \"%s\"", name);
        found = &fields->item[i];
    }
    return found == NULL ? OK : fill_in(out, file, found, e);
}

status pdf_slot_find(struct pdf_slot *out, struct pdf_file *file, const char *name, struct err *e)
{
    AUTO_CLEAR(pdf_fields_clear) struct pdf_fields fields = {0};
    AUTO(mem_free)
    struct findings *ignored = mem_new(sizeof *ignored);
    *out = (struct pdf_slot){0};
    if (name[0] == '\0') return OK;
    MEM_ENSURE(ignored);
    TRY(pdf_fields_find(&fields, file, newest_of(file), ignored, e));
    return choose(out, file, &fields, name, e);
}
