// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_fields.h - the signature fields of a document (ISO 32000-1 12.7.4.5), found through the form's /Fields and
 * nowhere else.
 */
#pragma once

#include "formats/pdf/pdf_file.h"

struct pdf_field {
    char name[LIMIT_TEXT]; /* fully qualified, cleaned */
    struct pdf_ref ref;    /* {0, 0}: direct */
    const struct pdf_object *dictionary;
    const struct pdf_object *value;  /* /V resolved, the null object where it leads nowhere; NULL: no /V, unsigned */
    struct pdf_ref value_ref;        /* {0, 0}: direct */
    const struct pdf_object *widget; /* the annotation, of several the first; NULL: none */
    struct pdf_ref widget_ref;       /* {0, 0}: direct */
};

struct pdf_fields {
    struct pdf_field *item;
    size_t count;
};

/* As of a revision. Findings: PDF-42 for names that are not unique, or no names. */
MUST status pdf_fields_find(struct pdf_fields *out, struct pdf_file *file, size_t revision, struct findings *f,
                            struct err *e);
void pdf_fields_clear(struct pdf_fields *f);

/* Is there a field or a group of fields of this fully qualified name, of whatever type? */
MUST status pdf_fields_have(bool *out, struct pdf_file *file, size_t revision, const char *name, struct err *e);

/* The fully qualified name of a field whose parent has the name `parent` (ISO 32000-1 12.7.3.2), cleaned and cut. */
MUST status pdf_fields_name(char out[static LIMIT_TEXT], const char *parent, struct pdf_file *file,
                            const struct pdf_object *field, size_t revision, struct err *e);

/* A text string as clean UTF-8, cut to size; empty where it is none. */
void pdf_text_of(char *out, size_t size, const struct pdf_object *string);
