// SPDX-License-Identifier: Apache-2.0
#include "signer/extract.h"

#include <limits.h>
#include <stdio.h>

#include "signer/output.h"
#include "signer/revisions.h"

static status write_revision(const char *folder, const char *stem, const struct revision *v, const struct document *d,
                             struct err *e)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof path, "%s/%s.%s.pdf", folder, stem, v->name);
    ENSURE(len > 0 && (size_t)len < sizeof path, ERR_OUTPUT, "is not the name of a file");
    return output_write_new(path, view_part(d->bytes, 0, (size_t)v->end), e);
}

status extract_write(size_t *count, struct verify_report *r, const char *folder, const char *path,
                     const struct document *d, struct err *e)
{
    struct revision_list revisions;
    char stem[LIMIT_TEXT];
    *count = 0;
    revisions_list(&revisions, r, d);
    revisions_stem(stem, sizeof stem, path);
    if (r->format != DOCUMENT_PDF)
        finding_add(&r->messages, "PIC-05", "only PDF files have revisions: nothing was extracted");
    else if (revisions.count == 0)
        finding_add(&r->messages, "PIC-05", "the file has no signed revision: nothing was extracted");
    if (revisions.count == 0) return OK;
    TRY(output_make_folder(folder, e));
    for (size_t i = 0; i < revisions.count; i++) {
        TRY(write_revision(folder, stem, &revisions.item[i], d, e));
        ++*count;
    }
    return OK;
}
