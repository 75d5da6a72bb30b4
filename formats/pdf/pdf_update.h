// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_update.h - an incremental update (ISO 32000-1 7.5.6): new and rewritten objects, and a cross-reference section in
 * the style of the newest revision.
 *
 * The original stays as it is, byte for byte; the update begins at its end. Numbers of new objects are beyond every
 * number and every dangling reference of the file. Deterministic: the same input gives the same bytes.
 */
#pragma once

#include "formats/pdf/pdf_file.h"

enum { PDF_UPDATE_OBJECTS = 4096 };

struct pdf_update_entry {
    struct pdf_ref ref;
    uint64_t offset;
};

struct pdf_update {
    struct buf body;
    uint64_t base; /* length of the original */
    struct pdf_update_entry entry[PDF_UPDATE_OBJECTS];
    size_t count;
    uint32_t next;
    bool full; /* more objects than fit, or an object was begun twice */
};

/* `u` is large: on the heap. */
void pdf_update_init(struct pdf_update *u, struct pdf_file *file);
void pdf_update_clear(struct pdf_update *u);
struct pdf_ref pdf_update_new_ref(struct pdf_update *u);
/* "N G obj" EOL; the caller writes the object into u->body and ends it. */
void pdf_update_begin(struct pdf_update *u, struct pdf_ref ref);
void pdf_update_end(struct pdf_update *u);
/* Cross-reference section, trailer, startxref, %%EOF. */
MUST status pdf_update_finish(struct pdf_update *u, struct pdf_file *file, struct err *e);
