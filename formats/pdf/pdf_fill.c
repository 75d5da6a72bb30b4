// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_fill.h"

#include <stdio.h>

enum { PRINT = 4, LOCKED = 128 }; /* ISO 32000-1 table 165 */

static void edit_field(struct pdf_edit *edits, size_t *count, const struct pdf_slot *slot, struct pdf_ref value)
{
    char text[32];
    snprintf(text, sizeof text, "%u %u R", value.number, value.generation);
    edits[(*count)++] = pdf_edit_set(slot->field, "V", text);
}

/* What is drawn for a signature is printed and stays where it is. Flags that are a reference stay what they are. */
static void edit_flags(struct pdf_edit *edits, size_t *count, const struct pdf_object *widget)
{
    static const struct pdf_object none = {.type = PDF_INTEGER};
    const struct pdf_object *flags = pdf_get(widget, "F");
    char text[24];
    if (flags == NULL) flags = &none;
    if (flags->type != PDF_INTEGER || flags->integer < 0 || flags->integer > UINT32_MAX) return;
    const int64_t is = flags->integer;
    snprintf(text, sizeof text, "%lld", (long long)(is | PRINT | LOCKED));
    if ((is & PRINT) == 0 || (is & LOCKED) == 0) edits[(*count)++] = pdf_edit_set(widget, "F", text);
}

static void edit_widget(struct pdf_edit *edits, size_t *count, const struct pdf_slot *slot, struct pdf_ref appearance)
{
    char text[48];
    if (appearance.number == 0) return;
    snprintf(text, sizeof text, "<< /N %u %u R >>", appearance.number, appearance.generation);
    edits[(*count)++] = pdf_edit_set(slot->widget, "AP", text);
    edit_flags(edits, count, slot->widget);
}

void pdf_fill(struct pdf_update *u, const struct pdf_slot *slot, struct pdf_ref value, struct pdf_ref appearance)
{
    struct pdf_edit edits[3];
    size_t count = 0;
    edit_field(edits, &count, slot, value);
    if (slot->field_ref.number != slot->widget_ref.number) {
        pdf_update_rewrite(u, slot->field_ref, slot->field, edits, count);
        count = 0;
    }
    edit_widget(edits, &count, slot, appearance);
    if (count > 0) pdf_update_rewrite(u, slot->widget_ref, slot->widget, edits, count);
}
