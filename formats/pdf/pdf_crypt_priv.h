// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_crypt_priv.h - what the parts of pdf_crypt.h know of an open encryption: pdf_crypt.c reads /Encrypt and opens it,
 * pdf_crypt_data.c has the keys and the data of objects.
 */
#pragma once

#include "formats/pdf/pdf_crypt.h"

enum method { METHOD_IDENTITY = 1, METHOD_RC4, METHOD_AES_128, METHOD_AES_256, METHOD_OTHER };

/* A crypt filter of /CF (table 25). */
struct filter {
    struct view name;
    enum method method;
};

struct pdf_crypt {
    struct pdf_key key; /* the file's */
    struct pdf_password password;
    enum pdf_opener opener;
    unsigned revision;
    uint32_t permissions; /* /P */
    struct view perms;    /* 16 bytes; empty where there is no such string */
    bool covers_metadata;
    struct filter filter[LIMIT_PDF_CRYPT_FILTERS];
    size_t filter_count;
    enum method strings, streams, files;
    /* The object whose key is at hand */
    struct pdf_ref ref;
    enum method method;
    struct pdf_key of_object;
};

/* The method of a crypt filter of this file. ERR_REFUSED where it is one that nobody here knows. */
MUST status pdf_crypt_find_filter(enum method *out, const struct pdf_crypt *c, struct view name, struct err *e);
