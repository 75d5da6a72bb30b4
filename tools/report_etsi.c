// SPDX-License-Identifier: Apache-2.0
#include "tools/report.h"

#include <string.h>
#include <time.h>

#include "formats/base/text.h"
#include "policies/policy.h"
#include "signer/utc.h"
#include "tools/options.h"
#include "tools/xml_out.h"

enum { REPORT_MAX = 64 << 20, ID_MAX = 96 };

static const char SHA256_URI[] = "http://www.w3.org/2001/04/xmlenc#sha256";
static const char OBJECT_FILE[] = "FILE";

/* xs:ID and the only reference to it: a certificate is named by its fingerprint, wherever it was met. */
static void certificate_id(char out[static ID_MAX], const char *fingerprint)
{
    snprintf(out, ID_MAX, "C-%.64s", fingerprint);
}

static void stamp_id(char out[static ID_MAX], size_t signature, size_t stamp)
{
    snprintf(out, ID_MAX, "T-%zu-%zu", signature + 1, stamp + 1);
}

static void put_reference(struct buf *out, const char *name, const char *id)
{
    xml_empty_with(out, name, "VOReference", id);
}

static void put_certificate_reference(struct buf *out, const char *name, const char *fingerprint)
{
    char id[ID_MAX];
    certificate_id(id, fingerprint);
    put_reference(out, name, id);
}

static void put_time(struct buf *out, const char *name, int64_t t)
{
    char text[LIMIT_TEXT];
    utc_text(text, sizeof text, t);
    xml_text(out, name, text);
}

static void put_digest(struct buf *out, struct view sha256)
{
    xml_start(out, "DigestAlgAndValue");
    xml_empty_with(out, "ds:DigestMethod", "Algorithm", SHA256_URI);
    xml_base64(out, "ds:DigestValue", sha256);
    xml_end(out, "DigestAlgAndValue");
}

/* = ETSI TS 119 102-2 4.3.4: the indication, and the sub-indications of EN 319 102-1 under their own names */
static const char *indication_uri(enum indication i)
{
    return i == TOTAL_PASSED   ? "urn:etsi:019102:mainindication:total-passed"
           : i == TOTAL_FAILED ? "urn:etsi:019102:mainindication:total-failed"
                               : "urn:etsi:019102:mainindication:indeterminate";
}

/* = 4.4.8: a time-stamp has passed or failed, not "total" */
static const char *stamp_indication_uri(enum indication i)
{
    return i == TOTAL_PASSED   ? "urn:etsi:019102:mainindication:passed"
           : i == TOTAL_FAILED ? "urn:etsi:019102:mainindication:failed"
                               : "urn:etsi:019102:mainindication:indeterminate";
}

static void put_indications(struct buf *out, const char *uri, enum sub_indication s)
{
    char sub[LIMIT_TEXT];
    xml_text(out, "MainIndication", uri);
    if (s == SUB_NONE) return;
    snprintf(sub, sizeof sub, "urn:etsi:019102:subindication:%s", sub_indication_name(s));
    xml_text(out, "SubIndication", sub);
}

/* --- one signature -------------------------------------------------------------------------------------------------
 */

static void put_identifier(struct buf *out, const struct signature_report *r, size_t i)
{
    char id[ID_MAX];
    snprintf(id, sizeof id, "S-%zu", i + 1);
    xml_start_with(out, "SignatureIdentifier", "id", id);
    if (r->value.len > 0) xml_base64(out, "ds:SignatureValue", view_of(r->value.data, r->value.len));
    xml_text(out, "HashOnly", "false");
    xml_text(out, "DocHashOnly", "false");
    xml_text(out, "OtherInformation", r->name);
    xml_end(out, "SignatureIdentifier");
}

/* = 4.3.5.4: a check that nobody asked for, or that came to no answer. The names are ours. */
static void put_gap(struct buf *out, enum gap gap, const struct verdict *v)
{
    char uri[LIMIT_TEXT];
    bool applied = gap != GAP_REVOCATION || v->revocation != REVOCATION_NOT_CHECKED;
    snprintf(uri, sizeof uri, "urn:x-second-seal:constraint:%s", gap_name(gap));
    xml_start(out, "ValidationConstraint");
    xml_text(out, "ValidationConstraintIdentifier", uri);
    xml_start(out, "ConstraintStatus");
    xml_text(out, "Status",
             applied ? "urn:etsi:019102:constraintStatus:applied" : "urn:etsi:019102:constraintStatus:disabled");
    xml_end(out, "ConstraintStatus");
    if (applied) {
        xml_start(out, "ValidationStatus");
        xml_text(out, "MainIndication", indication_uri(INDETERMINATE));
        xml_end(out, "ValidationStatus");
    }
    xml_end(out, "ValidationConstraint");
}

static void put_policy(struct buf *out, const struct report_view *view, const struct verify_report *file,
                       const struct signature_report *r)
{
    xml_start(out, "ValidationConstraintsEvaluationReport");
    xml_start(out, "SignatureValidationPolicy");
    xml_start(out, "SignaturePolicyIdentifier");
    buf_put_string(out, "<xades:SignaturePolicyImplied/>");
    xml_end(out, "SignaturePolicyIdentifier");
    xml_text(out, "PolicyName", policy_label(file->policy));
    xml_end(out, "SignatureValidationPolicy");
    for (int gap = 0; gap < GAP_COUNT; gap++)
        if (report_has_gap(view, file->format, r, (enum gap)gap)) put_gap(out, (enum gap)gap, &r->verdict);
    xml_end(out, "ValidationConstraintsEvaluationReport");
}

/* The time-stamp that proves this time: on a value, or on the document. */
static bool find_proof(char id[static ID_MAX], const struct verify_report *file, int64_t time)
{
    for (size_t i = 0; i < file->signature_count; i++) {
        const struct verdict *v = &file->signatures[i].verdict;
        for (size_t k = 0; k < v->stamp_count; k++) {
            if (v->stamps[k].indication != TOTAL_PASSED || v->stamps[k].not_after != time) continue;
            stamp_id(id, i, k);
            return true;
        }
    }
    return false;
}

/* The time that was proven, or, where nothing is, that of the validation itself. */
static void put_times(struct buf *out, const struct verify_report *file, const struct verdict *v)
{
    char id[ID_MAX];
    xml_start(out, "ValidationTimeInfo");
    put_time(out, "ValidationTime", file->time);
    xml_start(out, "BestSignatureTime");
    put_time(out, "POETime", v->best_time_is_proven ? v->best_time : file->time);
    xml_text(out, "TypeOfProof", "urn:etsi:019102:poetype:validation");
    if (v->best_time_is_proven && find_proof(id, file, v->best_time)) put_reference(out, "POEObject", id);
    xml_end(out, "BestSignatureTime");
    xml_end(out, "ValidationTimeInfo");
}

static void put_document(struct buf *out, const struct document *d)
{
    xml_start(out, "SignersDocument");
    put_digest(out, view_of(d->sha256, sizeof d->sha256));
    put_reference(out, "SignersDocumentRepresentation", OBJECT_FILE);
    xml_end(out, "SignersDocument");
}

static void put_stamp_attribute(struct buf *out, const char *name, const char *id, int64_t t)
{
    xml_start(out, name);
    if (id != NULL) put_reference(out, "AttributeObject", id);
    put_time(out, "TimeStampValue", t);
    xml_end(out, name);
}

/* The attributes that we know; none at all is no element (its schema wants one). */
static void put_attributes(struct buf *out, const struct signature_report *r, size_t i)
{
    AUTO_BUF inside = BUF_INIT(REPORT_MAX);
    struct err ignored = {0};
    int64_t claimed;
    if (r->claimed_time[0] != '\0' && options_time(&claimed, r->claimed_time, &ignored) == OK) {
        xml_start_with(&inside, "SigningTime", "Signed", "true");
        put_time(&inside, "Time", claimed);
        xml_end(&inside, "SigningTime");
    }
    for (size_t k = 0; k < r->verdict.stamp_count; k++) {
        char id[ID_MAX];
        stamp_id(id, i, k);
        if (r->verdict.stamps[k].time != 0)
            put_stamp_attribute(&inside, r->is_timestamp ? "DocTimeStamp" : "SignatureTimeStamp", id,
                                r->verdict.stamps[k].time);
    }
    if (inside.len == 0) return;
    xml_start(out, "SignatureAttributes");
    buf_put(out, view_of(inside.data, inside.len));
    xml_end(out, "SignatureAttributes");
}

static void put_signer(struct buf *out, const struct signer_names *n)
{
    xml_start(out, "SignerInformation");
    put_certificate_reference(out, "SignerCertificate", n->fingerprint_sha256);
    xml_text(out, "Signer", n->subject);
    xml_end(out, "SignerInformation");
}

/* = 4.3.11: what was done, not what could have been */
static void put_process(struct buf *out, const struct signature_report *r)
{
    size_t len = strlen(r->level);
    bool archive = len > 6 && strcmp(r->level + len - 6, "-B-LTA") == 0;
    xml_start(out, "SignatureValidationProcess");
    xml_text(out, "SignatureValidationProcessID",
             archive                          ? "urn:etsi:019102:validationprocess:LTA"
             : r->verdict.best_time_is_proven ? "urn:etsi:019102:validationprocess:LTVM"
                                              : "urn:etsi:019102:validationprocess:Basic");
    xml_end(out, "SignatureValidationProcess");
}

static void put_chain(struct buf *out, const struct verdict *v)
{
    size_t last = v->chain_count - 1;
    if (v->chain_count == 0) return;
    put_certificate_reference(out, "TrustAnchor", v->chain[last].fingerprint_sha256);
    xml_start(out, "CertificateChain");
    put_certificate_reference(out, "SigningCertificate", v->chain[0].fingerprint_sha256);
    for (size_t i = 1; i < last; i++)
        put_certificate_reference(out, "IntermediateCertificate", v->chain[i].fingerprint_sha256);
    if (last > 0) put_certificate_reference(out, "TrustAnchor", v->chain[last].fingerprint_sha256);
    xml_end(out, "CertificateChain");
}

static void put_revocation(struct buf *out, const struct verdict *v)
{
    if (v->revocation != REVOCATION_REVOKED || v->revoked_at <= 0 || !v->has_signer) return;
    xml_start(out, "RevocationStatusInformation");
    put_certificate_reference(out, "ValidationObjectId", v->signer.fingerprint_sha256);
    put_time(out, "RevocationTime", v->revoked_at);
    xml_end(out, "RevocationStatusInformation");
}

/* = EN 319 102-1: with CRYPTO_CONSTRAINTS_FAILURE the report names the algorithm; RFC 9231 gives the identifiers */
static const char *algorithm_uri(enum signature_scheme scheme, enum digest_algorithm d)
{
    static const char *const uris[SIGNATURE_COUNT][DIGEST_COUNT] = {
        [SIGNATURE_RSA_PKCS1] = {[DIGEST_MD5] = "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
                                 [DIGEST_SHA1] = "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                                 [DIGEST_SHA224] = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224",
                                 [DIGEST_SHA256] = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                                 [DIGEST_SHA384] = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
                                 [DIGEST_SHA512] = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"},
        [SIGNATURE_RSA_PSS] = {[DIGEST_SHA1] = "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1",
                               [DIGEST_SHA224] = "http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1",
                               [DIGEST_SHA256] = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
                               [DIGEST_SHA384] = "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1",
                               [DIGEST_SHA512] = "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1"},
        [SIGNATURE_ECDSA] = {[DIGEST_SHA1] = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
                             [DIGEST_SHA224] = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224",
                             [DIGEST_SHA256] = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                             [DIGEST_SHA384] = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
                             [DIGEST_SHA512] = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"},
    };
    return scheme < SIGNATURE_COUNT && d < DIGEST_COUNT ? uris[scheme][d] : NULL;
}

static void put_algorithm(struct buf *out, const struct signature_report *r)
{
    enum sub_indication s = r->verdict.sub_indication;
    const char *uri = algorithm_uri(r->scheme, r->digest_algorithm);
    bool weak = s == SUB_CRYPTO_CONSTRAINTS_FAILURE || s == SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
    if (!weak || uri == NULL || !r->verdict.has_signer) return;
    xml_start(out, "CryptoInformation");
    put_certificate_reference(out, "ValidationObjectId", r->verdict.signer.fingerprint_sha256);
    xml_text(out, "Algorithm", uri);
    xml_text(out, "SecureAlgorithm", "false");
    xml_end(out, "CryptoInformation");
}

static void put_finding(struct buf *out, const struct finding *f, enum lang lang)
{
    char type[LIMIT_TEXT];
    snprintf(type, sizeof type, "urn:x-second-seal:finding:%s", f->rule);
    xml_start(out, "ReportData");
    xml_text(out, "Type", type);
    xml_text(out, "Value", f->text[lang]);
    xml_end(out, "ReportData");
}

static void put_findings(struct buf *out, const struct report_view *view, const struct findings *own,
                         const struct findings *of_file)
{
    if (own->count + of_file->count == 0 && view->settings[0] == '\0') return;
    xml_start(out, "AdditionalValidationReportData");
    for (size_t i = 0; i < own->count; i++) put_finding(out, &own->item[i], view->s->lang);
    for (size_t i = 0; i < of_file->count; i++) put_finding(out, &of_file->item[i], view->s->lang);
    if (view->settings[0] != '\0') {
        xml_start(out, "ReportData");
        xml_text(out, "Type", "urn:x-second-seal:settings");
        xml_text(out, "Value", view->settings);
        xml_end(out, "ReportData");
    }
    xml_end(out, "AdditionalValidationReportData");
}

static void put_status(struct buf *out, const struct report_view *view, const struct verify_report *file,
                       const struct signature_report *r)
{
    const struct verdict *v = &r->verdict;
    AUTO_BUF data = BUF_INIT(REPORT_MAX);
    put_chain(&data, v);
    put_revocation(&data, v);
    put_algorithm(&data, r);
    put_findings(&data, view, &v->messages, &file->messages);
    xml_start(out, "SignatureValidationStatus");
    put_indications(out, indication_uri(v->indication), v->sub_indication);
    if (data.len > 0) {
        xml_start(out, "AssociatedValidationReportData");
        buf_put(out, view_of(data.data, data.len));
        xml_end(out, "AssociatedValidationReportData");
    }
    xml_end(out, "SignatureValidationStatus");
}

static void put_signature(struct buf *out, const struct report_view *view, const struct document *d,
                          const struct verify_report *file, size_t i)
{
    const struct signature_report *r = &file->signatures[i];
    xml_start(out, "SignatureValidationReport");
    put_identifier(out, r, i);
    put_policy(out, view, file, r);
    put_times(out, file, &r->verdict);
    put_document(out, d);
    put_attributes(out, r, i);
    if (r->verdict.has_signer) put_signer(out, &r->verdict.signer);
    put_process(out, r);
    put_status(out, view, file, r);
    xml_end(out, "SignatureValidationReport");
}

/* A file that a limit or a crash kept from being judged: the verdict is there, its signatures are not known. */
static void put_undecided(struct buf *out, const struct report_view *view, const struct verify_report *file)
{
    const struct signature_report nothing = {
        .level = "", .verdict = {.indication = file->indication, .sub_indication = file->sub_indication}};
    xml_start(out, "SignatureValidationReport");
    put_times(out, file, &nothing.verdict);
    put_status(out, view, file, &nothing);
    xml_end(out, "SignatureValidationReport");
}

/* --- validation objects --------------------------------------------------------------------------------------------
 */

struct object {
    const char *fingerprint; /* hex */
    struct view der;         /* empty: not at hand, the fingerprint stands for it */
};

/* Every certificate once; a later one that comes with its bytes replaces an earlier one that does not. */
static void collect(struct object *list, size_t *count, const char *fingerprint, struct view der)
{
    if (fingerprint[0] == '\0') return;
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(list[i].fingerprint, fingerprint) != 0) continue;
        if (list[i].der.len == 0) list[i].der = der;
        return;
    }
    list[(*count)++] = (struct object){fingerprint, der};
}

static void collect_all(struct object *list, size_t *count, const struct verify_report *file)
{
    for (size_t i = 0; i < file->signature_count; i++) {
        const struct signature_report *r = &file->signatures[i];
        if (r->verdict.has_signer)
            collect(list, count, r->verdict.signer.fingerprint_sha256,
                    view_of(r->certificate.data, r->certificate.len));
        for (size_t k = 0; k < r->verdict.chain_count; k++)
            collect(list, count, r->verdict.chain[k].fingerprint_sha256, view_of(NULL, 0));
    }
}

static void start_object(struct buf *out, const char *id, const char *type)
{
    xml_start_with(out, "ValidationObject", "id", id);
    xml_text(out, "ObjectType", type);
    xml_start(out, "ValidationObjectRepresentation");
}

static void put_certificate(struct buf *out, const struct object *o)
{
    char id[ID_MAX];
    AUTO_BUF digest = BUF_INIT(DOCUMENT_DIGEST);
    struct err ignored = {0};
    certificate_id(id, o->fingerprint);
    start_object(out, id, "urn:etsi:019102:validationObject:certificate");
    if (o->der.len > 0)
        xml_base64(out, "base64", o->der);
    else if (text_get_hex(&digest, view_of_string(o->fingerprint), &ignored) == OK)
        put_digest(out, view_of(digest.data, digest.len));
    xml_end(out, "ValidationObjectRepresentation");
    xml_end(out, "ValidationObject");
}

/* The token itself is in the document: its authority names it here. */
static void put_stamp(struct buf *out, const struct stamp_verdict *t, size_t i, size_t k)
{
    char id[ID_MAX];
    stamp_id(id, i, k);
    start_object(out, id, "urn:etsi:019102:validationObject:timestamp");
    xml_text(out, "direct", t->authority);
    xml_end(out, "ValidationObjectRepresentation");
    xml_start(out, "ValidationReport");
    xml_start(out, "SignatureValidationStatus");
    put_indications(out, stamp_indication_uri(t->indication), t->sub_indication);
    xml_end(out, "SignatureValidationStatus");
    xml_end(out, "ValidationReport");
    xml_end(out, "ValidationObject");
}

static status put_objects(struct buf *out, const struct document *d, const struct verify_report *file, struct err *e)
{
    size_t count = 0;
    AUTO(mem_free)
    struct object *list = mem_new_array(file->signature_count * (CHAIN_MAX + 1) + 1, sizeof *list);
    MEM_ENSURE(list);
    collect_all(list, &count, file);
    xml_start(out, "SignatureValidationObjects");
    start_object(out, OBJECT_FILE, "urn:etsi:019102:validationObject:signedData");
    put_digest(out, view_of(d->sha256, sizeof d->sha256));
    xml_end(out, "ValidationObjectRepresentation");
    xml_end(out, "ValidationObject");
    for (size_t i = 0; i < count; i++) put_certificate(out, &list[i]);
    for (size_t i = 0; i < file->signature_count; i++)
        for (size_t k = 0; k < file->signatures[i].verdict.stamp_count; k++)
            put_stamp(out, &file->signatures[i].verdict.stamps[k], i, k);
    xml_end(out, "SignatureValidationObjects");
    return OK;
}

static void put_root(struct buf *out)
{
    buf_put_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<ValidationReport xmlns=\"http://uri.etsi.org/19102/v1.4.1#\""
                        " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
                        " xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\""
                        " xmlns:tsl=\"http://uri.etsi.org/02231/v2#\">\n");
}

/* Who reports is a program that nobody has certified: a name, no identity. */
static void put_validator(struct buf *out)
{
    xml_start(out, "SignatureValidator");
    xml_start(out, "DigitalId");
    xml_text(out, "tsl:Other", "Second Seal");
    xml_end(out, "DigitalId");
    xml_end(out, "SignatureValidator");
}

status report_etsi(FILE *to, const struct report_view *view, const struct document *d, const struct verify_report *r,
                   struct err *e)
{
    AUTO_BUF out = BUF_INIT(REPORT_MAX);
    struct view done;
    ENSURE(d != NULL && r->state == VERIFY_JUDGED, ERR_SYNTAX,
           "no signature to report on: an ETSI validation report is about signatures");
    put_root(&out);
    for (size_t i = 0; i < r->signature_count; i++) put_signature(&out, view, d, r, i);
    if (r->signature_count == 0) put_undecided(&out, view, r);
    TRY(put_objects(&out, d, r, e));
    put_validator(&out);
    xml_end(&out, "ValidationReport");
    TRY(buf_done(&done, &out, e));
    ENSURE(fwrite(done.data, 1, done.len, to) == done.len && fflush(to) == 0, ERR_OUTPUT,
           "the report could not be written");
    return OK;
}
