// SPDX-License-Identifier: Apache-2.0
#include "policies/answers.h"

#include <stdatomic.h>
#include <string.h>

#include "formats/base/text.h"
#include "policies/status_priv.h"

/*
 * A few lists are asked about many certificates: the oldest entry makes room. The jobs of one run share the table; who
 * finds it busy goes without, and so does everybody after one that died while it wrote.
 */
enum { MEMO_MAX = 256 };

struct list_memo {
    atomic_flag is_busy;
    struct {
        uint8_t list[ANSWER_DIGEST], issuer[ANSWER_DIGEST];
        int finding;
    } item[MEMO_MAX];
    size_t count, next;
};

static bool look_up(int *out, const struct list_memo *m, const uint8_t *list, const uint8_t *issuer)
{
    for (size_t i = 0; i < m->count; i++) {
        if (memcmp(m->item[i].list, list, ANSWER_DIGEST) != 0) continue;
        if (memcmp(m->item[i].issuer, issuer, ANSWER_DIGEST) != 0) continue;
        *out = m->item[i].finding;
        return true;
    }
    return false;
}

/* `a` is constant for those who ask; what is remembered changes no answer. */
bool answers_recall(int *out, const struct answers *a, const uint8_t list[static ANSWER_DIGEST],
                    const uint8_t issuer[static ANSWER_DIGEST])
{
    if (a == NULL || a->memo == NULL || atomic_flag_test_and_set(&a->memo->is_busy)) return false;
    bool found = look_up(out, a->memo, list, issuer);
    atomic_flag_clear(&a->memo->is_busy);
    return found;
}

void answers_remember(const struct answers *a, const uint8_t list[static ANSWER_DIGEST],
                      const uint8_t issuer[static ANSWER_DIGEST], int finding)
{
    if (a == NULL || a->memo == NULL || atomic_flag_test_and_set(&a->memo->is_busy)) return;
    struct list_memo *m = a->memo;
    memcpy(m->item[m->next].list, list, ANSWER_DIGEST);
    memcpy(m->item[m->next].issuer, issuer, ANSWER_DIGEST);
    m->item[m->next].finding = finding;
    m->next = (m->next + 1) % MEMO_MAX;
    if (m->count < MEMO_MAX) m->count++;
    atomic_flag_clear(&m->is_busy);
}

static status make_room(struct answers *a, struct err *e)
{
    if (a->memo == NULL) a->memo = mem_new_shared(sizeof *a->memo);
    MEM_ENSURE(a->memo);
    if (a->count < a->room) return OK;
    size_t room = a->room == 0 ? 8 : 2 * a->room;
    struct known *more = mem_resize_array(a->item, a->room, room, sizeof *more);
    MEM_ENSURE(more);
    a->item = more;
    a->room = room;
    return OK;
}

/* The first look-up sorts the entries: once here, not once in every job. */
static void sort_entries(X509_CRL *crl)
{
    X509_REVOKED *entry = NULL;
    ASN1_INTEGER *any = ASN1_INTEGER_new();
    if (any != NULL) (void)X509_CRL_get0_by_serial(crl, &entry, any);
    ASN1_INTEGER_free(any);
}

static bool decode(struct known *k, struct view der)
{
    switch (k->kind) {
    case PROOF_CRL:
        k->crl = status_crl_of(der);
        if (k->crl != NULL) sort_entries(k->crl);
        return k->crl != NULL;
    case PROOF_OCSP:
        k->response = BUF_INIT(LIMIT_OCSP);
        k->ocsp = status_ocsp_of(der);
        return k->ocsp != NULL && status_ocsp_response(&k->response, der, k->ocsp);
    case PROOF_CERTIFICATE:
        return (k->certificate = ossl_certificate(der)) != NULL;
    case PROOF_NONE:
    case PROOF_KIND_COUNT:
        break;
    }
    return false;
}

static void known_clear(struct known *k)
{
    X509_CRL_free(k->crl);
    OCSP_BASICRESP_free(k->ocsp);
    X509_free(k->certificate);
    buf_clear(&k->response);
    *k = (struct known){0};
}

static status not_of_its_kind(enum proof_kind kind, const char *name, struct err *e)
{
    struct escaped shown = text_escape_string(name);
    ENSURE(kind != PROOF_CRL, ERR_TRUST, "%s is not a revocation list", shown.s);
    ENSURE(kind != PROOF_OCSP, ERR_TRUST, "%s is not an OCSP answer", shown.s);
    FAIL(ERR_TRUST, "%s is not a certificate", shown.s);
}

status answers_add(struct answers *a, enum proof_kind kind, struct view der, bool is_online, const char *name,
                   struct err *e)
{
    struct known k = {.kind = kind, .is_online = is_online};
    ENSURE(answers_count(a, kind) < LIMIT_ANCHORS, ERR_TRUST, "more than %d revocation lists or OCSP answers",
           LIMIT_ANCHORS);
    TRY(make_room(a, e));
    ENSURE(EVP_Digest(der.data, der.len, k.digest, NULL, EVP_sha256(), NULL) == 1, ERR_INTERNAL, "out of memory");
    if (!decode(&k, der)) {
        known_clear(&k);
        return not_of_its_kind(kind, name, e);
    }
    a->item[a->count++] = k;
    return OK;
}

void answers_drop(struct answers *a, size_t keep)
{
    while (a->count > keep) known_clear(&a->item[--a->count]);
}

void answers_forget_online(struct answers *a)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->count; i++) {
        struct known k = a->item[i];
        a->item[i] = (struct known){0};
        if (k.is_online)
            known_clear(&k);
        else
            a->item[kept++] = k;
    }
    a->count = kept;
}

size_t answers_count(const struct answers *a, enum proof_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < a->count; i++) n += a->item[i].kind == kind;
    return n;
}

void answers_clear(struct answers *a)
{
    answers_drop(a, 0);
    mem_free(a->item);
    mem_free_shared(a->memo, sizeof *a->memo);
    *a = (struct answers){0};
}
