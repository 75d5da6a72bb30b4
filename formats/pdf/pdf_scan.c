// SPDX-License-Identifier: Apache-2.0
/*
 * One look at every object when a file is opened: is it where the cross-references say, does it overlap another, what
 * does it refer to? What cannot be parsed is a finding here and an error when it is loaded.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/pdf/pdf_indirect.h"
#include "formats/pdf/pdf_lex.h"
#include "formats/pdf/pdf_objstm.h"

/* Objects parsed here are thrown away again, some hundred at a time. */
enum { BATCH = 256, SCRATCH = LIMIT_PDF_ARENA / 4 };

struct scan {
    struct pdf_file *f;
    struct findings *findings;
    struct arena *scratch;
    size_t in_batch;
};

static void clear_scan(struct scan *s)
{
    arena_free(s->scratch);
}

static status next_object(struct scan *s, struct err *e)
{
    if (s->scratch != NULL && s->in_batch++ < BATCH) return OK;
    arena_free(s->scratch);
    s->scratch = arena_new(SCRATCH);
    s->in_batch = 0;
    MEM_ENSURE(s->scratch);
    return OK;
}

/* ---- references ---- */

static void need_size(struct pdf_file *f, size_t revision, uint64_t size)
{
    if (size > f->size[revision]) f->size[revision] = (uint32_t)size;
}

/*
 * Word processors write hybrid files in two sections: the first calls free what the second shows, through a stream that
 * stood before the first already, as did the object. A signature on the first section alone minds (PDF-20 of pdf_diff).
 */
static bool was_only_hidden(const struct pdf_file *f, uint32_t number, size_t revision)
{
    uint64_t end = f->revision[revision].end;
    const struct pdf_object *hidden = pdf_get(f->revision[revision + 1].trailer, "XRefStm");
    const struct xref_entry *next = pdf_file_find(f, number, revision + 1);
    if (!pdf_is(hidden, PDF_INTEGER) || (uint64_t)hidden->integer >= end || next == NULL) return false;
    if (next->kind == PDF_IN_STREAM) next = pdf_file_stream_of(f, next);
    return next != NULL && next->kind == PDF_AT_OFFSET && next->offset < end;
}

/* A reference that leads nowhere until somebody puts an object there: planned for it, or an accident (PDF-20). */
static void judge_dangling(struct scan *s, uint32_t number, size_t revision)
{
    size_t last = s->f->revision_count - 1;
    if (revision == last) return;
    const struct xref_entry *then = pdf_file_find(s->f, number, revision);
    struct xref_entry *now = pdf_file_find(s->f, number, last);
    bool absent = then == NULL || then->kind == PDF_FREE;
    if (!absent || now == NULL || now->kind == PDF_FREE || now->was_dangling) return;
    if (was_only_hidden(s->f, number, revision)) return;
    now->was_dangling = true;
    if (!s->findings->overflow)
        finding_add(s->findings, "PDF-20", "object %u was referred to before a later revision added it", number);
}

static void visit(struct scan *s, const struct pdf_object *o, size_t revision)
{
    if (o->type == PDF_STREAM) o = o->stream.dictionary;
    if (o->type == PDF_REFERENCE) {
        need_size(s->f, revision, (uint64_t)o->reference.number + 1);
        judge_dangling(s, o->reference.number, revision);
    }
    if (o->type == PDF_ARRAY)
        for (size_t i = 0; i < o->array.count; i++) visit(s, o->array.item[i], revision);
    if (o->type == PDF_DICTIONARY)
        for (size_t i = 0; i < o->dictionary.count; i++) visit(s, o->dictionary.entry[i].value, revision);
}

/* ---- objects ---- */

/* A message that begins with its rule names it. */
static void note_unreadable(struct scan *s, const struct xref_entry *entry, const struct err *why)
{
    char rule[] = "PDF-10";
    if (s->findings->overflow) return;
    if (strncmp(why->text[LANG_EN], "PDF-", 4) == 0) memcpy(rule, why->text[LANG_EN], sizeof rule - 1);
    finding_add(s->findings, rule, "object %u at byte %zu cannot be read", entry->number, (size_t)entry->offset);
}

/* Marks the entries that are right about where they are in this object stream. */
static void mark_found(struct scan *s, const struct xref_entry *stream, uint32_t number, size_t index)
{
    for (size_t revision = s->f->revision_count; revision > 0; revision--) {
        struct xref_entry *entry = pdf_file_find(s->f, number, revision - 1);
        if (entry == NULL) return;
        if (entry->kind == PDF_IN_STREAM && entry->index == index && pdf_file_stream_of(s->f, entry) == stream)
            entry->is_there = true;
        revision = (size_t)entry->revision + 1;
    }
}

/* = PDF-12: of its own revision, which has the object elsewhere */
static void judge_packed_twin(struct scan *s, const struct xref_entry *stream, uint32_t number, size_t index)
{
    const struct xref_entry *entry = pdf_file_find(s->f, number, stream->revision);
    bool is_elsewhere = entry != NULL && entry->revision == stream->revision && entry->kind != PDF_FREE &&
                        (entry->kind != PDF_IN_STREAM || entry->offset != stream->number || entry->index != index);
    if (is_elsewhere && !s->findings->overflow)
        finding_add(s->findings, "PDF-12", "byte %zu: object %u a second time, where no cross-reference leads",
                    (size_t)stream->offset, number);
}

static status scan_object_stream(struct scan *s, const struct xref_entry *entry, const struct pdf_object *stream,
                                 struct err *e)
{
    AUTO_BUF body = BUF_INIT(LIMIT_PDF_STREAM_DECODED);
    struct pdf_object_stream o;
    TRY(pdf_objstm_open(&o, &body, s->f, s->scratch, stream, entry->revision, e));
    s->f->decoded += o.body.len;
    ENSURE(s->f->decoded <= LIMIT_PDF_OBJECT_STREAMS, ERR_LIMIT, "the object streams are too large");
    for (size_t i = 0; i < o.count; i++) {
        const struct pdf_object *item;
        TRY(pdf_objstm_get(&item, &o, s->scratch, i, e));
        visit(s, item, entry->revision);
        mark_found(s, entry, o.item[i].number, i);
        judge_packed_twin(s, entry, o.item[i].number, i);
    }
    return OK;
}

static status scan_at_offset(struct scan *s, struct xref_entry *entry, struct err *e)
{
    struct pdf_indirect got;
    struct err why = {0};
    struct pdf_ref ref = {entry->number, entry->generation};
    TRY(pdf_indirect_expect(s->f, (size_t)entry->offset, ref, e));
    if (pdf_indirect_read(&got, s->f, s->scratch, (size_t)entry->offset, entry->revision, &why) != OK) {
        note_unreadable(s, entry, &why);
        return pdf_file_count_work(s->f, 0, e);
    }
    TRY(pdf_spans_add(&s->f->spans, (size_t)entry->offset, got.end, e));
    visit(s, got.object, entry->revision);
    entry->is_signed = pdf_is(got.object, PDF_DICTIONARY) && pdf_get(got.object, "ByteRange") != NULL &&
                       pdf_get(got.object, "Contents") != NULL;
    bool packed = pdf_is(got.object, PDF_STREAM) && pdf_is_name(pdf_get(got.object, "Type"), "ObjStm");
    return packed && !s->f->locked ? scan_object_stream(s, entry, got.object, e) : OK;
}

static status scan_entries(struct scan *s, struct err *e)
{
    for (size_t i = 0; i < s->f->xref.count; i++) {
        struct xref_entry *entry = &s->f->xref.entry[i];
        need_size(s->f, entry->revision, (uint64_t)entry->number + 1);
        if (entry->kind != PDF_AT_OFFSET || entry->first != i) continue;
        TRY(next_object(s, e));
        TRY(scan_at_offset(s, entry, e));
    }
    return OK;
}

/* Somebody replaced the object stream while the entry was in force: readers differ in what they make of that. */
static void judge_replaced_stream(struct scan *s, size_t i)
{
    const struct xref_entry *entry = &s->f->xref.entry[i];
    bool overridden = i + 1 < s->f->xref.count && entry[1].number == entry->number;
    size_t last = overridden ? (size_t)entry[1].revision - 1 : s->f->revision_count - 1;
    const struct xref_entry *now = pdf_file_find(s->f, (uint32_t)entry->offset, last);
    if (now == NULL || pdf_file_first(s->f, now) != pdf_file_stream_of(s->f, entry))
        finding_add(s->findings, "PDF-16", "the object stream of object %u was replaced, but the object was not",
                    entry->number);
}

static status check_packed_entries(struct scan *s, struct err *e)
{
    for (size_t i = 0; i < s->f->xref.count && !s->f->locked; i++) {
        const struct xref_entry *entry = &s->f->xref.entry[i];
        if (entry->kind != PDF_IN_STREAM) continue;
        ENSURE(entry->is_there, ERR_SYNTAX, "PDF-16: object %u is not where the cross-references say", entry->number);
        if (!s->findings->overflow) judge_replaced_stream(s, i);
    }
    return OK;
}

static void scan_trailers(struct scan *s)
{
    uint32_t size = 0;
    for (size_t i = 0; i < s->f->revision_count; i++) {
        const struct pdf_object *trailer = s->f->revision[i].trailer;
        visit(s, trailer, i);
        need_size(s->f, i, (uint64_t)pdf_get(trailer, "Size")->integer);
        need_size(s->f, i, size);
        size = s->f->size[i];
    }
}

/* ---- spans ---- */

status pdf_spans_add(struct spans *s, size_t start, size_t end, struct err *e)
{
    if (s->count == s->room) {
        size_t room = s->room == 0 ? 256 : s->room * 2;
        void *grown = mem_resize_array(s->item, s->room, room, sizeof *s->item);
        MEM_ENSURE(grown);
        s->item = grown;
        s->room = room;
    }
    s->item[s->count++] = (struct span){start, end};
    return OK;
}

static int compare_spans(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

static size_t skip_back(struct view v, size_t at, bool (*is_skipped)(uint8_t byte))
{
    while (at > 0 && is_skipped(v.data[at - 1])) at--;
    return at;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Moves *at from behind "N G " to before it. */
static bool number_before(uint32_t *out, size_t *at, struct view v)
{
    size_t generation_end = skip_back(v, *at, pdf_is_space), generation = skip_back(v, generation_end, is_digit);
    size_t end = skip_back(v, generation, pdf_is_space), start = skip_back(v, end, is_digit);
    bool framed = generation_end < *at && generation < generation_end && end < generation && start < end;
    struct pdf_lex x = {.source = view_part(v, 0, end), .at = start};
    uint64_t number;
    if (!framed || !pdf_lex_unsigned(&number, &x, LIMIT_PDF_NUMBER)) return false;
    *out = (uint32_t)number;
    *at = start;
    return true;
}

static size_t revision_at(const struct pdf_file *f, size_t at)
{
    size_t i = 0;
    while (i + 1 < f->revision_count && f->revision[i].end <= at) i++;
    return i;
}

/* = PDF-12: an object that this revision has elsewhere. Readers that look for objects and not for cross-references
 * would take this one, and show another document. */
static void judge_twin(struct scan *s, uint32_t number, size_t at)
{
    size_t revision = revision_at(s->f, at);
    const struct xref_entry *entry = pdf_file_find(s->f, number, revision);
    bool is_elsewhere = entry != NULL && entry->revision == revision && entry->kind != PDF_FREE &&
                        (entry->kind != PDF_AT_OFFSET || entry->offset != at); /* there it could not be read */
    if (is_elsewhere)
        finding_add(s->findings, "PDF-12", "byte %zu: object %u a second time, where no cross-reference leads", at,
                    number);
}

static void judge_twins(struct scan *s, size_t start, size_t end)
{
    struct view gap = view_part(s->f->bytes, start, end - start), word = view_of_string("obj");
    uint32_t number;
    for (size_t at = view_find(gap, 0, word); at != SIZE_MAX; at = view_find(gap, at + 1, word)) {
        size_t begin = at;
        if (!s->findings->overflow && number_before(&number, &begin, gap)) judge_twin(s, number, start + begin);
    }
}

/* Does a comment that begins in the gap hide the beginning of what follows? Many updates stand right behind %%EOF. */
static bool ends_in_comment(const struct scan *s, size_t start, size_t end)
{
    size_t line = end;
    while (line > start && s->f->bytes.data[line - 1] != '\r' && s->f->bytes.data[line - 1] != '\n') line--;
    struct pdf_lex x = {.source = view_part(s->f->bytes, 0, end), .at = line};
    while (pdf_lex_bytes(&x, " ") || pdf_lex_bytes(&x, "%%EOF")) continue;
    return x.at < end && s->f->bytes.data[x.at] == '%';
}

/* Nothing but white space, comments and the ends of revisions: or somebody keeps an object there that nobody lists. */
static void judge_gap(struct scan *s, size_t start, size_t end)
{
    judge_twins(s, start, end);
    if (ends_in_comment(s, start, end))
        finding_add(s->findings, "PDF-14", "byte %zu: an object begins inside of a comment", end);
    struct pdf_lex x = {.source = view_part(s->f->bytes, 0, end), .at = start};
    uint64_t ignored;
    for (pdf_lex_skip(&x); pdf_lex_word(&x, "startxref"); pdf_lex_skip(&x)) {
        pdf_lex_skip(&x);
        if (!pdf_lex_unsigned(&ignored, &x, UINT64_MAX)) break;
    }
    if (x.at < end) finding_add(s->findings, "PDF-21", "byte %zu: something that no cross-reference knows", x.at);
}

/* = PDF-14; the same span twice is one construct met twice: a cross-reference stream that lists itself */
static void judge_spans(struct scan *s)
{
    struct spans *all = &s->f->spans;
    size_t end = 0;
    if (all->count > 0) qsort(all->item, all->count, sizeof *all->item, compare_spans);
    for (size_t i = 0; i < all->count && !s->findings->overflow; i++) {
        const struct span *now = &all->item[i];
        if (now->start > end) judge_gap(s, end, now->start);
        if (now->start < end && compare_spans(now, now - 1) != 0)
            finding_add(s->findings, "PDF-14", "objects overlap at byte %zu", now->start);
        if (now->end > end) end = now->end;
    }
}

status pdf_scan(struct pdf_file *f, struct findings *findings, struct err *e)
{
    AUTO_CLEAR(clear_scan) struct scan s = {.f = f, .findings = findings};
    TRY(scan_entries(&s, e));
    TRY(check_packed_entries(&s, e));
    scan_trailers(&s);
    judge_spans(&s);
    mem_free(f->spans.item);
    f->spans = (struct spans){0};
    return OK;
}
