// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_object.h - PDF objects (ISO 32000-1 clause 7.3) as they stand in the file: typed, with the bytes they came from.
 *
 * Objects live in the arena of the file they were read from and are never changed.
 */
#pragma once

#include "formats/base/bytes.h"

enum pdf_type {
    PDF_NULL = 1,
    PDF_BOOLEAN,
    PDF_INTEGER,
    PDF_REAL,
    PDF_NAME,
    PDF_STRING,
    PDF_ARRAY,
    PDF_DICTIONARY,
    PDF_REFERENCE,
    PDF_STREAM
};

struct pdf_ref {
    uint32_t number;
    uint32_t generation;
};

struct pdf_entry;

struct pdf_object {
    enum pdf_type type;
    /* The token or construct in its source (the file, or a decoded object stream); for a stream: of its dictionary. */
    struct view source;
    union {
        bool boolean;
        int64_t integer;
        double real;
        struct view name;   /* #xx decoded, without the slash */
        struct view string; /* escapes or hex decoded; decrypted (pdf_crypt.h) */
        struct pdf_ref reference;
        struct {
            const struct pdf_object **item;
            size_t count;
        } array;
        struct {
            const struct pdf_entry *entry; /* in the order of the file; a key occurs once (PDF-17) */
            size_t count;
        } dictionary;
        struct {
            const struct pdf_object *dictionary;
            struct view encoded;  /* between "stream" EOL and "endstream", exactly /Length bytes */
            struct pdf_ref owner; /* the object that it is: encryption depends on it */
        } stream;
    };
};

struct pdf_entry {
    struct view key; /* decoded, without the slash */
    const struct pdf_object *value;
};

/* Value of a key, also of a stream's dictionary; NULL if `o` has none or is neither. A null value is NULL too. */
const struct pdf_object *pdf_get(const struct pdf_object *o, const char *key);
bool pdf_is_name(const struct pdf_object *o, const char *name); /* false for NULL */
bool pdf_is(const struct pdf_object *o, enum pdf_type type);    /* false for NULL */
/* Value of a key of a dictionary, which is tried as entry i first: dictionaries may be long. */
const struct pdf_object *pdf_get_near(const struct pdf_object *dictionary, size_t i, struct view key);
/* The same value, whatever its spelling; references are not followed, of streams only the dictionaries compared. */
bool pdf_equal(const struct pdf_object *a, const struct pdf_object *b); /* NULL is null */
/* Integer or real as double. */
bool pdf_number(double *out, const struct pdf_object *o);
