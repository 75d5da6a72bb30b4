// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_file_priv.h - what the parts of the strict reader know of an open file: pdf_file.c, pdf_xref.c, pdf_indirect.c,
 * pdf_objstm.c, pdf_unlock.c, pdf_scan.c, pdf_page.c.
 */
#pragma once

#include "formats/base/arena.h"
#include "formats/base/limits.h"
#include "formats/pdf/pdf_file.h"

struct pdf_crypt;
struct pdf_object_stream;

/* Who wins when a revision mentions an object twice; a linearized file's main section comes after its first-page
 * section. RANK_HIDDEN: the stream that /XRefStm names. */
enum xref_rank { RANK_USED = 0, RANK_HIDDEN, RANK_FREE, RANK_MAIN };

/* What one section says of one object. */
struct xref_entry {
    const struct pdf_object *object;  /* once it was loaded */
    struct pdf_object_stream *stream; /* once it was opened as an object stream */
    uint64_t offset;                  /* PDF_IN_STREAM: number of the object stream */
    uint32_t number;
    uint32_t index; /* PDF_IN_STREAM */
    uint32_t first; /* the entry of the earliest revision from which on the object stayed at this place */
    uint16_t generation;
    uint8_t revision;
    uint8_t rank;  /* the smaller wins within a revision: enum xref_rank */
    uint8_t kind;  /* of struct pdf_location */
    bool busy;     /* being loaded: meeting it again is a cycle */
    bool is_there; /* PDF_IN_STREAM: its object stream really holds it there */
    bool was_dangling;
    bool is_masked; /* RANK_HIDDEN: the table of the same section calls it free */
    bool is_signed; /* a dictionary with /ByteRange and /Contents */
};

/* Sorted by number, then revision; one entry each. */
struct xref {
    struct xref_entry *entry;
    size_t count, room;
};

/* Bytes that a construct occupies, for PDF-14. */
struct span {
    size_t start, end;
};

struct spans {
    struct span *item;
    size_t count, room;
};

struct page_list {
    const struct pdf_page *page; /* NULL: not walked yet */
    size_t count;
};

struct pdf_file {
    struct view bytes;
    struct arena *arena;
    struct pdf_revision revision[LIMIT_PDF_REVISIONS];
    uint32_t size[LIMIT_PDF_REVISIONS]; /* pdf_file_size */
    struct page_list pages[LIMIT_PDF_REVISIONS];
    size_t revision_count;
    struct xref xref;
    struct spans spans;      /* while opening */
    bool encrypted;          /* /Encrypt in any trailer */
    bool locked;             /* in the newest, and not opened: strings and streams are not what they seem */
    struct pdf_crypt *crypt; /* NULL: nothing to decrypt, or not yet */
    unsigned depth;          /* of loads within loads */
    uint64_t work;    /* bytes lexed so far: an honest file is read a few times over, a hostile one without end */
    uint64_t decoded; /* bytes that object streams came to */
};

extern const struct pdf_object pdf_null;

MUST status pdf_spans_add(struct spans *s, size_t start, size_t end, struct err *e);
/* Counts work; ERR_LIMIT when it is more than honest files need. */
MUST status pdf_file_count_work(struct pdf_file *f, size_t bytes, struct err *e);

/* pdf_file.c: the entry that a revision sees, NULL if there is none. */
struct xref_entry *pdf_file_find(const struct pdf_file *f, uint32_t number, size_t revision);
/* The entry that stands for all that lead to the same place: what was read is kept there. */
struct xref_entry *pdf_file_first(const struct pdf_file *f, const struct xref_entry *entry);
/* Of an entry in an object stream: the stream's first entry, as its own revision saw it; NULL if it has none. */
struct xref_entry *pdf_file_stream_of(const struct pdf_file *f, const struct xref_entry *entry);

/* pdf_xref.c: fills revisions (end, too), xref and spans. */
MUST status pdf_xref_read(struct pdf_file *f, struct findings *findings, struct err *e);
/*
 * pdf_unlock.c: opens an encrypted file, or sets `locked` with finding PDF-06. What was loaded before keeps its strings
 * as they are: that is /Encrypt itself, which nobody encrypts.
 */
MUST status pdf_unlock(struct pdf_file *f, struct findings *findings, struct view password, struct err *e);
/* pdf_scan.c: reads every object once, fills size; spans are used up. */
MUST status pdf_scan(struct pdf_file *f, struct findings *findings, struct err *e);
