// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_update.h - an incremental update (ISO 32000-1 7.5.6): new and rewritten objects, and a cross-reference section in
 * the style of the newest revision.
 *
 * The original stays as it is, byte for byte; the update begins at its end. Numbers of new objects are beyond every
 * number and every dangling reference of the file: what a hybrid file's table calls free is never used again. The
 * update of a hybrid file is a table. Deterministic: the same input gives the same bytes.
 * Encrypted files: objects are written in clear, and encrypted where they end (pdf_encrypt.h). An object of the file
 * that is rewritten has its strings decrypted before, so that it is of no account where it stood: by itself, in an
 * object stream, or under another number. What a caller remembers of places in `body` stays true up to the object's
 * first string. Failure is sticky and seen by pdf_update_finish: more than LIMIT_PDF_UPDATE bytes or
 * LIMIT_PDF_UPDATE_OBJECTS objects, an object begun twice, no object number left; ERR_REFUSED: a hidden one begun under
 * its own number.
 */
#pragma once

#include "formats/pdf/pdf_file.h"
#include "formats/pdf/pdf_write.h"

struct pdf_update_entry {
    struct pdf_ref ref;
    uint64_t offset;
};

/* An object of the file that is written again at the end, with all the edits that were asked for. */
enum { PDF_UPDATE_PENDING = 64, PDF_UPDATE_EDITS = 16 };
struct pdf_update_pending {
    struct pdf_ref ref; /* under which it is written */
    struct pdf_ref from;
    const struct pdf_object *object;
    struct pdf_edit edit[PDF_UPDATE_EDITS];
    size_t count;
};

struct pdf_update {
    struct pdf_file *file;   /* borrowed */
    struct pdf_crypt *crypt; /* of the file; NULL: not encrypted */
    struct buf body;
    uint64_t base; /* length of the original */
    struct pdf_update_entry entry[LIMIT_PDF_UPDATE_OBJECTS];
    size_t count;
    struct pdf_update_pending pending[PDF_UPDATE_PENDING];
    size_t pending_count;
    uint32_t next;            /* the next new object's number */
    uint32_t hidden;          /* an object that must not be written under its own number; 0: none was */
    struct pdf_ref ref;       /* of the object that was begun last */
    size_t start;             /* where it is in `body`, behind its "obj" */
    struct err crypt_failure; /* the first */
    bool failed;
};

/* NULL: out of memory. */
struct pdf_update *pdf_update_new(struct pdf_file *file) MUST;
void pdf_update_free(struct pdf_update *u);
AUTO_DEFINE(struct pdf_update, pdf_update_free)

struct pdf_ref pdf_update_new_ref(struct pdf_update *u);
/* "N G obj" EOL; the caller writes the object into u->body and ends it. */
void pdf_update_begin(struct pdf_update *u, struct pdf_ref ref);
void pdf_update_end(struct pdf_update *u);
/* An object of the file again, with these edits. */
void pdf_update_rewrite(struct pdf_update *u, struct pdf_ref ref, const struct pdf_object *o, struct pdf_edit *edits,
                        size_t count);
/*
 * One more edit of an object of the file, which pdf_update_finish then writes once: several parts of an update may
 * change the same object. `o` is the whole object, whose bytes hold those of the edit.
 */
void pdf_update_edit(struct pdf_update *u, struct pdf_ref ref, const struct pdf_object *o, struct pdf_edit edit);
/*
 * The reference under which the object is to be written again: its own. Of an object that a hybrid file hides from
 * older readers (pdf_file_is_hidden) a new one, always the same: whoever refers to it must be led there. To write it
 * under its own number would show those readers what they were not to see.
 */
struct pdf_ref pdf_update_home(struct pdf_update *u, struct pdf_ref ref, const struct pdf_object *o);
/* Edits at pending objects and what they need are written; cross-reference section, trailer, startxref, %%EOF. */
MUST status pdf_update_finish(struct pdf_update *u, struct err *e);
