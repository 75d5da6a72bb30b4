// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_stray.h"

enum { HITS_MAX = 4 * LIMIT_PDF_SIGNATURES };

/* "/ByteRange" somewhere in the file, and the last object that begins before it. */
struct hit {
    size_t at;
    uint64_t offset; /* 0: none yet */
    uint32_t number, generation;
};

struct search {
    struct pdf_file *file;
    size_t revision;
    struct hit hit[HITS_MAX]; /* by place */
    size_t count;
};

/* More than could be signatures are not looked at: it is a note, not a verdict. */
static void find_hits(struct search *s)
{
    struct view bytes = pdf_file_bytes(s->file), word = view_of_string("/ByteRange");
    for (size_t at = view_find(bytes, 0, word); at != SIZE_MAX && s->count < HITS_MAX;
         at = view_find(bytes, at + 1, word))
        s->hit[s->count++].at = at;
}

static struct hit *first_behind(struct search *s, uint64_t offset)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->hit[middle].at <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->count ? &s->hit[low] : NULL;
}

static status take_nearest(void *context, uint32_t number, struct err *e)
{
    struct search *s = context;
    struct pdf_location l = pdf_file_locate(s->file, number, s->revision);
    struct hit *hit = l.kind == PDF_AT_OFFSET ? first_behind(s, l.offset) : NULL;
    (void)e;
    if (hit == NULL || l.offset < hit->offset) return OK;
    hit->offset = l.offset;
    hit->number = number;
    hit->generation = l.generation;
    return OK;
}

static bool is_shown(const struct pdf_fields *fields, const struct pdf_object *o)
{
    for (size_t i = 0; i < fields->count; i++)
        if (fields->item[i].value == o) return true;
    return false;
}

static status judge(struct findings *f, struct pdf_file *file, const struct pdf_fields *fields, size_t revision,
                    const struct hit *hit, struct err *e)
{
    const struct pdf_object *o;
    struct pdf_location l = pdf_file_locate(file, hit->number, revision);
    if (l.kind != PDF_AT_OFFSET || l.offset != hit->offset) return OK;
    TRY(pdf_file_load(&o, file, (struct pdf_ref){hit->number, hit->generation}, revision, e));
    if (o->type != PDF_DICTIONARY || pdf_get(o, "ByteRange") == NULL || pdf_get(o, "Contents") == NULL) return OK;
    if (!is_shown(fields, o))
        finding_add(f, "PDF-30", "object %u is a signature that no field of the form shows; it does not count",
                    hit->number);
    return OK;
}

status pdf_stray_find(struct findings *f, struct pdf_file *file, const struct pdf_fields *fields, struct err *e)
{
    struct search s = {.file = file};
    find_hits(&s);
    for (; s.count > 0 && s.revision < pdf_file_revision_count(file); s.revision++)
        TRY(pdf_file_each_changed(file, s.revision, take_nearest, &s, e));
    for (size_t i = 0; i < s.count; i++)
        for (size_t revision = 0; s.hit[i].offset != 0 && revision < pdf_file_revision_count(file); revision++)
            TRY(judge(f, file, fields, revision, &s.hit[i], e));
    return OK;
}
