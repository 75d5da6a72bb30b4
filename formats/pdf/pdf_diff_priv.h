// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_diff_priv.h - the two halves of the comparison: pdf_same.c (what must be the same) and pdf_diff.c (what may
 * differ where).
 */
#pragma once

#include "formats/pdf/pdf_diff.h"

enum { LABEL_MAX = 64 };

/* An object that must be the same in both revisions, and the place from which it was reached. */
struct pending {
    uint32_t number;
    char label[LABEL_MAX];
};

enum mark {
    MARK_SEEN = 1,  /* compared, or waiting for it */
    MARK_PAGE = 2,  /* compared as a page */
    MARK_FIELD = 4, /* compared as a form field */
    MARK_ADDED = 8  /* a new signature field or widget, found good */
};

struct diff {
    struct pdf_file *file;
    size_t old, new; /* revisions */
    uint32_t size;   /* numbers below it have marks */
    uint8_t *marks;
    struct pending *queue;
    size_t queued, done, room;
    uint32_t changes;
    struct findings *findings;
};

/* PDF_CHANGE_OTHER with its reason. */
void diff_other(struct diff *d, const char *rule, const char *what, const char *label);
/* Two values as they stand in their parents; either may be NULL. References in them are queued under `label`. */
MUST status diff_same(struct diff *d, const struct pdf_object *old, const struct pdf_object *new, const char *label,
                      struct err *e);
/* Every key of two dictionaries but those of `except` (ended by NULL). */
MUST status diff_same_keys(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                           const char *const *except, const char *label, struct err *e);
/* Compares what was queued, until nothing is left. */
MUST status diff_drain(struct diff *d, struct err *e);
/* Equal without following references? For deciding what to call a change, not whether there is one. */
bool diff_equal_shallow(const struct pdf_object *a, const struct pdf_object *b);
