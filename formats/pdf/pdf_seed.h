// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_seed.h - what a signature field asks of who signs it: seed values (ISO 32000-1 tables 234 and 235, ISO 32000-2
 * tables 237 and 238), as the document has them.
 *
 * Whether they can be honoured is the business of policies/seed_values.h. Needs no PDF but for pdf_seed_read
 * (pdf_seed_read.c), so that the parent has the rest.
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/base/wire.h"

enum pdf_seed_entry {
    PDF_SEED_FILTER = 0,
    PDF_SEED_SUBFILTER,
    PDF_SEED_VERSION,
    PDF_SEED_REASONS,
    PDF_SEED_ATTESTATIONS,
    PDF_SEED_REVOCATION, /* AddRevInfo */
    PDF_SEED_DIGESTS,
    PDF_SEED_LOCK_DOCUMENT,
    PDF_SEED_APPEARANCE,
    PDF_SEED_MDP,
    PDF_SEED_TIMESTAMP,
    PDF_SEED_SUBJECTS, /* from here on of the signer's certificate */
    PDF_SEED_ISSUERS,
    PDF_SEED_POLICIES, /* OID */
    PDF_SEED_NAMES,    /* SubjectDN */
    PDF_SEED_KEY_USAGES,
    PDF_SEED_URL,
    PDF_SEED_URL_TYPE,
    PDF_SEED_SIGNATURE_POLICY,
    PDF_SEED_UNKNOWN, /* entries or flags that no standard has */
    PDF_SEED_COUNT
};

/*
 * Items, each with its length before it: names and numbers as text, strings as UTF-8 text or (certificates) bytes, of a
 * dictionary its keys and values in turn. An entry of another type than the standard says is given, and has no items.
 */
struct pdf_seed_value {
    bool is_given;
    bool is_required;
    struct buf items;
};

struct pdf_seed {
    struct pdf_seed_value value[PDF_SEED_COUNT];
};

void pdf_seed_init(struct pdf_seed *s);
void pdf_seed_clear(struct pdf_seed *s);
/* As standards call it: "SubFilter", "Cert/Subject". */
const char *pdf_seed_name(enum pdf_seed_entry entry);
void pdf_seed_put(struct buf *out, const struct pdf_seed *s);
MUST status pdf_seed_get(struct pdf_seed *out, struct view *in, struct err *e);
/* The next of the items of a value; false at the end, and where a length is wrong. */
bool pdf_seed_next(struct view *item, struct view *items);
