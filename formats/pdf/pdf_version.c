// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_version.h"

#include <stdio.h>

/* "1.4" is 14; 0: it is no version. */
static unsigned version_in(struct view v)
{
    bool is_version =
        v.len >= 3 && v.data[0] >= '1' && v.data[0] <= '9' && v.data[1] == '.' && v.data[2] >= '0' && v.data[2] <= '9';
    return is_version ? 10 * (unsigned)(v.data[0] - '0') + (unsigned)(v.data[2] - '0') : 0;
}

status pdf_version_of(unsigned *out, struct pdf_file *file, const struct pdf_object *catalog, struct err *e)
{
    enum { BEFORE = 5 }; /* "%PDF-" */
    const struct pdf_object *named;
    unsigned version = version_in(view_part(pdf_file_bytes(file), BEFORE, 3));
    TRY(pdf_file_get(&named, file, catalog, "Version", pdf_file_revision_count(file) - 1, e));
    unsigned later = named->type == PDF_NAME && named->name.len == 3 ? version_in(named->name) : 0;
    *out = later > version ? later : version;
    return OK;
}

status pdf_version_raise(struct pdf_update *u, struct pdf_ref catalog_ref, const struct pdf_object *catalog,
                         unsigned tenths, struct err *e)
{
    unsigned version;
    char text[16];
    TRY(pdf_version_of(&version, u->file, catalog, e));
    if (version >= tenths) return OK;
    snprintf(text, sizeof text, "/%u.%u", tenths / 10, tenths % 10);
    pdf_update_edit(u, catalog_ref, catalog, pdf_edit_set(catalog, "Version", text));
    return OK;
}
