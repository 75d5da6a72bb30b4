// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_mdp_write.h - what a signature forbids, written: /Reference of its value (ISO 32000-1 12.8.1, tables 252 to 256),
 * /Lock of its field (ISO 32000-2 table 236), and /Perms of the catalog (ISO 32000-1 table 258).
 *
 * An existing field keeps its /Lock, and then the reference says the same (12.7.4.5); that of a new field is made here.
 * P stands in the transform parameters as well, where table 256 has none: other programs write it there too, and so the
 * signature itself says it.
 */
#pragma once

#include "formats/pdf/pdf_form.h"
#include "formats/pdf/pdf_restriction.h"

struct pdf_mdp_plan {
    const struct pdf_restriction *asked;
    struct pdf_file *file;
    const struct pdf_object *lock; /* of the existing field; NULL: none */
    struct pdf_ref document;       /* the catalog */
};

/* ERR_REFUSED: both a lock of the field and another one that is asked for. */
MUST status pdf_mdp_plan(struct pdf_mdp_plan *out, const struct pdf_restriction *asked, const struct pdf_object *lock,
                         struct pdf_file *file, const struct pdf_form *form, struct err *e);
/* " /Reference [...]" into the dictionary that is being written; nothing where nothing is forbidden. */
MUST status pdf_mdp_put_references(struct buf *out, const struct pdf_mdp_plan *plan, struct err *e);
/* " /Lock <<...>>" likewise, of a new field. */
MUST status pdf_mdp_put_lock(struct buf *out, const struct pdf_mdp_plan *plan, struct err *e);
/* Names the certification in the catalog. ERR_REFUSED: it names one already (PDF-70). */
MUST status pdf_mdp_name_certification(struct pdf_update *u, const struct pdf_form *form,
                                       const struct pdf_mdp_plan *plan, struct pdf_ref value, struct err *e);
