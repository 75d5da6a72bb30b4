// SPDX-License-Identifier: Apache-2.0
/*
 * trust_store.h - trust anchors that stay: a folder with one file an anchor, FINGERPRINT.anchor (policies/anchor_info.h
 * says what is in it).
 *
 * A file appears whole or not at all, and the folder is locked (flock) while it is read or changed, so that commands at
 * the same time see each other's work whole.
 * Refuses, all of it with ERR_TRUST: a folder or file that somebody else than its owner may write, or whose owner is
 * neither this user nor root; a file that is no anchor, or not as it was written. Nothing is passed over in silence,
 * names with a dot in front aside. Does not check: the folders above. Who may write there can take the store away, and
 * put no other in its place but one of this user's or root's.
 */
#pragma once

#include "policies/trust.h"

enum { STORE_FINGERPRINT_SIZE = 2 * 32 + 1 };

/* Adds all of the folder's anchors to t, or none. *found is false, and nothing wrong, where there is no such folder. */
MUST status trust_store_load(struct trust *t, bool *found, const char *folder, struct err *e);
/*
 * Keeps an anchor; the folder is made when it is not there. *added is false, and the stored one left as it is, when it
 * is kept already. ERR_OUTPUT when it cannot be written.
 */
MUST status trust_store_add(bool *added, const char *folder, const struct anchor_info *i, struct view certificate,
                            struct err *e);
/*
 * Takes out the one anchor with this name, or whose fingerprint begins with these 8 or more hex digits. ERR_MISSING
 * when there is none, ERR_REFUSED when there are several. A damaged one goes by its fingerprint. `out`: its
 * fingerprint.
 */
MUST status trust_store_remove(char out[static STORE_FINGERPRINT_SIZE], const char *folder, const char *which,
                               struct err *e);
