// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_file.h - a PDF file opened strictly: its revisions, its cross-references, and its objects as any revision saw
 * them.
 *
 * Follows startxref and every /Prev (and the two sections of a linearized file, which are one revision) through tables
 * and streams, object streams included. Never searches for objects and never repairs: what does not lead where it says
 * is an error that names the byte.
 * Refuses on open: a header that is not at byte 0, /Prev cycles, more revisions or objects than limits.h allows.
 * Findings (PDF-01 .. PDF-23) are what a strict verifier minds although the file can be read. Every object is looked at
 * once on open: one that is not where the cross-references say refuses the file, one that cannot be parsed is a
 * finding, and an error when it is loaded. An encrypted file is opened with its password (pdf_crypt.h); then objects
 * are loaded with their strings decrypted, and streams are decrypted when they are decoded. Where the password does not
 * fit, the file is locked: strings stay as they are, streams and object streams are refused. Borrows: the document must
 * outlive the file. Objects live until pdf_file_close.
 */
#pragma once

#include "formats/base/finding.h"
#include "formats/pdf/pdf_object.h"

struct pdf_file;
struct pdf_crypt;

enum pdf_xref_style { PDF_XREF_TABLE = 1, PDF_XREF_STREAM, PDF_XREF_HYBRID };

struct pdf_revision {
    uint64_t startxref; /* offset of its newest cross-reference section */
    uint64_t end;       /* one past its %%EOF and the end-of-line after it */
    enum pdf_xref_style style;
    const struct pdf_object *trailer; /* dictionary; of an xref stream: its dictionary */
};

MUST status pdf_file_open(struct pdf_file **out, struct view document, struct findings *findings, struct err *e);
/* With the user's or the owner's password; pdf_file_open tries the empty one. */
MUST status pdf_file_open_with(struct pdf_file **out, struct view document, struct view password,
                               struct findings *findings, struct err *e);
void pdf_file_close(struct pdf_file *f);
AUTO_DEFINE(struct pdf_file, pdf_file_close)

struct view pdf_file_bytes(const struct pdf_file *f);
/* Revisions from 0, the oldest. */
size_t pdf_file_revision_count(const struct pdf_file *f);
const struct pdf_revision *pdf_file_revision(const struct pdf_file *f, size_t i);
bool pdf_file_is_encrypted(const struct pdf_file *f); /* /Encrypt in any trailer */
bool pdf_file_is_locked(const struct pdf_file *f);    /* encrypted, and the password does not open it */
/* That opened it, in the encoding that its handler takes; NULL where there was nothing to open. */
const char *pdf_file_password(const struct pdf_file *f);
/* How it was opened (pdf_crypt.h); NULL where there was nothing to open. */
struct pdf_crypt *pdf_file_crypt(const struct pdf_file *f);
/* One more than the highest number of any cross-reference entry, /Size and reference in any object up to that revision.
 */
uint32_t pdf_file_size(const struct pdf_file *f, size_t revision);

/* Where revision `i` says that an object is, and which revision's section said so. */
struct pdf_location {
    enum { PDF_ABSENT = 0, PDF_FREE, PDF_AT_OFFSET, PDF_IN_STREAM } kind;
    uint64_t offset; /* PDF_AT_OFFSET */
    uint32_t stream; /* PDF_IN_STREAM: number of the object stream */
    uint32_t index;  /* PDF_IN_STREAM */
    uint32_t generation;
    size_t revision; /* whose section it stands in */
};
struct pdf_location pdf_file_locate(const struct pdf_file *f, uint32_t number, size_t revision);
/*
 * Does only the stream of a hybrid section show it, so that readers of tables find it free or absent (ISO 32000-1
 * 7.5.8.4)?
 */
bool pdf_file_is_hidden(const struct pdf_file *f, uint32_t number, size_t revision);
/* Calls `each` for every number that revision i's own section mentions. */
MUST status pdf_file_each_changed(struct pdf_file *f, size_t revision,
                                  status (*each)(void *context, uint32_t number, struct err *e), void *context,
                                  struct err *e);

/* Calls `each` for every dictionary of any revision that has /ByteRange and /Contents; not for those in object streams.
 */
MUST status pdf_file_each_signature(struct pdf_file *f,
                                    status (*each)(void *context, struct pdf_ref ref, const struct pdf_object *o,
                                                   struct err *e),
                                    void *context, struct err *e);

/* The object as revision i sees it; the null object where it is absent or free. Cached. */
MUST status pdf_file_load(const struct pdf_object **out, struct pdf_file *f, struct pdf_ref ref, size_t revision,
                          struct err *e);
/* Follows references (at most LIMIT_PDF_DEPTH) from o, which may be NULL; the result is never NULL nor a reference. */
MUST status pdf_file_resolve(const struct pdf_object **out, struct pdf_file *f, const struct pdf_object *o,
                             size_t revision, struct err *e);
/* pdf_get and resolve in one; the null object when absent. */
MUST status pdf_file_get(const struct pdf_object **out, struct pdf_file *f, const struct pdf_object *dictionary,
                         const char *key, size_t revision, struct err *e);
/* The bytes of a stream, its filters not undone, but encryption: as they stand, or decrypted into `room`. */
MUST status pdf_file_stream_bytes(struct view *out, struct buf *room, struct pdf_file *f,
                                  const struct pdf_object *stream, size_t revision, struct err *e);
/* Filters undone (Flate with predictors, ASCIIHex, ASCII85 ...; image filters are refused); bounded by out->max. */
MUST status pdf_file_decode(struct buf *out, struct pdf_file *f, const struct pdf_object *stream, size_t revision,
                            struct err *e);

/* Page i (from 0) of a revision: its object, with cycles and depth bounded. `ref` may be {0, 0} for a direct page. */
struct pdf_page {
    struct pdf_ref ref;
    const struct pdf_object *dictionary;
    /* inherited values resolved (NULL where there are none) */
    const struct pdf_object *media_box, *crop_box, *rotate, *resources;
};
MUST status pdf_file_page_count(size_t *out, struct pdf_file *f, size_t revision, struct err *e);
MUST status pdf_file_page(struct pdf_page *out, struct pdf_file *f, size_t index, size_t revision, struct err *e);
