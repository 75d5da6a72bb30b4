// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_slot.h - an empty signature field that a document brings (ISO 32000-1 12.7.4.5), wherever in the tree of fields
 * it is, and where it stands on the page.
 *
 * Refuses, where the name is that of a signature field: one that is signed (or one above it is), one that is read-only,
 * one whose objects are no objects of their own, or hidden in a hybrid file, one with no widget or several. Does not
 * check: what earlier signatures allow (pdf_permit.h), what its seed values ask for (pdf_seed.h).
 */
#pragma once

#include "formats/pdf/pdf_geometry.h"

struct pdf_slot {
    bool exists; /* else there is no signature field of the name, and nothing else counts here */
    struct pdf_ref field_ref, widget_ref; /* the same where the field is its own widget */
    const struct pdf_object *field, *widget;
    const struct pdf_object *lock, *seed; /* /Lock and /SV; NULL: none */
    bool can_be_seen;                     /* it has a box that a page shows some of, and no flag hides it */
    struct pdf_box box;                   /* in user space; these where it can be seen */
    struct pdf_place place;               /* as displayed */
    int rotate;                           /* of its page */
    struct pdf_page on;
    uint32_t page; /* from 1 */
};

/* `name`: fully qualified; empty: no such field. */
MUST status pdf_slot_find(struct pdf_slot *out, struct pdf_file *file, const char *name, struct err *e);
