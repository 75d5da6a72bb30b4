// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_diff_priv.h - the parts of the comparison: pdf_same.c (what must be the same), pdf_diff_form.c, pdf_diff_page.c,
 * pdf_diff_struct.c and pdf_diff.c (what may differ where).
 */
#pragma once

#include "formats/pdf/pdf_diff.h"

enum { PATH_SIZE = 160 };

/* The way to a value: from an object by keys and items. The places above are on the stack of those who call. */
struct place {
    const struct place *above; /* NULL: the way begins here */
    uint32_t from;             /* it begins at this object of the queue, counted from 1; 0: with `root` */
    const char *root;
    size_t nth;       /* of `root`, from 1; 0: there is but one */
    struct view over; /* of the way that was put together: the key before the last */
    bool is_cut;      /* and there were more */
    struct view key;
    size_t item;      /* from 1; 0: none */
    const char *rule; /* what a change here breaks */
};

/* An object that must be the same in both revisions. */
struct pending {
    uint32_t number;
    bool is_lenient;    /* met where a form field may stand */
    struct place place; /* from where it was met first; above is NULL */
};

enum mark {
    MARK_SEEN = 1,     /* compared, or waiting for it */
    MARK_LENIENT = 32, /* the same, unless it is a field */
    MARK_PAGE = 2,     /* compared as what it is: a page, the catalog, a part of the structure */
    MARK_FIELD = 4,    /* compared as a form field or its widget */
    MARK_ADDED = 8,    /* a new signature field or widget, found good */
    MARK_PLACED = 16   /* and it is among the annotations of a page */
};

struct diff {
    struct pdf_file *file;
    size_t old, new; /* revisions */
    uint32_t size;   /* numbers below it have marks */
    uint8_t *marks;
    struct pending *queue;
    size_t queued, done, room;
    struct form_look {
        const struct pdf_object *fonts; /* of the form's default resources as they were; PDF_NULL: none */
        bool is_redrawn;                /* viewers draw all fields anew (/NeedAppearances) */
        bool is_open;                   /* a field that viewers draw names no font that was there */
    } look;
    struct pdf_step *step;
};

struct path {
    char text[PATH_SIZE];
};

#define PLACE_ROOT(what, breaks) ((struct place){.root = (what), .rule = (breaks)})
struct place diff_below(const struct place *p, const char *key);
struct place diff_item(const struct place *p, size_t i);
/* In words: "/Root/Pages/Kids[0]/Contents". Use as diff_path(d, p).text: it lives to the end of the statement. */
struct path diff_path(const struct diff *d, const struct place *p);

/* Something that is not allowed: use as finding_add(diff_other(d), rule, "%s ...", diff_path(d, p).text). */
struct findings *diff_other(struct diff *d);

bool diff_has_mark(const struct diff *d, const struct pdf_object *reference, enum mark m);
void diff_set_mark(struct diff *d, const struct pdf_object *reference, enum mark m);

/* Both values resolved; one that led nowhere and now does is told (PDF-20). */
MUST status diff_both(const struct pdf_object **old, const struct pdf_object **new, struct diff *d,
                      const struct pdf_object *a, const struct pdf_object *b, const struct place *p, struct err *e);
/* Two values as they stand in their parents; either may be NULL. References in them are queued. */
MUST status diff_same(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, const struct place *p,
                      struct err *e);
/* Every key of two dictionaries but those of `except` (ended by NULL). */
MUST status diff_same_keys(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                           const char *const *except, const struct place *p, struct err *e);
/* What was there is the same; keys may be new, down to `depth` dictionaries below this one. */
MUST status diff_grown(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, unsigned depth,
                       const struct place *p, struct err *e);
/* Compares what was queued, until nothing is left. */
MUST status diff_drain(struct diff *d, struct err *e);
/* Is the value another, itself or the object that it refers to? Does not look further. */
MUST status diff_is_other(bool *out, struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                          struct err *e);

/* Is it a reference to an object that was not there? */
bool diff_is_new(const struct diff *d, const struct pdf_object *reference);

/* pdf_diff_struct.c: after the form, by whose marks widgets are known. */
MUST status diff_structure(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                           const struct place *p, struct err *e);
/* pdf_diff_form.c: marks fields and what was added. */
MUST status diff_form(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, const struct place *p,
                      struct err *e);
/* pdf_diff_page.c: pages are marked before all else, and compared after the form, by whose marks widgets are known. */
MUST status diff_mark_pages(struct diff *d, struct err *e);
MUST status diff_pages(struct diff *d, struct err *e);
