// SPDX-License-Identifier: Apache-2.0
#include "policies/seed_values.h"

#include <string.h>

#include "formats/base/text.h"

/* --- items --- */

static bool holds(struct view items, const char *text)
{
    for (struct view item; pdf_seed_next(&item, &items);)
        if (view_equals_string(item, text)) return true;
    return false;
}

static struct view first(struct view items)
{
    struct view item = {0};
    return pdf_seed_next(&item, &items) ? item : (struct view){0};
}

/* --- one entry each: will the signature be so? --- */

static bool fits_filter(struct view items, struct seed_signature *s)
{
    (void)s;
    return holds(items, "Adobe.PPKLite");
}

static bool fits_subfilter(struct view items, struct seed_signature *s)
{
    (void)s;
    return holds(items, "ETSI.CAdES.detached");
}

/* = ISO 32000-2 table 237: 3 is the newest there is */
static bool fits_version(struct view items, struct seed_signature *s)
{
    (void)s;
    return holds(items, "1") || holds(items, "2") || holds(items, "3") || holds(items, "0");
}

/* We write no reason and no attestation: that is right where none is wanted, which a full stop or nothing says. */
static bool fits_nothing(struct view items, struct seed_signature *s)
{
    (void)s;
    struct view text = first(items), rest = items;
    return !pdf_seed_next(&text, &rest) || (rest.len == 0 && view_equals_string(text, "."));
}

static bool fits_revocation(struct view items, struct seed_signature *s)
{
    return holds(items, "false") || s->has_revocation;
}

/* The one that we would take if it is among them, else another one that we can. */
static bool fits_digests(struct view items, struct seed_signature *s)
{
    static const enum digest_algorithm ours[] = {DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512};
    if (holds(items, digest_name(s->digest))) return true;
    for (size_t i = 0; !s->is_digest_fixed && i < sizeof ours / sizeof ours[0]; i++) {
        if (!holds(items, digest_name(ours[i]))) continue;
        s->digest = ours[i];
        return true;
    }
    return false;
}

static bool fits_lock(struct view items, struct seed_signature *s)
{
    if (holds(items, "auto")) return true;
    return s->locks_document ? holds(items, "true") : holds(items, "false");
}

static bool fits_none(struct view items, struct seed_signature *s)
{
    (void)items;
    (void)s;
    return false;
}

/* 0 is an approval signature, 1 to 3 a certification of that level; who asked for another one is not overruled. */
static bool fits_level(struct view items, struct seed_signature *s)
{
    static const char *const levels[] = {"0", "1", "2", "3"};
    for (uint32_t p = 0; p < sizeof levels / sizeof levels[0]; p++) {
        if (!holds(items, levels[p])) continue;
        if (s->certify == 0) s->certify = p;
        return s->certify == p;
    }
    return false;
}

static bool fits_timestamp(struct view items, struct seed_signature *s)
{
    (void)items;
    return s->has_timestamp;
}

static bool (*const fits[PDF_SEED_COUNT])(struct view, struct seed_signature *) = {
    [PDF_SEED_FILTER] = fits_filter,   [PDF_SEED_SUBFILTER] = fits_subfilter,  [PDF_SEED_VERSION] = fits_version,
    [PDF_SEED_REASONS] = fits_nothing, [PDF_SEED_ATTESTATIONS] = fits_nothing, [PDF_SEED_REVOCATION] = fits_revocation,
    [PDF_SEED_DIGESTS] = fits_digests, [PDF_SEED_LOCK_DOCUMENT] = fits_lock,   [PDF_SEED_APPEARANCE] = fits_none,
    [PDF_SEED_MDP] = fits_level,       [PDF_SEED_TIMESTAMP] = fits_timestamp,  [PDF_SEED_UNKNOWN] = fits_none,
};

/* --- all of them --- */

/* The entry, and what it says as far as that is text: "SubFilter: adbe.pkcs7.detached, adbe.pkcs7.sha1". */
static struct escaped name_entry(enum pdf_seed_entry entry, struct view items)
{
    AUTO_BUF text = BUF_INIT(4 * TEXT_ESCAPED_MAX);
    bool is_text = entry < PDF_SEED_SUBJECTS || entry > PDF_SEED_NAMES || entry == PDF_SEED_POLICIES;
    const char *before = ": ";
    buf_put_string(&text, pdf_seed_name(entry));
    for (struct view item; is_text && text.len < TEXT_ESCAPED_MAX && pdf_seed_next(&item, &items); before = ", ") {
        buf_put_string(&text, before);
        buf_put(&text, view_part(item, 0, text_cut(item, TEXT_ESCAPED_MAX / 2)));
    }
    return text_escape(view_of(text.data, text.len));
}

static status judge(struct seed_signature *s, struct findings *notes, enum pdf_seed_entry entry,
                    const struct pdf_seed_value *v, struct err *e)
{
    struct view items = view_of(v->items.data, v->items.len);
    bool fit = fits[entry] != NULL ? fits[entry](items, s) : seed_certificate_fits(entry, items, s);
    if (fit) return OK;
    ENSURE(!v->is_required, ERR_REFUSED,
           "ISO 32000-1 table 234: the field requires of its signature what cannot be: %s", name_entry(entry, items).s);
    finding_add(notes, "SEED", "the field asks for what its signature will not have: %s", name_entry(entry, items).s);
    return OK;
}

status seed_values_honour(struct seed_signature *s, struct findings *notes, const struct pdf_seed *seed, struct err *e)
{
    struct seed_signature changed = *s;
    for (int i = 0; i < PDF_SEED_COUNT; i++) {
        const struct pdf_seed_value *v = &seed->value[i];
        if (v->is_given) TRY(judge(&changed, notes, (enum pdf_seed_entry)i, v, e));
    }
    *s = changed;
    return OK;
}
