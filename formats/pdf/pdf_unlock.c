// SPDX-License-Identifier: Apache-2.0
/* /Encrypt of every revision, which must be one and the same, and the password that opens it (ISO 32000-2 7.6.2). */
#include "formats/pdf/pdf_crypt.h"
#include "formats/pdf/pdf_file_priv.h"

/* As a reader of that revision would find it; NULL where there is none. It stands in the file itself (7.5.7). */
static status get_encrypt(const struct pdf_object **out, struct pdf_file *f, size_t revision, struct err *e)
{
    const struct pdf_object *o = pdf_get(f->revision[revision].trailer, "Encrypt");
    if (pdf_is(o, PDF_REFERENCE))
        ENSURE(pdf_file_locate(f, o->reference.number, revision).kind != PDF_IN_STREAM, ERR_SYNTAX,
               "PDF-16: the encryption dictionary is in an object stream");
    *out = o;
    return o == NULL ? OK : pdf_file_resolve(out, f, o, revision, e);
}

/* = PDF-06: an update that adds, removes or changes it gives every earlier byte another meaning. Loads them all. */
static status compare_revisions(struct pdf_file *f, struct findings *findings, const struct pdf_object *newest,
                                struct err *e)
{
    for (size_t i = 0; i + 1 < f->revision_count; i++) {
        const struct pdf_object *o;
        TRY(get_encrypt(&o, f, i, e));
        if (!pdf_equal(o, newest))
            finding_add(findings, "PDF-06b", "the revisions of the file do not agree about its encryption");
    }
    return OK;
}

/* The first part of /ID, which keys depend on; NULL where it has none. */
static const struct pdf_object *permanent_id(const struct pdf_file *f, size_t revision)
{
    const struct pdf_object *id = pdf_get(f->revision[revision].trailer, "ID");
    return pdf_is(id, PDF_ARRAY) && id->array.count > 0 ? id->array.item[0] : NULL;
}

static void compare_ids(const struct pdf_file *f, struct findings *findings)
{
    size_t newest = f->revision_count - 1;
    for (size_t i = 0; i < newest && pdf_crypt_uses_id(f->crypt); i++)
        if (!pdf_equal(permanent_id(f, i), permanent_id(f, newest)))
            finding_add(findings, "PDF-06b", "the revisions of the file do not agree about its encryption");
}

static void tell(struct findings *findings, enum pdf_crypt_state state, bool has_password)
{
    if (state == PDF_CRYPT_UNSUPPORTED)
        finding_add(findings, "PDF-06", "the PDF is encrypted in a way that is not supported");
    else if (state == PDF_CRYPT_LOCKED && has_password)
        finding_add(findings, "PDF-06", "the PDF is encrypted, and the password is not the right one");
    else if (state == PDF_CRYPT_LOCKED)
        finding_add(findings, "PDF-06", "the PDF is encrypted and needs a password: --password-file FILE");
    else
        finding_add(findings, "PDF-06c", "the PDF is encrypted; what was read is what its password shows");
}

/* Whoever only reads may; but nobody should sign it. */
static status compare_permissions(const struct pdf_crypt *c, struct findings *findings, struct err *e)
{
    bool is_true;
    TRY(pdf_crypt_confirm(&is_true, c, e));
    if (!is_true)
        finding_add(findings, "PDF-06d",
                    "the permissions of the PDF are not those that it was encrypted with (/Perms)");
    return OK;
}

status pdf_unlock(struct pdf_file *f, struct findings *findings, struct view password, struct err *e)
{
    const struct pdf_object *encrypt;
    enum pdf_crypt_state state;
    size_t newest = f->revision_count - 1;
    if (!f->encrypted) return OK;
    ENSURE(password.len <= LIMIT_PDF_PASSWORD, ERR_LIMIT, "a password longer than %d bytes", LIMIT_PDF_PASSWORD);
    TRY(get_encrypt(&encrypt, f, newest, e));
    TRY(compare_revisions(f, findings, encrypt, e));
    if (encrypt == NULL) return OK; /* as any reader, which starts at the end, would have it */
    TRY(pdf_crypt_new(&f->crypt, &state, encrypt, pdf_get(f->revision[newest].trailer, "ID"), password, e));
    f->locked = f->crypt == NULL;
    tell(findings, state, password.len > 0);
    if (f->locked) return OK;
    compare_ids(f, findings);
    return compare_permissions(f->crypt, findings, e);
}
