// SPDX-License-Identifier: Apache-2.0
/*
 * pdf.h - what the rest of the program asks of a PDF (ISO 32000-1/-2): which signatures it has and what changed
 * after each (pdf_inspect), and the incremental update that makes room for one more (pdf_prepare).
 *
 * Runs in the sandboxed worker only. Bytes in, facts out: decides nothing, holds no key, does no I/O.
 * Refuses: files whose cross-references do not lead where they say, without any attempt at repair.
 * Does not check: digests, CMS, certificates.
 */
#pragma once

#include "formats/evidence.h"
#include "formats/pdf/pdf_restriction.h"
#include "formats/pdf/pdf_traits.h"

enum pdf_coverage {
    PDF_COVERS_NOTHING = 0,
    PDF_COVERS_PARTIAL,
    PDF_COVERS_REVISION,
    PDF_COVERS_WHOLE_FILE,
    PDF_COVERAGE_COUNT
};

/* What later revisions did, as bits. */
enum pdf_change {
    PDF_CHANGE_SIGNATURE = 1,
    PDF_CHANGE_TIMESTAMP = 2,
    PDF_CHANGE_DSS = 4,
    PDF_CHANGE_FORM = 8,
    PDF_CHANGE_ANNOTATION = 16,
    PDF_CHANGE_OTHER = 32,
    PDF_CHANGE_ALL = 63
};

enum pdf_subfilter {
    PDF_SUBFILTER_OTHER = 0,
    PDF_SUBFILTER_ETSI_CADES,
    PDF_SUBFILTER_PKCS7,
    PDF_SUBFILTER_RFC3161,
    PDF_SUBFILTER_COUNT
};

struct pdf_signature {
    char field[LIMIT_TEXT]; /* fully qualified, escaped */
    enum pdf_subfilter subfilter;
    uint64_t byte_range[4]; /* as in the file; meaningful only when coverage is not NOTHING */
    enum pdf_coverage coverage;
    uint32_t revision;             /* from 0: that it covers, when coverage is REVISION or WHOLE_FILE */
    uint32_t changes_after;        /* enum pdf_change bits */
    char claimed_time[LIMIT_TEXT]; /* /M as RFC 3339 UTC; empty when absent or malformed */
    struct buf contents;           /* decoded /Contents, padding included */
    uint32_t certification;        /* DocMDP P of this signature: 1, 2, 3; 0 when it is not one */
    /* Where a person sees it: page (from 1; 0: invisible) and the box in points from the top left as displayed. */
    uint32_t page;
    double x, y, w, h;
    double unit;              /* points in a unit of that page (UserUnit); 0 where it is invisible */
    struct findings findings; /* about this signature (PDF-30 .. PDF-63) */
};

/* How the password that opened an encrypted file was taken, for whoever opens it next. */
enum pdf_password_form {
    PDF_PASSWORD_NONE = 0, /* the empty one, or nothing to open */
    PDF_PASSWORD_AS_IS,
    PDF_PASSWORD_PDFDOC, /* in PDFDocEncoding */
    PDF_PASSWORD_FORM_COUNT
};

struct pdf_facts {
    struct pdf_signature *signatures; /* oldest first */
    size_t signature_count;
    uint32_t revision_count;
    uint32_t page_count;
    bool encrypted;       /* whether or not it could be opened */
    struct proofs proofs; /* of /DSS */
    bool locked;          /* encrypted, and the password does not open it: nothing behind the trailer was read */
    enum pdf_password_form password;
    struct pdf_traits traits;
    struct findings findings; /* about the file (PDF-01 .. PDF-23) */
};

/* `password` opens an encrypted file: the user's or the owner's, in UTF-8; without one the empty password is tried. */
MUST status pdf_inspect(struct pdf_facts *out, struct view document, struct view password, struct err *e);
void pdf_facts_clear(struct pdf_facts *f);
void pdf_facts_put(struct buf *out, const struct pdf_facts *f);
MUST status pdf_facts_get(struct pdf_facts *out, struct view *in, struct err *e);

struct pdf_request {
    bool is_timestamp;      /* a document time-stamp: invisible, without a claimed time, in a new field */
    char field[LIMIT_TEXT]; /* an empty field's name, or a new one's; empty: a new "Signature<n>", "Timestamp<n>" */
    char claimed_time[LIMIT_TEXT]; /* RFC 3339 UTC, for /M */
    uint32_t contents_size;        /* bytes that /Contents must hold */
    int32_t page;                  /* from 1, -1 the last; 0: invisible, or the place of the existing field */
    double x, y, w, h;             /* points, from the top left of the page as displayed */
    struct buf appearance;         /* a one-page PDF that render drew, w by h; empty when invisible */
    char tooltip[2 * LIMIT_TEXT];  /* who signs, in a sentence that assistive programs read out; empty: none */
    struct pdf_restriction forbids;
    struct view password; /* as for pdf_inspect; borrowed, also by pdf_request_get from its input */
};

/* The document with `update` appended is the prepared file; byte_range counts in it. */
struct pdf_prepared {
    struct buf update;
    uint64_t byte_range[4];
    char field[LIMIT_TEXT];
    struct findings notes; /* what a person should know of it */
};

void pdf_request_init(struct pdf_request *r);
void pdf_request_clear(struct pdf_request *r);
void pdf_request_put(struct buf *out, const struct pdf_request *r);
MUST status pdf_request_get(struct pdf_request *out, struct view *in, struct err *e);

/*
 * Deterministic. `out` was initialised; its old content is freed. ERR_REFUSED where a rule forbids it (encryption that
 * is not opened, or does not permit it: pdf_access.h; a hybrid file that hides page or catalog; XFA; a picture with
 * transparency for a PDF/A-1; field name taken or its field signed; place outside of the page, or given for a field
 * that has one; an earlier certification or lock), ERR_USAGE where there is no such page, ERR_SYNTAX where the file is
 * damaged. Does not check: what pdf_inspect finds odd, whether earlier signatures are valid, seed values of the field
 * (pdf_ask.h).
 */
MUST status pdf_prepare(struct pdf_prepared *out, struct view document, const struct pdf_request *r, struct err *e);
/*
 * The update that adds these proofs to the document security store (ISO 32000-2 12.8.4.3, ETSI EN 319 142-1 5.4.2).
 * What is in the store stays as it is, /VRI too; what is there already is not added again; no /VRI is written. Empty
 * where nothing is to be added. Refuses what pdf_prepare refuses of a file, a /DSS that is no such store (ERR_SYNTAX),
 * more than LIMIT_PROOFS in all or LIMIT_PDF_UPDATE bytes (ERR_LIMIT). Does not look at the proofs, nor at whether
 * signatures forbid it: none does.
 */
MUST status pdf_store_proofs(struct buf *update, struct view document, struct view password, const struct proofs *add,
                             struct err *e);

void pdf_prepared_init(struct pdf_prepared *p);
void pdf_prepared_clear(struct pdf_prepared *p);
void pdf_prepared_put(struct buf *out, const struct pdf_prepared *p);
MUST status pdf_prepared_get(struct pdf_prepared *out, struct view *in, struct err *e);
