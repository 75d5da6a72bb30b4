// SPDX-License-Identifier: Apache-2.0
/* The way from the end of the file through every cross-reference section (ISO 32000-1 7.5.4, 7.5.5, 7.5.8, annex F). */
#include <stdlib.h>
#include <string.h>

#include "formats/pdf/pdf_indirect.h"
#include "formats/pdf/pdf_parse.h"

enum { ENTRIES_MAX = 2 * LIMIT_PDF_OBJECTS };

/* What is being read: sections are met from the newest to the oldest, and numbered so until the end. */
struct reader {
    struct pdf_file *f;
    struct findings *findings;
    struct xref xref;
    size_t after[LIMIT_PDF_REVISIONS]; /* one past the section that stands last in the revision */
    size_t count;
    bool odd_entries; /* of tables: not 20 bytes long */
};

struct section {
    size_t start, after;
    enum pdf_xref_style style;
    const struct pdf_object *trailer;
};

struct footer {
    size_t startxref, end;
};

static void clear_reader(struct reader *r)
{
    mem_free(r->xref.entry);
}

/* ---- entries ---- */

static status add_entry(struct reader *r, struct xref_entry entry, struct err *e)
{
    struct xref *x = &r->xref;
    ENSURE(x->count < ENTRIES_MAX, ERR_LIMIT, "more than %d cross-reference entries", ENTRIES_MAX);
    if (x->count == x->room) {
        size_t room = x->room == 0 ? 256 : x->room * 2;
        void *grown = mem_resize_array(x->entry, x->room, room, sizeof *x->entry);
        MEM_ENSURE(grown);
        x->entry = grown;
        x->room = room;
    }
    entry.revision = (uint8_t)r->count;
    x->entry[x->count++] = entry;
    return OK;
}

static status get_offset(size_t *out, const struct reader *r, const struct pdf_object *o, const char *what,
                         struct err *e)
{
    ENSURE(pdf_is(o, PDF_INTEGER) && o->integer > 0 && (uint64_t)o->integer < r->f->bytes.len, ERR_SYNTAX,
           "PDF-03: %s is not an offset in the file", what);
    *out = (size_t)o->integer;
    return OK;
}

/* ---- tables ---- */

/* Exactly `width` digits. */
static bool fixed_digits(uint64_t *out, struct pdf_lex *x, size_t width)
{
    size_t start = x->at;
    return pdf_lex_unsigned(out, x, UINT64_C(9999999999)) && x->at - start == width;
}

static bool entry_ends(struct pdf_lex *x)
{
    return pdf_lex_bytes(x, " \n") || pdf_lex_bytes(x, " \r") || pdf_lex_bytes(x, "\r\n");
}

/* "nnnnnnnnnn ggggg n" and two bytes of end-of-line; some producers write one, which readers that count in twenties
 * mind. */
static status read_table_entry(struct xref_entry *out, struct reader *r, struct pdf_lex *x, struct err *e)
{
    size_t start = x->at;
    uint64_t offset, generation;
    bool ok = fixed_digits(&offset, x, 10) && pdf_lex_bytes(x, " ") && fixed_digits(&generation, x, 5) &&
              pdf_lex_bytes(x, " ") && generation <= UINT16_MAX;
    bool used = ok && pdf_lex_bytes(x, "n");
    ENSURE(ok && (used || pdf_lex_bytes(x, "f")), ERR_SYNTAX, "byte %zu: this is not a cross-reference entry", start);
    if (!entry_ends(x)) {
        r->odd_entries = true;
        pdf_lex_skip(x);
    }
    *out = (struct xref_entry){.kind = used ? PDF_AT_OFFSET : PDF_FREE,
                               .rank = used ? RANK_USED : RANK_FREE,
                               .offset = used ? offset : 0,
                               .generation = (uint16_t)generation};
    return OK;
}

static status read_subsection(struct reader *r, struct pdf_lex *x, uint8_t rank, struct err *e)
{
    uint64_t first, count;
    bool ok = pdf_lex_unsigned(&first, x, LIMIT_PDF_NUMBER) && pdf_lex_bytes(x, " ") &&
              pdf_lex_unsigned(&count, x, LIMIT_PDF_NUMBER);
    ENSURE(ok && first + count <= LIMIT_PDF_NUMBER + 1, ERR_SYNTAX,
           "byte %zu: this is not the head of a cross-reference subsection", x->at);
    pdf_lex_skip(x);
    for (uint64_t i = 0; i < count; i++) {
        struct xref_entry entry;
        TRY(read_table_entry(&entry, r, x, e));
        entry.number = (uint32_t)(first + i);
        entry.rank = (uint8_t)(entry.rank + rank);
        TRY(add_entry(r, entry, e));
    }
    pdf_lex_skip(x);
    return OK;
}

/* After "xref". */
static status read_table(struct section *s, struct reader *r, struct pdf_lex *x, uint8_t rank, struct err *e)
{
    pdf_lex_skip(x);
    while (!pdf_lex_word(x, "trailer")) TRY(read_subsection(r, x, rank, e));
    TRY(pdf_parse(&s->trailer, x, e));
    ENSURE(s->trailer->type == PDF_DICTIONARY, ERR_SYNTAX, "byte %zu: a trailer that is not a dictionary", s->start);
    s->after = x->at;
    s->style = PDF_XREF_TABLE;
    return OK;
}

/* ---- streams ---- */

struct widths {
    size_t of[3];
};

static status read_widths(struct widths *out, const struct pdf_object *stream, struct err *e)
{
    const struct pdf_object *w = pdf_get(stream, "W");
    ENSURE(pdf_is(w, PDF_ARRAY) && w->array.count == 3, ERR_SYNTAX, "a cross-reference stream without a usable /W");
    for (size_t i = 0; i < 3; i++) {
        const struct pdf_object *item = w->array.item[i];
        ENSURE(item->type == PDF_INTEGER && item->integer >= 0 && item->integer <= 8, ERR_SYNTAX,
               "a cross-reference stream without a usable /W");
        out->of[i] = (size_t)item->integer;
    }
    ENSURE(out->of[1] > 0, ERR_SYNTAX, "a cross-reference stream without a usable /W");
    return OK;
}

static uint64_t take_field(struct view *data, size_t width, uint64_t otherwise)
{
    if (width == 0) return otherwise;
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++) value = value << 8 | data->data[i];
    *data = view_part(*data, width, data->len - width);
    return value;
}

/* = table 18; other types are the null object */
static status read_stream_entry(struct xref_entry *out, struct view *data, const struct widths *w, struct err *e)
{
    uint64_t type = take_field(data, w->of[0], 1);
    uint64_t second = take_field(data, w->of[1], 0), third = take_field(data, w->of[2], 0);
    *out = (struct xref_entry){.kind = PDF_FREE, .rank = RANK_FREE};
    if (type == 1) {
        ENSURE(third <= UINT16_MAX, ERR_SYNTAX, "a cross-reference stream with a generation beyond 65535");
        *out = (struct xref_entry){.kind = PDF_AT_OFFSET, .offset = second, .generation = (uint16_t)third};
    } else if (type == 2) {
        ENSURE(second <= LIMIT_PDF_NUMBER && third <= LIMIT_PDF_OBJECTS, ERR_SYNTAX,
               "a cross-reference stream with an impossible place in an object stream");
        *out = (struct xref_entry){.kind = PDF_IN_STREAM, .offset = second, .index = (uint32_t)third};
    } else if (type == 0 && third <= UINT16_MAX) {
        out->generation = (uint16_t)third;
    }
    return OK;
}

static status read_stream_range(struct reader *r, struct view *data, const struct widths *w, int64_t first,
                                int64_t count, uint8_t rank, struct err *e)
{
    size_t width = w->of[0] + w->of[1] + w->of[2];
    ENSURE(first >= 0 && count >= 0 && first <= LIMIT_PDF_NUMBER && count <= LIMIT_PDF_NUMBER + 1 - first, ERR_SYNTAX,
           "a cross-reference stream with an impossible /Index or /Size");
    ENSURE(data->len / width >= (uint64_t)count, ERR_SYNTAX, "a cross-reference stream ends early");
    for (int64_t i = 0; i < count; i++) {
        struct xref_entry entry;
        TRY(read_stream_entry(&entry, data, w, e));
        entry.number = (uint32_t)(first + i);
        entry.rank = (uint8_t)(entry.rank + rank);
        TRY(add_entry(r, entry, e));
    }
    return OK;
}

static int64_t integer_or(const struct pdf_object *o, int64_t otherwise)
{
    return pdf_is(o, PDF_INTEGER) ? o->integer : otherwise;
}

static status read_stream_entries(struct reader *r, const struct pdf_object *stream, uint8_t rank, struct err *e)
{
    AUTO_BUF decoded = BUF_INIT(LIMIT_PDF_STREAM_DECODED);
    struct widths w;
    struct view data;
    const struct pdf_object *index = pdf_get(stream, "Index");
    TRY(read_widths(&w, stream, e));
    TRY(pdf_file_decode(&decoded, r->f, stream, 0, e)); /* references lead nowhere yet: its entries must be direct */
    TRY(buf_done(&data, &decoded, e));
    if (index == NULL) TRY(read_stream_range(r, &data, &w, 0, integer_or(pdf_get(stream, "Size"), -1), rank, e));
    ENSURE(index == NULL || (index->type == PDF_ARRAY && index->array.count % 2 == 0), ERR_SYNTAX,
           "a cross-reference stream with an impossible /Index or /Size");
    for (size_t i = 0; index != NULL && i < index->array.count; i += 2)
        TRY(read_stream_range(r, &data, &w, integer_or(index->array.item[i], -1),
                              integer_or(index->array.item[i + 1], -1), rank, e));
    if (data.len > 0) finding_add(r->findings, "PDF-10", "a cross-reference stream is longer than its entries");
    return OK;
}

static status read_stream(struct section *s, struct reader *r, uint8_t rank, struct err *e)
{
    struct pdf_indirect got;
    struct view first = view_part(r->f->bytes, s->start, 1);
    ENSURE(first.len == 1 && first.data[0] >= '0' && first.data[0] <= '9', ERR_SYNTAX,
           "PDF-03: byte %zu: cross-references must stand here", s->start);
    TRY(pdf_indirect_read(&got, r->f, r->f->arena, s->start, 0, e));
    ENSURE(pdf_is(got.object, PDF_STREAM) && pdf_is_name(pdf_get(got.object, "Type"), "XRef"), ERR_SYNTAX,
           "PDF-03: byte %zu: cross-references must stand here", s->start);
    TRY(read_stream_entries(r, got.object, rank, e));
    s->trailer = got.object->stream.dictionary;
    s->after = got.end;
    s->style = PDF_XREF_STREAM;
    return OK;
}

/* ---- sections ---- */

/* = 7.5.8.4: what the table calls free, the stream that /XRefStm names may show */
static status read_hidden(struct section *s, struct reader *r, uint8_t rank, struct err *e)
{
    struct section hidden = {0};
    const struct pdf_object *at = pdf_get(s->trailer, "XRefStm");
    if (at == NULL) return OK;
    TRY(get_offset(&hidden.start, r, at, "/XRefStm", e));
    TRY(read_stream(&hidden, r, (uint8_t)(rank + RANK_HIDDEN), e));
    TRY(pdf_spans_add(&r->f->spans, hidden.start, hidden.after, e));
    finding_add(r->findings, "PDF-11", "the file hides objects from older readers (hybrid cross-references)");
    s->style = PDF_XREF_HYBRID;
    return OK;
}

static status read_section(struct section *out, struct reader *r, size_t at, uint8_t rank, struct err *e)
{
    AUTO_LEX x = {.source = r->f->bytes, .at = at, .arena = r->f->arena};
    struct section s = {.start = at};
    if (pdf_lex_word(&x, "xref")) {
        TRY(read_table(&s, r, &x, rank, e));
        TRY(pdf_file_count_work(r->f, s.after - s.start, e));
        TRY(read_hidden(&s, r, rank, e));
    } else {
        TRY(read_stream(&s, r, rank, e));
    }
    TRY(pdf_spans_add(&r->f->spans, s.start, s.after, e));
    *out = s;
    return OK;
}

/* Does the file begin with a linearization parameter dictionary? = annex F.2 */
static bool is_linearized(struct pdf_file *f)
{
    struct err ignored = {0};
    struct pdf_indirect first;
    struct pdf_lex x = {.source = f->bytes};
    pdf_lex_skip(&x);
    return pdf_indirect_read(&first, f, f->arena, x.at, 0, &ignored) == OK &&
           pdf_get(first.object, "Linearized") != NULL;
}

/* The main section of a linearized file: a /Prev that points forward, once, and nothing before it. */
static status read_main_section(struct reader *r, size_t at, struct err *e)
{
    struct section s;
    ENSURE(is_linearized(r->f), ERR_SYNTAX, "PDF-15: /Prev leads to a later place in the file");
    TRY(read_section(&s, r, at, RANK_MAIN, e));
    ENSURE(pdf_get(s.trailer, "Prev") == NULL, ERR_SYNTAX, "PDF-15: /Prev leads to a later place in the file");
    r->after[r->count] = s.after;
    return OK;
}

/* Reads the section at *at and moves *at to the one before; false: there is none. */
static status read_revision(bool *more, size_t *at, struct reader *r, struct err *e)
{
    struct section s;
    size_t prev;
    ENSURE(r->count < LIMIT_PDF_REVISIONS, ERR_LIMIT, "more than %d revisions", LIMIT_PDF_REVISIONS);
    TRY(read_section(&s, r, *at, 0, e));
    r->f->revision[r->count] = (struct pdf_revision){.startxref = *at, .style = s.style, .trailer = s.trailer};
    r->after[r->count] = s.after;
    const struct pdf_object *value = pdf_get(s.trailer, "Prev");
    *more = false;
    if (value != NULL) {
        TRY(get_offset(&prev, r, value, "/Prev", e));
        ENSURE(prev != *at, ERR_SYNTAX, "PDF-15: /Prev leads to itself");
        *more = prev < *at;
        if (!*more) TRY(read_main_section(r, prev, e));
        *at = prev;
    }
    r->count++;
    return OK;
}

/* ---- footers ---- */

static bool read_footer(struct footer *out, struct view bytes, size_t at)
{
    struct pdf_lex x = {.source = bytes, .at = at};
    uint64_t value;
    pdf_lex_skip(&x);
    if (!pdf_lex_word(&x, "startxref")) return false;
    pdf_lex_skip(&x);
    if (!pdf_lex_unsigned(&value, &x, bytes.len)) return false;
    while (x.at < bytes.len && pdf_is_space(bytes.data[x.at])) x.at++;
    if (!pdf_lex_bytes(&x, "%%EOF")) return false;
    pdf_lex_skip_eol(&x);
    *out = (struct footer){(size_t)value, x.at};
    return true;
}

static size_t find_last(struct view v, const char *needle)
{
    struct view n = view_of_string(needle);
    size_t last = SIZE_MAX;
    for (size_t at = view_find(v, 0, n); at != SIZE_MAX; at = view_find(v, at + 1, n)) last = at;
    return last;
}

/* The last "startxref N %%EOF", within the last kilobyte. */
static status find_footer(struct footer *out, struct view bytes, struct err *e)
{
    size_t from = bytes.len > LIMIT_PDF_TAIL ? bytes.len - LIMIT_PDF_TAIL : 0;
    struct view tail = view_part(bytes, from, bytes.len - from);
    size_t eof = find_last(tail, "%%EOF");
    ENSURE(eof != SIZE_MAX, ERR_SYNTAX,
           "PDF-03: byte %zu: the file does not end with %%%%EOF: it may have been cut off", bytes.len);
    size_t at = find_last(view_part(tail, 0, eof), "startxref");
    ENSURE(at != SIZE_MAX && read_footer(out, bytes, from + at), ERR_SYNTAX,
           "PDF-03: byte %zu: the file does not end with startxref, an offset and %%%%EOF", from + eof);
    ENSURE(out->startxref > 0 && out->startxref < from + at, ERR_SYNTAX,
           "PDF-03: byte %zu: startxref is not an offset in the file", from + at);
    return OK;
}

/* Where each revision ends. A revision is covered by a signature up to there, so guessing is not an option: PDF-03. */
static void find_ends(struct reader *r, struct footer last)
{
    for (size_t i = 0; i < r->count; i++) {
        struct footer own = {0, r->after[i]};
        bool ok = read_footer(&own, r->f->bytes, r->after[i]) && own.startxref == r->f->revision[i].startxref;
        if (!ok || (i == 0 && own.end != last.end))
            finding_add(r->findings, "PDF-03", "a revision does not end with its own startxref and %%%%EOF");
        r->f->revision[i].end = i == 0 ? last.end : own.end;
    }
    if (last.end != r->f->bytes.len)
        finding_add(r->findings, "PDF-02", "%zu bytes follow the end of the document", r->f->bytes.len - last.end);
}

/* ---- all together ---- */

static void oldest_first(struct reader *r)
{
    struct pdf_revision *v = r->f->revision;
    for (size_t i = 0; i < r->count / 2; i++) {
        struct pdf_revision swapped = v[i];
        v[i] = v[r->count - 1 - i];
        v[r->count - 1 - i] = swapped;
    }
    for (size_t i = 0; i < r->xref.count; i++)
        r->xref.entry[i].revision = (uint8_t)(r->count - 1 - r->xref.entry[i].revision);
}

#define ORDER(a, b) \
    if ((a) != (b)) return (a) < (b) ? -1 : 1
static int compare_entries(const void *a, const void *b)
{
    const struct xref_entry *x = a, *y = b;
    ORDER(x->number, y->number);
    ORDER(x->revision, y->revision);
    ORDER(x->rank, y->rank);
    ORDER(x->offset, y->offset);
    ORDER(x->index, y->index);
    return 0;
}

/* Two entries for one object in one revision: honest only where a hybrid table calls it free. */
static void judge_duplicate(struct reader *r, struct xref_entry *kept, const struct xref_entry *other)
{
    bool both_free = kept->kind == PDF_FREE && other->kind == PDF_FREE;
    bool hybrid = kept->rank % RANK_MAIN == RANK_HIDDEN && other->rank == kept->rank + 1;
    kept->is_masked |= hybrid;
    if (both_free || hybrid || r->findings->overflow) return;
    if (kept->rank / RANK_MAIN != other->rank / RANK_MAIN)
        finding_add(r->findings, "PDF-23", "the two sections of the linearized file disagree about object %u",
                    kept->number);
    else
        finding_add(r->findings, "PDF-12", "object %u occurs twice in one revision", kept->number);
}

static void drop_duplicates(struct reader *r)
{
    struct xref *x = &r->xref;
    size_t kept = 0;
    for (size_t i = 0; i < x->count; i++) {
        struct xref_entry *last = kept > 0 ? &x->entry[kept - 1] : NULL;
        if (last != NULL && last->number == x->entry[i].number && last->revision == x->entry[i].revision)
            judge_duplicate(r, last, &x->entry[i]);
        else
            x->entry[kept++] = x->entry[i];
    }
    x->count = kept;
}

/* A number comes back with another generation only after it was freed (7.5.4). */
static void judge_generations(struct reader *r)
{
    for (size_t i = 0; i < r->xref.count && !r->findings->overflow; i++) {
        const struct xref_entry *now = &r->xref.entry[i], *before = i > 0 ? now - 1 : now;
        if (now->number == 0 && now->kind != PDF_FREE) finding_add(r->findings, "PDF-13", "object 0 is said to exist");
        if (before->number == now->number && before->kind != PDF_FREE && now->kind != PDF_FREE &&
            before->generation != now->generation)
            finding_add(r->findings, "PDF-13", "object %u changes its generation without being freed", now->number);
    }
}

/* Where a revision only repeats what the one before said, what was read there is what it sees: the same pointer. */
static void link_unchanged(struct pdf_file *f, uint8_t kind)
{
    for (size_t i = 0; i < f->xref.count; i++) {
        struct xref_entry *now = &f->xref.entry[i], *before = i > 0 ? now - 1 : NULL;
        if (now->kind != kind) continue;
        now->first = (uint32_t)i;
        if (before == NULL || before->number != now->number || before->kind != kind || before->offset != now->offset ||
            before->index != now->index || before->generation != now->generation)
            continue;
        if (kind != PDF_IN_STREAM || pdf_file_stream_of(f, before) == pdf_file_stream_of(f, now))
            now->first = before->first;
    }
}

static status check_trailers(struct reader *r, struct err *e)
{
    struct pdf_file *f = r->f;
    const struct pdf_object *first = NULL; /* /Root of the oldest */
    for (size_t i = 0; i < r->count; i++) {
        const struct pdf_object *trailer = f->revision[i].trailer, *root = pdf_get(trailer, "Root");
        const struct pdf_object *size = pdf_get(trailer, "Size");
        ENSURE(pdf_is(root, PDF_REFERENCE), ERR_SYNTAX, "a trailer whose /Root is not a reference");
        ENSURE(pdf_is(size, PDF_INTEGER) && size->integer > 0 && size->integer <= LIMIT_PDF_NUMBER + 1, ERR_SYNTAX,
               "PDF-15: a trailer without a usable /Size");
        if (i == 0) first = root;
        if (root->reference.number != first->reference.number ||
            root->reference.generation != first->reference.generation)
            finding_add(r->findings, "PDF-15", "/Root is not the same object in all revisions");
        if (i > 0 && size->integer < pdf_get(f->revision[i - 1].trailer, "Size")->integer)
            finding_add(r->findings, "PDF-15", "/Size is smaller than that of the revision before");
        f->encrypted |= pdf_get(trailer, "Encrypt") != NULL;
    }
    return OK;
}

/* Nothing that a revision says may stand in what was added after it, nor be numbered beyond its /Size. */
static void judge_places(struct reader *r)
{
    struct pdf_file *f = r->f;
    for (size_t i = 0; i < f->xref.count && !r->findings->overflow; i++) {
        const struct xref_entry *entry = &f->xref.entry[i];
        const struct pdf_revision *revision = &f->revision[entry->revision];
        if (entry->kind == PDF_AT_OFFSET && entry->offset >= revision->end)
            finding_add(r->findings, "PDF-13", "a revision has its object %u behind its own end", entry->number);
        if (entry->kind != PDF_FREE && entry->number >= pdf_get(revision->trailer, "Size")->integer)
            finding_add(r->findings, "PDF-15", "object %u is beyond /Size", entry->number);
    }
    for (size_t i = 1; i < f->revision_count; i++)
        if (f->revision[i].startxref < f->revision[i - 1].end)
            finding_add(r->findings, "PDF-03", "a revision begins before the end of the one before");
}

static status read_all(struct reader *r, struct err *e)
{
    struct footer last;
    bool more = true;
    TRY(find_footer(&last, r->f->bytes, e));
    for (size_t at = last.startxref; more;) TRY(read_revision(&more, &at, r, e));
    find_ends(r, last);
    oldest_first(r);
    TRY(check_trailers(r, e));
    if (r->xref.count > 0) qsort(r->xref.entry, r->xref.count, sizeof *r->xref.entry, compare_entries);
    drop_duplicates(r);
    judge_generations(r);
    r->f->xref = r->xref;
    r->xref = (struct xref){0};
    r->f->revision_count = r->count;
    if (r->odd_entries)
        finding_add(r->findings, "PDF-10", "a cross-reference table has entries that are not 20 bytes long");
    link_unchanged(r->f, PDF_AT_OFFSET);
    link_unchanged(r->f, PDF_IN_STREAM);
    judge_places(r);
    return OK;
}

status pdf_xref_read(struct pdf_file *f, struct findings *findings, struct err *e)
{
    AUTO_CLEAR(clear_reader) struct reader r = {.f = f, .findings = findings};
    return read_all(&r, e);
}
