// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_widget.h - the objects of a new signature field: its value (ISO 32000-1 12.8.1, ETSI EN 319 142-1 5.3), the field
 * that is its own widget, and the widget's place among the annotations of a page.
 */
#pragma once

#include "formats/pdf/pdf_geometry.h"
#include "formats/pdf/pdf_mdp_write.h"
#include "formats/pdf/pdf_update.h"

/* Where in the update's body the holes of the signature dictionary begin: /ByteRange's value, and the "<" of /Contents.
 */
struct pdf_holes {
    size_t range, contents;
};

/*
 * `mdp`: what the signature forbids. `claimed_time`: RFC 3339 UTC, ERR_INTERNAL if it is not; NULL: the value is a
 * document time-stamp (ISO 32000-2 12.8.5), which claims nothing. /Contents has room for `contents_size` bytes.
 */
MUST status pdf_widget_put_value(struct pdf_holes *out, struct pdf_update *u, struct pdf_ref ref,
                                 const char *claimed_time, const struct pdf_mdp_plan *mdp, uint32_t contents_size,
                                 struct err *e);
/* When everything is written: fills /ByteRange and tells it. */
MUST status pdf_widget_fill_range(uint64_t range[static 4], struct pdf_update *u, const struct pdf_holes *holes,
                                  uint32_t contents_size, struct err *e);

struct pdf_widget {
    const char *name;
    struct pdf_ref value, page;
    struct pdf_ref appearance; /* {0, 0}: invisible */
    struct pdf_box box;        /* in user space; all zero when invisible */
    int rotate;                /* of the page */
    const char *tooltip;       /* empty: none */
    int64_t struct_parent;     /* negative: the document is not tagged */
    const struct pdf_mdp_plan *mdp;
};
MUST status pdf_widget_put(struct pdf_update *u, struct pdf_ref ref, const struct pdf_widget *w, struct err *e);

/*
 * Adds it to the page's /Annots: an array of its own object is rewritten alone, else the page is. An array that other
 * pages share is copied first. `fields`: the reference of the form's /Fields, which some files use as /Annots too;
 * it already has the widget.
 */
MUST status pdf_widget_add_to_page(struct pdf_update *u, const struct pdf_page *page, struct pdf_ref widget,
                                   struct pdf_ref fields, struct err *e);
