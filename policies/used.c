// SPDX-License-Identifier: Apache-2.0
#include "policies/used.h"

#include <assert.h>
#include <string.h>

#include "policies/status_priv.h"
#include "policies/trust_priv.h"

void used_clear(struct used *u)
{
    proofs_clear(&u->proofs);
    *u = (struct used){0};
}

static void add(struct used *u, enum proof_kind kind, struct view der)
{
    bool fits = proofs_have(&u->proofs, kind, der) || proofs_add(&u->proofs, kind, der, 0, &u->why) == OK;
    assert(fits || u->why.code != ERR_NONE);
}

/* ---- certificates ---- */

static bool came_along(const struct evidence *v, struct view der)
{
    for (size_t i = 0; i < v->certificate_count; i++)
        if (view_equal(view_of(v->certificates[i].data, v->certificates[i].len), der)) return true;
    return proofs_have(&v->proofs, PROOF_CERTIFICATE, der);
}

static void add_end(struct used *u, X509 *c)
{
    struct chain_link link;
    int64_t time;
    if (!ossl_time(&time, X509_get0_notAfter(c)) || u->end_count == USED_ENDS_MAX) return;
    certificate_link(&link, c);
    struct used_end *end = &u->end[u->end_count++];
    end->time = time;
    memcpy(end->subject, link.subject, sizeof end->subject);
}

void used_add_path(struct used *u, const struct path *p, const struct evidence *carried, const struct proofs *document)
{
    for (int i = 0; i < path_length(p); i++) {
        AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
        add_end(u, path_certificate(p, i));
        if (OSSL_DER(&der, X509, path_certificate(p, i), &u->why) != OK) return;
        struct view bytes = view_of(der.data, der.len);
        bool is_there = document != NULL && proofs_have(document, PROOF_CERTIFICATE, bytes);
        if (!is_there && !came_along(carried, bytes)) add(u, PROOF_CERTIFICATE, bytes);
    }
}

/* ---- answers about status ---- */

enum { TOGETHER_MAX = 2 };

/* The search for the fewest answers that tell. */
struct choice {
    struct status_sources from;
    X509 *certificate, *issuer;
    int64_t time;
    size_t best[TOGETHER_MAX], best_count;
    int64_t best_update;
};

static void try_these(struct choice *c, const size_t *these, size_t count)
{
    struct certificate_status s = {0};
    struct findings ignored = {0};
    struct status_sources from = c->from;
    from.only = these;
    from.only_count = count;
    certificate_status_at(&s, &ignored, &from, c->certificate, c->issuer, c->time, "signer");
    if (s.status != REVOCATION_GOOD || (c->best_count > 0 && s.this_update <= c->best_update)) return;
    memcpy(c->best, these, count * sizeof these[0]);
    c->best_count = count;
    c->best_update = s.this_update;
}

static void try_each(struct choice *c, enum proof_kind kind)
{
    const struct answers *all = &c->from.trust->answers;
    for (size_t i = 0; i < all->count; i++)
        if (all->item[i].kind == kind) try_these(c, &i, 1);
}

/* A responder whose own status only a list tells (RFC 6960 4.2.2.2.1) */
static void try_pairs(struct choice *c)
{
    const struct answers *all = &c->from.trust->answers;
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; all->item[i].kind == PROOF_OCSP && k < all->count; k++)
            if (all->item[k].kind == PROOF_CRL) try_these(c, (const size_t[]){i, k}, 2);
}

static void add_answer(struct used *u, const struct known *k)
{
    if (k->kind == PROOF_OCSP) {
        add(u, PROOF_OCSP, view_of(k->response.data, k->response.len));
        return;
    }
    AUTO_BUF der = BUF_INIT(LIMIT_CRL);
    if (OSSL_DER(&der, X509_CRL, k->crl, &u->why) == OK) add(u, PROOF_CRL, view_of(der.data, der.len));
}

void used_add_status(struct used *u, const struct status_sources *from, X509 *certificate, X509 *issuer, int64_t time)
{
    struct choice c = {.from = *from, .certificate = certificate, .issuer = issuer, .time = time};
    c.from.wanted = NULL;
    if (from->trust == NULL) return;
    try_each(&c, PROOF_OCSP);
    if (c.best_count == 0) try_each(&c, PROOF_CRL);
    if (c.best_count == 0) try_pairs(&c);
    for (size_t i = 0; i < c.best_count; i++) add_answer(u, &from->trust->answers.item[c.best[i]]);
}
