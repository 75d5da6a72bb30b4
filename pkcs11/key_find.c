// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/key_find.h"

#include <stdio.h>
#include <string.h>

#include <openssl/x509v3.h>

#include "formats/base/text.h"

enum { CANDIDATES_SHOWN = 3, CANDIDATES_TEXT = 320 };

/* "A, B, C, ..." for a message. */
struct candidates {
    char text[CANDIDATES_TEXT];
    size_t count;
};

static void add_candidate(struct candidates *c, const char *name)
{
    size_t used = strlen(c->text);
    c->count++;
    if (c->count > CANDIDATES_SHOWN + 1) return;
    if (c->count > CANDIDATES_SHOWN || used + strlen(name) + 8 > sizeof c->text) name = "...";
    if (used + strlen(name) + 3 < sizeof c->text)
        snprintf(c->text + used, sizeof c->text - used, "%s%s", used == 0 ? "" : ", ", name);
}

static void add_uri(struct candidates *c, const struct token *t, const struct token_object *o)
{
    char uri[LIMIT_URI];
    struct err ignored = {0};
    if (key_uri_format(uri, sizeof uri, &t->info, o, &ignored) == OK) add_candidate(c, text_escape_string(uri).s);
}

static const char *shown(const struct candidates *c)
{
    return c->count == 0 ? "nothing" : c->text;
}

/* --- the token ------------------------------------------------------------------------------------------------- */

/* What a search has seen so far. */
struct sightings {
    struct token by_token, by_object;
    size_t by_token_count, by_object_count;
    struct candidates all, matching;
    struct err first_failure;
};

static bool shows_object(struct token *t, const struct key_uri *u, struct err *e)
{
    AUTO_CLEAR(object_list_clear) struct object_list l = {0};
    bool found = false;
    if (token_open(t, false, e) != OK) return false;
    if (object_list_read(&l, t, e) == OK)
        for (size_t i = 0; i < l.count && !found; i++) found = key_uri_matches_object(u, &l.item[i]);
    token_close(t);
    return found;
}

static void look_at_token(struct sightings *s, struct token *t, const struct key_uri *u, enum token_wanted wanted)
{
    struct err failure = {0};
    if (t->broken.code != ERR_NONE) {
        failure = t->broken;
    } else if (token_is_initialised(t)) {
        add_uri(&s->all, t, NULL);
        if (!key_uri_matches_token(u, &t->info)) return;
        add_uri(&s->matching, t, NULL);
        s->by_token_count++;
        s->by_token = *t;
        if (wanted == TOKEN_FOR_SIGNING && key_uri_names_object(u) && shows_object(t, u, &failure)) {
            s->by_object_count++;
            s->by_object = *t;
        }
    }
    if (failure.code != ERR_NONE && s->first_failure.code == ERR_NONE) s->first_failure = failure;
}

static void look_into_module(struct token_search *out, struct sightings *s, const char *path, const struct key_uri *u,
                             enum token_wanted wanted)
{
    struct err failure = {0};
    struct module *m = NULL;
    AUTO(mem_free)
    struct token_list *tokens = mem_new(sizeof *tokens);
    if (tokens == NULL) return;
    if (module_open(&m, path, &failure) == OK) {
        out->module[out->module_count++] = m;
        if (token_list(tokens, m, &failure) == OK)
            for (size_t i = 0; i < tokens->count; i++) look_at_token(s, &tokens->item[i], u, wanted);
    }
    if (failure.code != ERR_NONE && s->first_failure.code == ERR_NONE) s->first_failure = failure;
}

static status choose_token(struct token *out, const struct sightings *s, struct err *e)
{
    if (s->by_object_count == 1) {
        *out = s->by_object;
        return OK;
    }
    if (s->by_token_count == 1 && s->by_object_count == 0) {
        *out = s->by_token;
        return OK;
    }
    ENSURE(s->by_token_count == 0, ERR_TOKEN, "several tokens match the URI: %s", shown(&s->matching));
    if (s->first_failure.code != ERR_NONE) {
        *e = s->first_failure;
        return FAILED;
    }
    FAIL(ERR_TOKEN, "no token matches the URI; there is: %s", shown(&s->all));
}

/* Closes what the search does not need any more: a vendor module less in the process. */
static void keep_only(struct token_search *s, const struct module *m)
{
    for (size_t i = 0; i < s->module_count; i++) {
        if (s->module[i] == m) continue;
        module_close(s->module[i]);
        s->module[i] = NULL;
    }
}

status token_search(struct token_search *out, const struct key_uri *u, const char *module, enum token_wanted wanted,
                    struct err *e)
{
    AUTO_CLEAR(token_search_clear) struct token_search found = {0};
    AUTO(mem_free)
    struct module_paths *paths = mem_new(sizeof *paths);
    AUTO(mem_free)
    struct sightings *s = mem_new(sizeof *s);
    MEM_ENSURE(paths);
    MEM_ENSURE(s);
    TRY(module_paths_find(paths, module[0] != '\0' ? module : u->module_path, u->module_name, e));
    for (size_t i = 0; i < paths->count; i++) look_into_module(&found, s, paths->path[i], u, wanted);
    TRY(choose_token(&found.token, s, e));
    keep_only(&found, found.token.module);
    TRY(token_open(&found.token, wanted == TOKEN_FOR_WRITING, e));
    *out = found;
    found = (struct token_search){0};
    return OK;
}

void token_search_clear(struct token_search *s)
{
    token_close(&s->token);
    for (size_t i = 0; i < s->module_count; i++)
        if (s->module[i] != NULL) module_close(s->module[i]);
    *s = (struct token_search){0};
}

/* --- the key --------------------------------------------------------------------------------------------------- */

static bool belong_together(const struct token_object *key, const struct token_object *certificate)
{
    if (key->key != NULL) return object_same_key(key, certificate);
    return key->id_len > 0 && view_equal(view_of(key->id, key->id_len), view_of(certificate->id, certificate->id_len));
}

static void find_matching(struct candidates *c, const struct object_list *l, const struct token *t,
                          const struct key_uri *u, enum object_kind kind)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->item[i].kind == kind && key_uri_matches_object(u, &l->item[i])) add_uri(c, t, &l->item[i]);
}

/* Says why there is no pair. */
static status no_pair(const struct object_list *l, const struct token *t, const struct key_uri *u, struct err *e)
{
    struct candidates keys = {0}, certificates = {0}, all = {0};
    struct escaped label = token_text(t, TOKEN_LABEL);
    find_matching(&keys, l, t, u, OBJECT_PRIVATE_KEY);
    find_matching(&certificates, l, t, u, OBJECT_CERTIFICATE);
    ENSURE(keys.count == 0, ERR_TOKEN, "the key has no certificate on token %s (seal token import puts it there): %s",
           label.s, shown(&keys));
    ENSURE(certificates.count == 0, ERR_TOKEN, "the certificate has no private key on token %s: %s", label.s,
           shown(&certificates));
    for (size_t i = 0; i < l->count; i++)
        if (l->item[i].kind != OBJECT_PUBLIC_KEY) add_uri(&all, t, &l->item[i]);
    FAIL(ERR_TOKEN, "the URI matches no key on token %s; there is: %s", label.s, shown(&all));
}

/* P11-02: a label names one key and one certificate. */
static status check_label(const struct object_list *l, const struct token *t, const struct key_uri *u, struct err *e)
{
    struct candidates keys = {0}, certificates = {0};
    if (!key_uri_has_label(u)) return OK;
    find_matching(&keys, l, t, u, OBJECT_PRIVATE_KEY);
    find_matching(&certificates, l, t, u, OBJECT_CERTIFICATE);
    ENSURE(keys.count <= 1, ERR_TOKEN, "several keys on the token match the URI; add an id: %s", shown(&keys));
    ENSURE(certificates.count <= 1, ERR_TOKEN, "several certificates on the token match the URI; add an id: %s",
           shown(&certificates));
    return OK;
}

status key_pair_find(struct key_pair *out, const struct object_list *l, const struct token *t, const struct key_uri *u,
                     struct err *e)
{
    struct key_pair found = {0};
    struct candidates pairs = {0};
    TRY(check_label(l, t, u, e));
    for (size_t i = 0; i < l->count; i++) {
        const struct token_object *k = &l->item[i];
        if (k->kind != OBJECT_PRIVATE_KEY) continue;
        for (size_t j = 0; j < l->count; j++) {
            const struct token_object *c = &l->item[j];
            if (c->kind != OBJECT_CERTIFICATE || c->certificate == NULL || !belong_together(k, c)) continue;
            if (!key_uri_matches_object(u, k) && !key_uri_matches_object(u, c)) continue;
            found = (struct key_pair){.key = k, .certificate = c};
            add_uri(&pairs, t, c);
        }
    }
    if (pairs.count == 0) return no_pair(l, t, u, e);
    ENSURE(pairs.count == 1, ERR_TOKEN, "several certificates on the token match the URI; add an id: %s",
           shown(&pairs));
    *out = found;
    return OK;
}

status key_find_private(const struct token_object **out, const struct object_list *l, const struct token *t,
                        const struct key_uri *u, struct err *e)
{
    struct candidates keys = {0};
    const struct token_object *found = NULL;
    for (size_t i = 0; i < l->count; i++) {
        if (l->item[i].kind != OBJECT_PRIVATE_KEY || !key_uri_matches_object(u, &l->item[i])) continue;
        found = &l->item[i];
        add_uri(&keys, t, found);
    }
    ENSURE(keys.count <= 1, ERR_TOKEN, "several keys on the token match the URI; add an id: %s", shown(&keys));
    if (found == NULL) return no_pair(l, t, u, e);
    *out = found;
    return OK;
}

status key_check_usable(const struct token_object *key, const struct token *t, struct err *e)
{
    struct escaped label = text_escape(view_of(key->label, key->label_len));
    struct escaped token = token_text(t, TOKEN_LABEL);
    ENSURE(key->known[OBJECT_EXTRACTABLE] && key->known[OBJECT_SENSITIVE], ERR_TOKEN,
           "token %s does not tell whether key %s can leave it (P11-01); it is not used", token.s, label.s);
    ENSURE(!key->flag[OBJECT_EXTRACTABLE], ERR_TOKEN,
           "key %s on token %s is extractable: a copy may exist (P11-01); it is not used", label.s, token.s);
    ENSURE(key->flag[OBJECT_SENSITIVE], ERR_TOKEN,
           "key %s on token %s is not sensitive: it can be read (P11-01); it is not used", label.s, token.s);
    ENSURE(key->flag[OBJECT_SIGN], ERR_TOKEN, "key %s on token %s may not sign (CKA_SIGN)", label.s, token.s);
    return OK;
}

static const struct token_object *issuer_of(const struct object_list *l, const struct token_object *c)
{
    for (size_t i = 0; i < l->count; i++) {
        const struct token_object *o = &l->item[i];
        if (o->kind != OBJECT_CERTIFICATE || o->certificate == NULL || o == c) continue;
        if (X509_check_issued(o->certificate, c->certificate) == X509_V_OK && X509_verify(c->certificate, o->key) == 1)
            return o;
    }
    return NULL;
}

size_t key_chain(const struct token_object *out[static LIMIT_CERTIFICATES], const struct object_list *l,
                 const struct token_object *certificate)
{
    size_t count = 0;
    const struct token_object *c = certificate;
    while (count < LIMIT_CERTIFICATES - 1) { /* the signer's own takes one place */
        c = issuer_of(l, c);
        if (c == NULL || X509_self_signed(c->certificate, 0) == 1) break;
        out[count++] = c;
    }
    return count;
}
