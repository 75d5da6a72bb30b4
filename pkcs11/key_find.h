// SPDX-License-Identifier: Apache-2.0
/*
 * key_find.h - from a URI to the one token, and there to the one private key with its certificate.
 *
 * A key and a certificate belong together by their public key; where the token does not tell a key's public half, by
 * CKA_ID, and the caller's check of its own signature decides. A label alone never picks one of several (P11-02).
 * Nothing and several are ERR_TOKEN that name what is there.
 * Does not check: dates and trust of the certificate.
 */
#pragma once

#include "pkcs11/key_uri.h"

struct token_search {
    struct module *module[LIMIT_MODULES];
    size_t module_count;
    struct token token; /* the one; opened, not logged in */
};

enum token_wanted { TOKEN_FOR_SIGNING = 1, TOKEN_FOR_WRITING };

/* `module`: a path, or empty (the URI's module-path, else p11-kit's list). A URI that fits one token only by its
 * visible objects is enough for signing, not for writing. */
MUST status token_search(struct token_search *out, const struct key_uri *u, const char *module,
                         enum token_wanted wanted, struct err *e);
void token_search_clear(struct token_search *s);

struct key_pair {
    const struct token_object *key, *certificate; /* borrowed from the list */
};

/* In the objects of a token that is logged in. */
MUST status key_pair_find(struct key_pair *out, const struct object_list *l, const struct token *t,
                          const struct key_uri *u, struct err *e);
/* The only private key that the URI names, whatever certificates there are. */
MUST status key_find_private(const struct token_object **out, const struct object_list *l, const struct token *t,
                             const struct key_uri *u, struct err *e);
/* Rule P11-01: refuses a key that can leave its token, one that cannot sign, and one whose token does not tell. */
MUST status key_check_usable(const struct token_object *key, const struct token *t, struct err *e);

/* The issuers of a certificate that lie on the same token, self-signed ones aside; returns how many. */
size_t key_chain(const struct token_object *out[static LIMIT_CERTIFICATES], const struct object_list *l,
                 const struct token_object *certificate);
