// SPDX-License-Identifier: Apache-2.0
/*
 * document.h - one document, copied once: what was checked is what is signed is what is returned.
 *
 * The bytes are in a sealed memfd, or beyond LIMIT_DOCUMENT_MEMFD in an unlinked file with no writer left. Nobody opens
 * a path twice, and nobody can change or truncate the bytes under a reader. Refuses: directories and devices, empty
 * files, files that start like neither PDF nor XML (before anything is copied), more than LIMIT_DOCUMENT. Does not
 * check: anything behind the first bytes.
 */
#pragma once

#include "formats/base/bytes.h"
#include "formats/base/limits.h"

enum document_format { DOCUMENT_UNKNOWN = 0, DOCUMENT_PDF, DOCUMENT_XML };

enum { DOCUMENT_DIGEST = 32 };

struct document {
    int fd;            /* -1: none */
    struct view bytes; /* mapped, read-only */
    enum document_format format;
    uint8_t sha256[DOCUMENT_DIGEST];
    const char *password; /* opens it where it is encrypted; NULL: none. Borrowed: set by whoever opened it */
};

#define DOCUMENT_NONE ((struct document){.fd = -1})

/* ERR_MISSING: no such file, or not a file. ERR_SYNTAX: neither PDF nor XML. */
MUST status document_open(struct document *out, const char *path, struct err *e);
/* A new document of these parts, one after the other. */
MUST status document_join(struct document *out, const struct view *parts, size_t count, struct err *e);
void document_clear(struct document *d);
/* "pdf", "xml", "unknown" */
const char *document_format_name(enum document_format f);
