// SPDX-License-Identifier: Apache-2.0
/*
 * document.h - one document, copied once: what was checked is what is signed is what is returned.
 *
 * Nobody opens a path twice, and nobody can change or truncate the bytes under a reader (storage.h). A document that
 * continues another shares its pages (mapping.h) and what was hashed of it; both live as long as they like. Refuses:
 * directories and devices, empty files, files that start like neither PDF nor XML (before anything is copied), more
 * than LIMIT_DOCUMENT. Does not check: anything behind the first bytes.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/bytes.h"
#include "formats/base/limits.h"
#include "signer/mapping.h"

enum document_format { DOCUMENT_UNKNOWN = 0, DOCUMENT_PDF, DOCUMENT_XML };

enum { DOCUMENT_DIGEST = 32 };

struct digester;

struct document {
    struct parts parts; /* what helpers are given */
    size_t base_size;   /* of parts.base */
    struct view bytes;  /* mapped, read-only */
    enum document_format format;
    uint8_t sha256[DOCUMENT_DIGEST];
    struct digester *seen; /* has seen all the bytes with SHA-256, and can go on */
    const char *password;  /* opens it where it is encrypted; NULL: none. Borrowed: set by whoever opened it */
};

#define DOCUMENT_NONE ((struct document){.parts = PARTS_NONE})

/* ERR_MISSING: no such file, or not a file. ERR_SYNTAX: neither PDF nor XML. */
MUST status document_open(struct document *out, const char *path, struct err *e);
/* The same; if it is large its copy is kept in `folder`, where output_write_document need not copy it again.
 * ERR_OUTPUT: the disk is too full for it. */
MUST status document_open_for(struct document *out, const char *path, const char *folder, struct err *e);
/* Would document_open take it? Copies nothing. */
MUST status document_probe(const char *path, struct err *e);
/* A new document of these parts, one after the other: all of it is copied. */
MUST status document_join(struct document *out, const struct view *parts, size_t count, struct err *e);
/* All of `d`, with its password, and then `added`. Costs what was added since a file was opened, not its size. */
MUST status document_extend(struct document *out, const struct document *d, struct view added, struct err *e);
/* A digester that has seen all of the document: at once for SHA-256, hashed anew for any other. */
MUST status document_digester(struct digester **out, const struct document *d, enum digest_algorithm a, struct err *e);
/* How many of its bytes stand in parts.base, at the same place. */
size_t document_shared(const struct document *d);
void document_clear(struct document *d);
/* "pdf", "xml", "unknown" */
const char *document_format_name(enum document_format f);
