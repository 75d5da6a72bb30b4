// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_file.h"

#include <string.h>

#include "formats/pdf/pdf_crypt.h"
#include "formats/pdf/pdf_indirect.h"
#include "formats/pdf/pdf_lex.h"
#include "formats/pdf/pdf_objstm.h"

const struct pdf_object pdf_null = {.type = PDF_NULL};

/* ---- open and close ---- */

/* = ISO 32000-1 7.5.2; PDF-01 */
static status check_header(struct view bytes, struct findings *findings, struct err *e)
{
    struct pdf_lex x = {.source = bytes};
    uint64_t major, minor;
    ENSURE(pdf_lex_bytes(&x, "%PDF-") && pdf_lex_unsigned(&major, &x, 9) && pdf_lex_bytes(&x, ".") &&
               pdf_lex_unsigned(&minor, &x, 9),
           ERR_SYNTAX, "PDF-01: the file does not begin with %%PDF- and a version");
    if (!(major == 1 && minor <= 7) && !(major == 2 && minor == 0))
        finding_add(findings, "PDF-01", "the header names a PDF version that does not exist");
    while (pdf_lex_bytes(&x, " ")) continue;
    if (!pdf_lex_skip_eol(&x)) finding_add(findings, "PDF-01", "the header's line does not end after the version");
    return OK;
}

static status open_file(struct pdf_file *f, struct view document, struct view password, struct findings *findings,
                        struct err *e)
{
    f->bytes = document;
    f->arena = arena_new(LIMIT_PDF_ARENA);
    MEM_ENSURE(f->arena);
    TRY(check_header(document, findings, e));
    TRY(pdf_xref_read(f, findings, e));
    TRY(pdf_unlock(f, findings, password, e));
    return pdf_scan(f, findings, e);
}

status pdf_file_open_with(struct pdf_file **out, struct view document, struct view password, struct findings *findings,
                          struct err *e)
{
    ENSURE(document.len <= LIMIT_DOCUMENT, ERR_LIMIT, "the document is too large");
    AUTO(pdf_file_close)
    struct pdf_file *f = mem_new(sizeof *f);
    MEM_ENSURE(f);
    TRY(open_file(f, document, password, findings, e));
    *out = TAKE(f);
    return OK;
}

status pdf_file_open(struct pdf_file **out, struct view document, struct findings *findings, struct err *e)
{
    return pdf_file_open_with(out, document, view_of(NULL, 0), findings, e);
}

void pdf_file_close(struct pdf_file *f)
{
    if (f == NULL) return;
    arena_free(f->arena);
    pdf_crypt_free(f->crypt);
    mem_free(f->xref.entry);
    mem_free(f->spans.item);
    mem_free(f);
}

status pdf_file_count_work(struct pdf_file *f, size_t bytes, struct err *e)
{
    enum { TIMES = 6, SMALL = 1 << 20 };
    f->work += bytes;
    ENSURE(f->work <= TIMES * (uint64_t)f->bytes.len + SMALL, ERR_LIMIT,
           "PDF-14: objects overlap so much that the file cannot be read in reasonable time");
    return OK;
}

/* ---- what is known without reading ---- */

struct view pdf_file_bytes(const struct pdf_file *f)
{
    return f->bytes;
}

size_t pdf_file_revision_count(const struct pdf_file *f)
{
    return f->revision_count;
}

const struct pdf_revision *pdf_file_revision(const struct pdf_file *f, size_t i)
{
    return &f->revision[i];
}

bool pdf_file_is_encrypted(const struct pdf_file *f)
{
    return f->encrypted;
}

bool pdf_file_is_locked(const struct pdf_file *f)
{
    return f->locked;
}

const char *pdf_file_password(const struct pdf_file *f)
{
    return f->crypt == NULL ? NULL : pdf_crypt_password(f->crypt);
}

struct pdf_crypt *pdf_file_crypt(const struct pdf_file *f)
{
    return f->crypt;
}

uint32_t pdf_file_size(const struct pdf_file *f, size_t revision)
{
    return f->size[revision];
}

/* The first entry that is behind (number, revision). */
static size_t upper_bound(const struct xref *x, uint32_t number, size_t revision)
{
    size_t low = 0, high = x->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct xref_entry *e = &x->entry[middle];
        if (e->number < number || (e->number == number && e->revision <= revision))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct xref_entry *pdf_file_find(const struct pdf_file *f, uint32_t number, size_t revision)
{
    size_t after = upper_bound(&f->xref, number, revision);
    if (after == 0 || f->xref.entry[after - 1].number != number) return NULL;
    return &f->xref.entry[after - 1];
}

struct xref_entry *pdf_file_first(const struct pdf_file *f, const struct xref_entry *entry)
{
    return &f->xref.entry[entry->first];
}

struct xref_entry *pdf_file_stream_of(const struct pdf_file *f, const struct xref_entry *entry)
{
    struct xref_entry *stream = pdf_file_find(f, (uint32_t)entry->offset, entry->revision);
    return stream != NULL && stream->kind == PDF_AT_OFFSET ? pdf_file_first(f, stream) : NULL;
}

struct pdf_location pdf_file_locate(const struct pdf_file *f, uint32_t number, size_t revision)
{
    struct pdf_location l = {.kind = PDF_ABSENT};
    const struct xref_entry *entry = pdf_file_find(f, number, revision);
    if (entry == NULL) return l;
    l.kind = (__typeof__(l.kind))entry->kind;
    l.generation = entry->generation;
    l.revision = entry->revision;
    l.index = entry->index;
    if (entry->kind == PDF_AT_OFFSET) l.offset = entry->offset;
    if (entry->kind == PDF_IN_STREAM) l.stream = (uint32_t)entry->offset;
    return l;
}

/* Streams of hybrid sections may list objects that an older table has, too: those are not hidden. */
bool pdf_file_is_hidden(const struct pdf_file *f, uint32_t number, size_t revision)
{
    const struct xref_entry *entry = pdf_file_find(f, number, revision);
    if (entry == NULL || entry->kind == PDF_FREE || entry->rank % RANK_MAIN != RANK_HIDDEN) return false;
    for (;; entry--) {
        if (entry->is_masked) return true;
        if (entry->rank % RANK_MAIN != RANK_HIDDEN) return entry->kind == PDF_FREE;
        if (entry == f->xref.entry || entry[-1].number != number) return true;
    }
}

status pdf_file_each_changed(struct pdf_file *f, size_t revision,
                             status (*each)(void *context, uint32_t number, struct err *e), void *context,
                             struct err *e)
{
    for (size_t i = 0; i < f->xref.count; i++)
        if (f->xref.entry[i].revision == revision) TRY(each(context, f->xref.entry[i].number, e));
    return OK;
}

/* ---- loading ---- */

static status load_at_offset(struct pdf_file *f, struct xref_entry *entry, struct err *e)
{
    struct pdf_indirect got;
    struct pdf_ref ref = {entry->number, entry->generation};
    TRY(pdf_indirect_expect(f, (size_t)entry->offset, ref, e));
    TRY(pdf_indirect_read(&got, f, f->arena, (size_t)entry->offset, entry->revision, e));
    if (f->crypt != NULL) TRY(pdf_crypt_object(&got.object, f->crypt, f->arena, ref, got.object, e));
    entry->object = got.object;
    return OK;
}

static status load_entry(struct pdf_file *f, struct xref_entry *entry, struct err *e);

static status open_stream(struct pdf_file *f, struct xref_entry *entry, struct err *e)
{
    if (entry->stream != NULL) return OK;
    AUTO_BUF body = BUF_INIT(LIMIT_PDF_STREAM_DECODED);
    struct pdf_object_stream got;
    void *kept;
    TRY(load_entry(f, entry, e));
    TRY(pdf_objstm_open(&got, &body, f, f->arena, entry->object, entry->revision, e));
    TRY(arena_copy(&got.body, f->arena, got.body, e));
    TRY(arena_take(&kept, f->arena, 1, sizeof got, e));
    entry->stream = kept;
    *entry->stream = got;
    return OK;
}

static status load_in_stream(struct pdf_file *f, struct xref_entry *entry, struct err *e)
{
    struct xref_entry *stream = pdf_file_stream_of(f, entry);
    ENSURE(stream != NULL, ERR_SYNTAX, "PDF-16: object %u is said to be in a stream that does not exist",
           entry->number);
    TRY(open_stream(f, stream, e));
    ENSURE(entry->index < stream->stream->count && stream->stream->item[entry->index].number == entry->number,
           ERR_SYNTAX, "PDF-16: object %u is not where the cross-references say", entry->number);
    return pdf_objstm_get(&entry->object, stream->stream, f->arena, entry->index, e);
}

static status load_entry(struct pdf_file *f, struct xref_entry *entry, struct err *e)
{
    if (entry->object != NULL) return OK;
    ENSURE(!entry->busy && f->depth < LIMIT_PDF_DEPTH, ERR_SYNTAX, "object %u can only be read after itself",
           entry->number);
    entry->busy = true;
    f->depth++;
    status result = entry->kind == PDF_AT_OFFSET ? load_at_offset(f, entry, e) : load_in_stream(f, entry, e);
    f->depth--;
    entry->busy = false;
    return result;
}

/* Or a reader that takes the newest object stream would see another object than one that takes the revision's. */
static status refuse_replaced_stream(const struct pdf_file *f, const struct xref_entry *entry, size_t revision,
                                     struct err *e)
{
    struct xref_entry *now = pdf_file_find(f, (uint32_t)entry->offset, revision);
    ENSURE(now != NULL && pdf_file_first(f, now) == pdf_file_stream_of(f, entry), ERR_SYNTAX,
           "PDF-16: the object stream of object %u was replaced, but the object was not", entry->number);
    return OK;
}

status pdf_file_load(const struct pdf_object **out, struct pdf_file *f, struct pdf_ref ref, size_t revision,
                     struct err *e)
{
    struct xref_entry *entry = pdf_file_find(f, ref.number, revision);
    if (entry == NULL || entry->kind == PDF_FREE || entry->generation != ref.generation) {
        *out = &pdf_null;
        return OK;
    }
    if (entry->kind == PDF_IN_STREAM) TRY(refuse_replaced_stream(f, entry, revision, e));
    entry = pdf_file_first(f, entry);
    TRY(load_entry(f, entry, e));
    *out = entry->object;
    return OK;
}

status pdf_file_each_signature(struct pdf_file *f,
                               status (*each)(void *context, struct pdf_ref ref, const struct pdf_object *o,
                                              struct err *e),
                               void *context, struct err *e)
{
    for (size_t i = 0; i < f->xref.count; i++) {
        struct xref_entry *entry = &f->xref.entry[i];
        if (!entry->is_signed) continue;
        TRY(load_entry(f, entry, e));
        TRY(each(context, (struct pdf_ref){entry->number, entry->generation}, entry->object, e));
    }
    return OK;
}

status pdf_file_resolve(const struct pdf_object **out, struct pdf_file *f, const struct pdf_object *o, size_t revision,
                        struct err *e)
{
    for (unsigned i = 0; pdf_is(o, PDF_REFERENCE); i++) {
        ENSURE(i < LIMIT_PDF_DEPTH, ERR_SYNTAX, "references that lead to references without end");
        TRY(pdf_file_load(&o, f, o->reference, revision, e));
    }
    *out = o == NULL ? &pdf_null : o;
    return OK;
}

status pdf_file_get(const struct pdf_object **out, struct pdf_file *f, const struct pdf_object *dictionary,
                    const char *key, size_t revision, struct err *e)
{
    return pdf_file_resolve(out, f, pdf_get(dictionary, key), revision, e);
}
