// SPDX-License-Identifier: Apache-2.0
/*
 * known_anchors.h - the authorities of Vietnamese hierarchies that we have met, by fingerprint and by name.
 *
 * A fingerprint that stands here was read from certificates in use; that somebody may be trusted it does not say:
 * people decide, with `seal trust add`. Does not check: anything about a certificate beyond the two.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct known_anchor {
    const char *fingerprint_sha256; /* hex, lower case; NULL: met by name only */
    const char *common_name;
    const char *hierarchy;
    bool is_second_hand; /* the fingerprint comes from a third party, not from the certificate itself */
};

/* NULL when there is none. */
const struct known_anchor *known_anchor_by_fingerprint(const char *hex);
/*
 * An authority whose common name reads like this one, however it is spelt: diacritics, case, blanks and punctuation,
 * letters of other scripts that look the same, and what stands in parentheses do not count.
 */
const struct known_anchor *known_anchor_by_name(const char *utf8);

/* Row i of the table, or NULL past its end. */
const struct known_anchor *known_anchor_row(size_t i);
