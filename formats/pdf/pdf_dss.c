// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_dss.h"

struct gathering {
    struct proofs proofs;
    struct findings *findings;
    struct pdf_file *file;
    size_t newest;
};

static const struct {
    const char *in_dss, *in_vri;
    enum proof_kind kind;
} lists[] = {{"Certs", "Cert", PROOF_CERTIFICATE}, {"CRLs", "CRL", PROOF_CRL}, {"OCSPs", "OCSP", PROOF_OCSP}};

static status add_stream(struct gathering *g, enum proof_kind kind, const struct pdf_object *item, struct err *e)
{
    const struct pdf_object *stream;
    struct err why = {0};
    AUTO_BUF der = BUF_INIT(LIMIT_PROOF_CRL);
    TRY(pdf_file_resolve(&stream, g->file, item, g->newest, e));
    bool readable = pdf_is(stream, PDF_STREAM) && pdf_file_decode(&der, g->file, stream, g->newest, &why) == OK;
    struct view bytes = view_of(der.data, der.len);
    if (readable && proofs_have(&g->proofs, kind, bytes)) return OK;
    size_t since =
        item->type == PDF_REFERENCE ? pdf_file_locate(g->file, item->reference.number, g->newest).revision : g->newest;
    if (readable && proofs_add(&g->proofs, kind, bytes, (uint32_t)since, &why) == OK) return OK;
    ENSURE(why.code != ERR_INTERNAL, ERR_INTERNAL, "out of memory");
    finding_add(g->findings, "PDF-59b", "validation data in /DSS that cannot be used was left out");
    return OK;
}

static status add_list(struct gathering *g, enum proof_kind kind, const struct pdf_object *from, const char *key,
                       struct err *e)
{
    const struct pdf_object *list;
    TRY(pdf_file_get(&list, g->file, from, key, g->newest, e));
    for (size_t i = 0; pdf_is(list, PDF_ARRAY) && i < list->array.count; i++)
        TRY(add_stream(g, kind, list->array.item[i], e));
    return OK;
}

static status add_vri(struct gathering *g, const struct pdf_object *dss, struct err *e)
{
    const struct pdf_object *all, *one;
    TRY(pdf_file_get(&all, g->file, dss, "VRI", g->newest, e));
    for (size_t i = 0; pdf_is(all, PDF_DICTIONARY) && i < all->dictionary.count; i++) {
        TRY(pdf_file_resolve(&one, g->file, all->dictionary.entry[i].value, g->newest, e));
        for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
            TRY(add_list(g, lists[k].kind, one, lists[k].in_vri, e));
    }
    return OK;
}

static status gather(struct gathering *g, struct err *e)
{
    const struct pdf_object *root, *dss;
    TRY(pdf_file_get(&root, g->file, pdf_file_revision(g->file, g->newest)->trailer, "Root", g->newest, e));
    TRY(pdf_file_get(&dss, g->file, root, "DSS", g->newest, e));
    if (!pdf_is(dss, PDF_DICTIONARY)) return OK;
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
        TRY(add_list(g, lists[k].kind, dss, lists[k].in_dss, e));
    return add_vri(g, dss, e);
}

status pdf_dss_read(struct proofs *out, struct findings *f, struct pdf_file *file, struct err *e)
{
    struct gathering g = {.findings = f, .file = file, .newest = pdf_file_revision_count(file) - 1};
    if (gather(&g, e) != OK) {
        proofs_clear(&g.proofs);
        return FAILED;
    }
    *out = g.proofs;
    return OK;
}
