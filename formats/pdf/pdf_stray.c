// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_stray.h"

struct search {
    struct findings *findings;
    const struct pdf_fields *fields;
};

static bool is_shown(const struct pdf_fields *fields, const struct pdf_object *o)
{
    for (size_t i = 0; i < fields->count; i++)
        if (fields->item[i].value == o) return true;
    return false;
}

static status judge(void *context, struct pdf_ref ref, const struct pdf_object *o, struct err *e)
{
    const struct search *s = context;
    (void)e;
    if (!is_shown(s->fields, o))
        finding_add(s->findings, "PDF-30",
                    "object %u is a signature that no field of the form shows; it does not count", ref.number);
    return OK;
}

status pdf_stray_find(struct findings *f, struct pdf_file *file, const struct pdf_fields *fields, struct err *e)
{
    struct search s = {f, fields};
    return pdf_file_each_signature(file, judge, &s, e);
}
