// SPDX-License-Identifier: Apache-2.0
/*
 * revisions.h - the signed revisions of a PDF, as its report lists them: each is the document up to a byte.
 *
 * An earlier revision of a PDF that was only ever added to is its beginning (ISO 32000-1, 7.5.6). Leaves out:
 * signatures that cover no whole revision; the second of two that end at the same byte.
 */
#pragma once

#include "signer/verify.h"

struct revision {
    size_t signature; /* index in the report */
    uint64_t end;     /* its bytes are document[0, end) */
    char name[96];    /* "revision-2-SecondSeal-17": letters, digits, "-", "_" and "." only, unique by its number */
};

struct revision_list {
    struct revision item[LIMIT_PDF_SIGNATURES]; /* oldest first */
    size_t count;
};

void revisions_list(struct revision_list *out, const struct verify_report *r, const struct document *d);

/* The name of the input file without folder and ending, cleaned, as a beginning for the names of what is made of it. */
void revisions_stem(char *out, size_t size, const char *path);
