// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_tag.h - the structure of a tagged document (ISO 32000-1 14.7), to which the widget of a new signature is added:
 * an element /Form of its own that refers to it, and the way back from its /StructParent through the parent tree.
 *
 * What was there stays: the element stands last in the document's topmost element, or in the tree's root where that has
 * several; its number is beyond all others. No widget is tagged where that cannot be done so: `obstacle` says why.
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/pdf/pdf_update.h"

enum pdf_tag_obstacle {
    PDF_TAG_NONE = 0,
    PDF_TAG_HIDDEN,     /* older readers of a hybrid file do not find the structure */
    PDF_TAG_NO_PARENTS, /* it has no parent tree */
    PDF_TAG_ODD,        /* it is not as the standard wants it */
};

/* A dictionary or array, and the object of the file whose bytes hold it. */
struct pdf_tag_part {
    struct pdf_ref ref;
    const struct pdf_object *holder;
    const struct pdf_object *value;
};

struct pdf_tag {
    bool is_tagged; /* and nothing else counts if not */
    enum pdf_tag_obstacle obstacle;
    int64_t key;                               /* the widget's /StructParent */
    struct pdf_tag_part root;                  /* /StructTreeRoot */
    struct pdf_tag_part top;                   /* whose kid the new element will be */
    struct pdf_tag_part kids;                  /* its /K; value NULL: absent */
    struct pdf_tag_part node[LIMIT_PDF_DEPTH]; /* of the parent tree: from the root to the last leaf */
    size_t depth;
    struct pdf_tag_part numbers; /* /Nums of the leaf; value NULL: absent */
};

/* Of the newest revision. */
MUST status pdf_tag_open(struct pdf_tag *out, struct pdf_file *file, const struct pdf_object *catalog, struct err *e);
/* The widget's /StructParent; negative: it has none. */
int64_t pdf_tag_key(const struct pdf_tag *t);
/* The element for a widget with /StructParent t->key on a page; `text` says what it is. Nothing where it is not tagged,
 * or there is an obstacle. */
void pdf_tag_add(struct pdf_update *u, const struct pdf_tag *t, struct pdf_ref widget, struct pdf_ref page,
                 const char *text);
