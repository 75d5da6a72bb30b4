// SPDX-License-Identifier: Apache-2.0
/*
 * Reports of made-up verdicts: what real documents show only in rare states. With a folder as its argument it writes
 * the ETSI reports there, for a test that has their schema.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "tools/report.h"

static const struct session english = {.lang = LANG_EN};
static const int64_t NOON = 1795000000; /* 2026-11-18T11:06:40Z */

struct made {
    struct signature_report signature[2];
    struct verify_report report;
    struct report_view view;
    struct document document;
};

static void made_clear(struct made *m)
{
    for (int i = 0; i < 2; i++) {
        buf_clear(&m->signature[i].certificate);
        buf_clear(&m->signature[i].value);
    }
    mem_free(m);
}

static void put_signature(struct signature_report *s, const char *name)
{
    struct signer_names *n = &s->verdict.signer;
    snprintf(s->name, sizeof s->name, "%s", name);
    snprintf(n->common_name, sizeof n->common_name, "Nguyễn Văn A");
    snprintf(n->subject, sizeof n->subject, "CN=Nguyễn Văn A,C=VN");
    snprintf(n->issuer, sizeof n->issuer, "CN=CA,C=VN");
    snprintf(n->serial, sizeof n->serial, "0a");
    snprintf(n->not_before, sizeof n->not_before, "2026-01-01T00:00:00Z");
    snprintf(n->not_after, sizeof n->not_after, "2027-01-01T00:00:00Z");
    memset(n->fingerprint_sha256, 'a', 64);
    memset(n->key_sha256, 'b', 64);
    snprintf(s->best_time, sizeof s->best_time, "2026-11-18T11:06:40Z");
    snprintf(s->claimed_time, sizeof s->claimed_time, "2026-11-18T10:00:00Z");
    s->level = "PAdES-B-T";
    s->scheme = SIGNATURE_RSA_PKCS1;
    s->digest_algorithm = DIGEST_SHA256;
    s->is_intact = true;
    s->pdf_coverage = PDF_COVERS_WHOLE_FILE;
    s->verdict.has_signer = true;
    s->verdict.indication = TOTAL_PASSED;
    s->verdict.revocation = REVOCATION_GOOD;
    s->verdict.best_time = NOON;
    s->verdict.best_time_is_proven = true;
    s->verdict.chain_count = 3;
    for (size_t i = 0; i < 3; i++) {
        snprintf(s->verdict.chain[i].subject, sizeof s->verdict.chain[i].subject, "O=x\\,CN=y,CN=link %zu", i);
        memset(s->verdict.chain[i].fingerprint_sha256, "acd"[i], 64);
    }
}

static struct made *make(void)
{
    struct made *m = mem_new(sizeof *m);
    assert_non_null(m);
    put_signature(&m->signature[0], "Signature1");
    m->report = (struct verify_report){.state = VERIFY_JUDGED,
                                       .format = DOCUMENT_PDF,
                                       .indication = TOTAL_PASSED,
                                       .signatures = m->signature,
                                       .signature_count = 1,
                                       .time = NOON};
    m->view = (struct report_view){.s = &english, .anchor_count = 1, .settings = ""};
    return m;
}
#define MADE                                       \
    AUTO_CLEAR(made_free) struct made *m = make(); \
    struct signature_report *s = m->signature;     \
    (void)s

static void made_free(struct made **m)
{
    made_clear(*m);
}

enum form { TEXT, JSON, ETSI };

static char *written(const struct made *m, enum form form)
{
    char *out = NULL;
    size_t len = 0;
    struct err e = {0};
    FILE *to = open_memstream(&out, &len);
    assert_non_null(to);
    const struct text_page page = {.to = to};
    if (form == TEXT) report_text(&page, &m->view, "a.pdf", &m->report);
    if (form == JSON) assert_ok(report_json(to, &m->view, "a.pdf", &m->document, &m->report, &e), &e);
    if (form == ETSI) assert_ok(report_etsi(to, &m->view, &m->document, &m->report, &e), &e);
    fclose(to);
    return out;
}

static void holds(const struct made *m, enum form form, const char *part)
{
    char *out = written(m, form);
    if (strstr(out, part) == NULL) fail_msg("\"%s\" is not in:\n%s", part, out);
    free(out);
}

static void lacks(const struct made *m, enum form form, const char *part)
{
    char *out = written(m, form);
    if (strstr(out, part) != NULL) fail_msg("\"%s\" is in:\n%s", part, out);
    free(out);
}

static void add_stamp(struct signature_report *s, enum indication i, enum sub_indication sub)
{
    struct stamp_verdict *t = &s->verdict.stamps[s->verdict.stamp_count++];
    *t = (struct stamp_verdict){
        .indication = i, .sub_indication = sub, .time = NOON, .not_before = NOON, .not_after = NOON};
    snprintf(t->authority, sizeof t->authority, "TSA <&>");
}

/* Is a time that is proven told from one that is claimed? */
static void test_when(void **state)
{
    (void)state;
    MADE;
    holds(m, TEXT,
          "When:        not later than 18:06:40 on 2026-11-18 (Vietnam time), which a time-stamp proves; the signer "
          "claims 17:00:00 on 2026-11-18 (Vietnam time)\n");
    holds(m, TEXT, "judged as of the proven time, 18:06:40");
    lacks(m, TEXT, "Not checked, or not proven");
    holds(m, JSON, "\"best_time_proven\":true");
    s->claimed_time[0] = '\0';
    holds(m, TEXT, "When:        not later than 18:06:40 on 2026-11-18 (Vietnam time), which a time-stamp proves\n");
    s->verdict.best_time_is_proven = false;
    holds(m, TEXT, "When:        not said, and no time-stamp proves it\n");
    holds(m, TEXT, "- when it was signed: no time-stamp proves it\n");
    snprintf(s->claimed_time, sizeof s->claimed_time, "yesterday\033[2J");
    holds(m, TEXT, "When:        yesterday\\x1b[2J, as the signer's computer claimed; no time-stamp proves it\n");
    lacks(m, ETSI, "SigningTime"); /* its schema has no place for what is no time */
}

/* Is every time-stamp shown, with what became of it? */
static void test_stamps(void **state)
{
    (void)state;
    MADE;
    add_stamp(s, TOTAL_PASSED, SUB_NONE);
    add_stamp(s, TOTAL_FAILED, SUB_HASH_FAILURE);
    add_stamp(s, INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND);
    holds(m, TEXT, "Time-stamp:           18:06:40 on 2026-11-18 (Vietnam time), by TSA <&>: valid\n");
    holds(m, TEXT, "by TSA <&>: NOT VALID, HASH_FAILURE\n");
    holds(m, TEXT, "by TSA <&>: not decided, NO_CERTIFICATE_CHAIN_FOUND\n");
    holds(m, JSON,
          "\"timestamps\":[{\"indication\":\"TOTAL-PASSED\",\"time\":\"2026-11-18T11:06:40Z\",\"authority\":\"TSA "
          "<&>\"},{\"indication\":\"TOTAL-FAILED\",\"sub_indication\":\"HASH_FAILURE\"");
    holds(m, ETSI,
          "<SignatureTimeStamp><AttributeObject VOReference=\"T-1-2\"/><TimeStampValue>2026-11-18T11:06:40Z</");
    holds(m, ETSI, "<MainIndication>urn:etsi:019102:mainindication:failed</");
    holds(
        m, ETSI,
        "<POETime>2026-11-18T11:06:40Z</POETime>\n<TypeOfProof>urn:etsi:019102:poetype:validation</TypeOfProof>\n<POEObject VOReference=\"T-1-1\"/>");
    holds(m, ETSI, "<direct>TSA &#60;&#38;&#62;</direct>");
    holds(m, ETSI, "urn:etsi:019102:validationprocess:LTVM<");
    s->level = "PAdES-B-LTA";
    holds(m, ETSI, "urn:etsi:019102:validationprocess:LTA<");
    s->verdict.best_time_is_proven = false;
    s->level = "PAdES-B-B";
    holds(m, ETSI, "urn:etsi:019102:validationprocess:Basic<");
}

static void test_document_stamp(void **state)
{
    (void)state;
    MADE;
    m->report.signature_count = 2;
    put_signature(&m->signature[1], "Stamp");
    m->signature[1].is_timestamp = true;
    m->signature[1].level = "PKCS7";
    add_stamp(&m->signature[1], TOTAL_PASSED, SUB_NONE);
    holds(m, TEXT, "2. Time-stamp on the document\n");
    holds(m, TEXT, "When:        18:06:40 on 2026-11-18 (Vietnam time), as the time-stamping authority says\n");
    holds(m, ETSI, "<DocTimeStamp><AttributeObject VOReference=\"T-2-1\"/>");
    holds(m, JSON, "\"kind\":\"timestamp\"");
    m->signature[1].verdict.stamp_count = 0;
    holds(m, TEXT, "When:        no time\n");
}

/* What is said of changes, for every state of them? */
static void test_changes(void **state)
{
    (void)state;
    static const struct {
        enum document_format format;
        enum pdf_coverage pdf;
        enum xml_coverage xml;
        uint32_t changes;
        bool is_intact;
        enum sub_indication sub;
        const char *text;
    } cases[] = {
        {DOCUMENT_PDF, PDF_COVERS_WHOLE_FILE, 0, 0, true, SUB_NONE, "nothing was changed"},
        {DOCUMENT_PDF, PDF_COVERS_REVISION, 0, PDF_CHANGE_SIGNATURE | PDF_CHANGE_DSS, true, SUB_NONE,
         "nothing but a further signature was added"},
        {DOCUMENT_PDF, PDF_COVERS_REVISION, 0, PDF_CHANGE_DSS | PDF_CHANGE_TIMESTAMP, true, SUB_NONE,
         "nothing but validation data was added"},
        {DOCUMENT_PDF, PDF_COVERS_REVISION, 0, PDF_CHANGE_SIGNATURE | PDF_CHANGE_FORM, true, SUB_NONE,
         "a form was filled or a note added, which the signature allows"},
        {DOCUMENT_PDF, PDF_COVERS_REVISION, 0, PDF_CHANGE_OTHER | PDF_CHANGE_FORM, false, SUB_FORMAT_FAILURE,
         "CHANGED: the document was changed after this signature"},
        {DOCUMENT_PDF, PDF_COVERS_WHOLE_FILE, 0, 0, false, SUB_HASH_FAILURE,
         "CHANGED: what is there now is not what was signed"},
        {DOCUMENT_PDF, PDF_COVERS_PARTIAL, 0, 0, true, SUB_NONE,
         "cannot be told: the signature covers only a part of the file"},
        {DOCUMENT_PDF, PDF_COVERS_WHOLE_FILE, 0, 0, false, SUB_SIG_CRYPTO_FAILURE,
         "cannot be told: the signature itself does not hold"},
        {DOCUMENT_XML, 0, XML_COVERS_WHOLE_DOCUMENT, 0, true, SUB_NONE, "nothing was changed"},
        {DOCUMENT_XML, 0, XML_COVERS_ELEMENTS, 0, true, SUB_NONE,
         "nothing was changed in the parts that it covers; it does not protect the others"},
        {DOCUMENT_XML, 0, XML_COVERS_NOTHING, 0, true, SUB_NONE,
         "cannot be told: the signature covers nothing of the document"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        MADE;
        char expected[256];
        m->report.format = cases[i].format;
        s->pdf_coverage = cases[i].pdf;
        s->xml_coverage = cases[i].xml;
        s->changes_after = cases[i].changes;
        s->is_intact = cases[i].is_intact;
        if (cases[i].sub != SUB_NONE) s->verdict.indication = TOTAL_FAILED;
        s->verdict.sub_indication = cases[i].sub;
        snprintf(expected, sizeof expected, "Since then:  %s\n", cases[i].text);
        holds(m, TEXT, expected);
    }
}

/* Is every thing that was not checked said, in every form? */
static void test_gaps(void **state)
{
    (void)state;
    MADE;
    holds(m, JSON, "\"not_checked\":[]");
    s->verdict.revocation = REVOCATION_UNKNOWN;
    holds(m, TEXT, "Valid:       YES, but nobody knows whether the certificate was revoked\n");
    s->verdict.indication = INDETERMINATE;
    s->verdict.sub_indication = SUB_POLICY_PROCESSING_ERROR;
    s->verdict.chain_count = 0;
    s->verdict.best_time_is_proven = false;
    s->is_intact = false;
    s->pdf_coverage = PDF_COVERS_PARTIAL;
    holds(m, JSON, "\"not_checked\":[\"path\",\"revocation\",\"time\",\"changes\",\"coverage\"]");
    for (int gap = GAP_PATH; gap < GAP_COUNT; gap++) {
        char uri[128];
        snprintf(uri, sizeof uri, "urn:x-second-seal:constraint:%s<", gap_name((enum gap)gap));
        holds(m, ETSI, uri);
    }
    lacks(m, ETSI, "constraintStatus:disabled");
    s->verdict.revocation = REVOCATION_NOT_CHECKED;
    holds(
        m, ETSI,
        "constraint:revocation</ValidationConstraintIdentifier>\n<ConstraintStatus><Status>urn:etsi:019102:constraintStatus:disabled<");
    m->view.anchor_count = 0;
    holds(m, JSON, "\"not_checked\":[\"trust-anchors\",\"revocation\"");
}

/* A foreign signature that binds no certificate is not intact in the strict sense; its digest was right all the same.
 */
static void test_unbound_signature(void **state)
{
    (void)state;
    MADE;
    s->is_intact = false;
    holds(m, JSON, "\"intact\":true");
    holds(m, TEXT, "Since then:  nothing was changed\n");
    s->verdict.indication = INDETERMINATE;
    s->verdict.sub_indication = SUB_NO_CERTIFICATE_CHAIN_FOUND;
    s->verdict.chain_count = 0;
    holds(m, JSON, "\"intact\":true");
    s->verdict.sub_indication = SUB_POLICY_PROCESSING_ERROR;
    holds(m, JSON, "\"intact\":false");
    s->verdict.indication = TOTAL_FAILED;
    s->verdict.sub_indication = SUB_NO_CERTIFICATE_CHAIN_FOUND;
    holds(m, JSON, "\"intact\":false");
}

/* Does a string of the document get through unescaped anywhere? Fields that others clean are not clean here. */
static void test_hostile_strings(void **state)
{
    (void)state;
    static const char hostile[] = "x\033[2J\n\xe2\x80\xae</a>\"\\";
    MADE;
    struct signer_names *n = &s->verdict.signer;
    char *const fields[] = {s->name,     s->claimed_time, n->common_name, n->subject,    n->issuer,
                            n->serial,   n->not_before,   n->not_after,   s->covered[0], s->verdict.chain[1].subject,
                            s->best_time};
    m->report.format = DOCUMENT_XML;
    s->covered_count = 1;
    add_stamp(s, TOTAL_PASSED, SUB_NONE);
    finding_add(&s->verdict.messages, "X", "%s", hostile);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) snprintf(fields[i], 32, "%s", hostile);
    snprintf(s->verdict.stamps[0].authority, 32, "%s", hostile);
    for (int form = TEXT; form <= ETSI; form++) {
        lacks(m, (enum form)form, "\033");
        lacks(m, (enum form)form, "\xe2\x80\xae");
        holds(m, (enum form)form,
              form == JSON ? "x\\\\x1b[2J\\\\x0a\\\\xe2\\\\x80\\\\xae" : "x\\x1b[2J\\x0a\\xe2\\x80\\xae");
    }
    lacks(m, ETSI, "</a>");
}

/* Is what was accepted listed, and what decided said first? */
static void test_messages(void **state)
{
    (void)state;
    MADE;
    finding_add(&s->verdict.messages, "HASH", "%s", "first remark");
    finding_add(&s->verdict.messages, "CMS-10", "%s", "second remark");
    holds(m, TEXT, "     Remarks:\n       - first remark [HASH]\n       - second remark [CMS-10]\n");
    s->verdict.messages.overflow = true;
    holds(m, TEXT, "       - and more than can be listed\n");
    s->verdict.indication = TOTAL_FAILED;
    holds(m, TEXT, "Valid:       NO: the document is not the one that was signed: its content was changed\n");
    holds(m, TEXT, "- first remark [HASH]\n");
    s->verdict.indication = INDETERMINATE;
    holds(m, TEXT, ": first remark\n");
    lacks(m, TEXT, "- first remark");
    s->verdict.indication = TOTAL_FAILED;
    holds(m, ETSI, "<Type>urn:x-second-seal:finding:CMS-10</Type>\n<Value>second remark</Value>");
    finding_add(&m->report.messages, "PDF-21", "%s", "of the file");
    holds(m, TEXT, "  - of the file [PDF-21]\n");
    holds(m, ETSI, "finding:PDF-21<");
}

static void test_unknown_signer(void **state)
{
    (void)state;
    MADE;
    memset(&s->verdict.signer, 0, sizeof s->verdict.signer);
    s->verdict.has_signer = false;
    s->verdict.chain_count = 0;
    s->verdict.indication = INDETERMINATE;
    s->verdict.sub_indication = SUB_NO_SIGNING_CERTIFICATE_FOUND;
    holds(m, TEXT, "Who:         nobody can tell: there is no certificate of the signer\n");
    lacks(m, JSON, "\"signer\"");
    lacks(m, ETSI, "SignerInformation");
}

/* Does the status say from where it is known? */
static void test_status(void **state)
{
    (void)state;
    MADE;
    s->verdict.status_kind = "OCSP";
    s->verdict.status_origin = "document";
    s->verdict.status_time = NOON;
    holds(m, TEXT, "Status known from:    OCSP of 18:06:40 on 2026-11-18 (Vietnam time), carried by the document\n");
    s->verdict.revocation = REVOCATION_REVOKED;
    s->verdict.revoked_at = NOON;
    s->verdict.indication = TOTAL_FAILED;
    s->verdict.sub_indication = SUB_REVOKED;
    holds(m, TEXT, "in its period, REVOKED at 18:06:40 on 2026-11-18 (Vietnam time)");
    holds(m, JSON,
          "\"status\":{\"kind\":\"OCSP\",\"origin\":\"document\",\"time\":\"2026-11-18T11:06:40Z\",\"revoked_at\":");
    holds(m, ETSI, "<RevocationTime>2026-11-18T11:06:40Z<");
}

/* Is a file that could not be judged reported without a signature that nobody knows? */
static void test_undecided_file(void **state)
{
    (void)state;
    struct err e = {0};
    MADE;
    m->report.signature_count = 0;
    m->report.indication = INDETERMINATE;
    m->report.sub_indication = SUB_POLICY_PROCESSING_ERROR;
    finding_add(&m->report.messages, "PROCESS", "%s", "died");
    holds(m, TEXT, "NOT DECIDED");
    holds(m, ETSI, "<SubIndication>urn:etsi:019102:subindication:POLICY_PROCESSING_ERROR<");
    assert_int_equal(report_exit_code(&m->report), 3);
    m->report.state = VERIFY_NO_SIGNATURE;
    assert_int_equal(report_exit_code(&m->report), 4);
    assert_refused(report_etsi(stdout, &m->view, &m->document, &m->report, &e), &e, ERR_SYNTAX, "no signature");
    m->report.state = VERIFY_NOT_READABLE;
    assert_int_equal(report_exit_code(&m->report), 5);
    assert_refused(report_etsi(stdout, &m->view, NULL, &m->report, &e), &e, ERR_SYNTAX, "no signature");
    m->report.state = VERIFY_NONE; /* not judged is not passed */
    m->report.indication = TOTAL_PASSED;
    assert_int_equal(report_exit_code(&m->report), 3);
}

/* Has every sub-indication the URI of the standard? */
static void test_sub_indications(void **state)
{
    (void)state;
    for (int sub = SUB_NONE + 1; sub < SUB_COUNT; sub++) {
        MADE;
        char uri[128];
        s->verdict.indication = INDETERMINATE;
        s->verdict.sub_indication = (enum sub_indication)sub;
        snprintf(uri, sizeof uri, "<SubIndication>urn:etsi:019102:subindication:%s</",
                 sub_indication_name((enum sub_indication)sub));
        holds(m, ETSI, uri);
    }
}

/* Is the algorithm named where it was the reason? */
static void test_algorithm(void **state)
{
    (void)state;
    MADE;
    s->verdict.indication = INDETERMINATE;
    s->verdict.sub_indication = SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
    s->digest_algorithm = DIGEST_SHA1;
    holds(m, ETSI, "<Algorithm>http://www.w3.org/2000/09/xmldsig#rsa-sha1</Algorithm>\n<SecureAlgorithm>false<");
    s->verdict.sub_indication = SUB_TRY_LATER;
    lacks(m, ETSI, "CryptoInformation");
    s->verdict.sub_indication = SUB_CRYPTO_CONSTRAINTS_FAILURE;
    s->digest_algorithm = DIGEST_OTHER;
    lacks(m, ETSI, "CryptoInformation");
}

/* --- for the schema -------------------------------------------------------------------------------------------------
 */

static void save(const struct made *m, const char *folder, const char *name)
{
    char path[4096];
    char *out = written(m, ETSI);
    snprintf(path, sizeof path, "%s/%s.xml", folder, name);
    FILE *f = fopen(path, "w");
    if (f == NULL || fputs(out, f) < 0 || fclose(f) != 0) exit(1);
    free(out);
}

static int save_all(const char *folder)
{
    for (int i = TOTAL_PASSED; i < INDICATION_COUNT; i++) {
        for (int sub = SUB_NONE; sub < SUB_COUNT; sub++) {
            MADE;
            char name[64];
            m->report.signature_count = 2;
            put_signature(&m->signature[1], "\033<Stamp>");
            m->signature[1].is_timestamp = true;
            add_stamp(&m->signature[1], TOTAL_PASSED, SUB_NONE);
            s->verdict.indication = (enum indication)i;
            s->verdict.sub_indication = (enum sub_indication)sub;
            s->verdict.revocation = (enum revocation_status)(sub % REVOCATION_COUNT);
            s->verdict.revoked_at = NOON;
            s->verdict.best_time_is_proven = sub % 2 == 0;
            s->verdict.chain_count = (size_t)sub % 4;
            s->verdict.has_signer = sub != SUB_NO_SIGNING_CERTIFICATE_FOUND;
            if (sub % 3 == 0) s->claimed_time[0] = '\0';
            if (sub % 3 == 1) add_stamp(s, INDETERMINATE, (enum sub_indication)sub);
            if (sub % 2 == 1) finding_add(&s->verdict.messages, "CMS-10", "%s", "&<>\"");
            if (sub % 5 == 1) m->view.settings = "revocation=none";
            snprintf(name, sizeof name, "%d-%d", i, sub);
            save(m, folder, name);
        }
    }
    MADE;
    m->report.signature_count = 0;
    save(m, folder, "undecided");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2) return save_all(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_when),
        cmocka_unit_test(test_stamps),
        cmocka_unit_test(test_document_stamp),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_unbound_signature),
        cmocka_unit_test(test_hostile_strings),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_unknown_signer),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_undecided_file),
        cmocka_unit_test(test_sub_indications),
        cmocka_unit_test(test_algorithm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
