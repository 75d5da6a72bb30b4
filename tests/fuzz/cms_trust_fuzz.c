// SPDX-License-Identifier: Apache-2.0
/* Certificates and revocation lists from files: as anchors, as lists, as the signer's own, as one that came along. The
 * first byte says which. */
#include "policies/path.h"
#include "policies/suites.h"
#include "policies/trust.h"
#include "tests/fuzz/der_mutator.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/judged.h"

static struct buf signer = BUF_INIT(LIMIT_CERTIFICATE);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct err e = {0};
    (void)argc;
    (void)argv;
    judged_prepare();
    assert(file_read(&signer, "tests/fuzz/trust/signers/0.der", &e) == OK);
    return 0;
}

/* What cannot be read leaves nothing behind. */
static void anchors(struct view in)
{
    struct err e = {0};
    AUTO(trust_free)
    struct trust *t = trust_new();
    bool good = succeeds(trust_add_anchors(t, in, "anchors", &e), &e);
    assert(good == (trust_anchor_count(t) > 0) && trust_crl_count(t) == 0);
}

static void lists(struct view in)
{
    struct err e = {0};
    AUTO(trust_free)
    struct trust *t = trust_new();
    bool good = succeeds(trust_add_crls(t, in, "lists", &e), &e);
    assert(good == (trust_crl_count(t) > 0) && trust_anchor_count(t) == 0);
}

static void names(struct view in)
{
    struct err e = {0};
    struct signer_names n = {0};
    struct findings f = {0};
    (void)succeeds(judge_own_certificate(in, FUZZ_NOW, &e), &e);
    path_check_usage(&f, in);
    path_check_stamp_usage(&f, in);
    for (int policy = 0; policy < POLICY_COUNT; policy++)
        suites_check(&f, (enum policy)policy, DIGEST_SHA256, SIGNATURE_ECDSA, in, (struct suite_time){FUZZ_NOW, true});
    check_findings(&f);
    err_clear(&e);
    if (!succeeds(certificate_names(&n, in, &e), &e)) return;
    assert(text_is_clean(view_of_string(n.common_name)) && text_is_clean(view_of_string(n.subject)));
    assert(text_is_clean(view_of_string(n.issuer)) && strlen(n.fingerprint_sha256) == 64);
}

/* Evidence that lacks nothing but a path and a status. */
static void judge(struct trust *t, struct view leaf, struct view other)
{
    struct err e = {0};
    struct verdict v = {0};
    struct judge_context c = judged_context();
    AUTO_CLEAR(evidence_clear) struct evidence from;
    evidence_init(&from);
    from.digest = from.value = from.binding = CHECK_PASSED;
    from.digest_algorithm = DIGEST_SHA256;
    from.scheme = SIGNATURE_ECDSA;
    if (buf_copy(&from.signer, leaf, &e) != OK || buf_copy(&from.certificates[0], other, &e) != OK) return;
    from.certificate_count = 1;
    c.trust = t;
    assert(judge_signature(&v, &(struct judge_case){.evidence = &from, .time = FUZZ_NOW}, &c, &e) == OK);
    assert(v.indication > INDICATION_NONE && v.indication < INDICATION_COUNT);
    check_findings(&v.messages);
    if (v.indication == TOTAL_PASSED) judged_check_passed(&v);
}

static void as_signer(struct view in)
{
    judge(judged.trust, in, in);
}

static void as_issuer(struct view in)
{
    judge(judged.trust, bytes_of(&signer), in);
}

/* One file of a trust store: one anchor has one spelling, and its name is the fingerprint. */
static void entry(struct view in)
{
    struct err e = {0};
    struct anchor_info i = {0};
    struct view pem = in;
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    AUTO(trust_free)
    struct trust *t = trust_new();
    if (!succeeds(anchor_entry_read(&i, &pem, in, &e), &e)) return;
    if (!succeeds(trust_add_entry(t, in, i.names.fingerprint_sha256, &e), &e)) return;
    assert(trust_anchor_count(t) == 1 && trust_anchor_certificate(&der, t, 0, &e) == OK);
    assert(anchor_entry_write(&again, trust_anchor(t, 0), bytes_of(&der), &e) == OK &&
           view_equal(bytes_of(&again), in));
}

static void about_anchor(struct view in)
{
    struct err e = {0};
    struct anchor_info i = {0};
    if (!succeeds(anchor_info_of(&i, in, "a file", &e), &e)) return;
    assert(text_is_clean(view_of_string(i.name)) && text_is_clean(view_of_string(i.key)));
    assert(anchor_admission(&i) != ADMISSION_NONE);
}

/* The known signer, with a list or an anchor more. */
static void with_list(struct view in)
{
    struct err e = {0};
    AUTO(trust_free)
    struct trust *t = trust_new();
    assert(trust_files_add(t, TRUST_FILE_ANCHORS, "tests/fuzz/trust/anchors", &e) == OK);
    if (succeeds(trust_add_crls(t, in, "list", &e), &e)) judge(t, bytes_of(&signer), bytes_of(&signer));
}

/* The order is part of the corpus: new ones go to the end. */
static void (*const uses[])(struct view) = {anchors,   lists,     names, as_signer,
                                            as_issuer, with_list, entry, about_anchor};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view in = view_of(data, size);
    size_t which = take_byte(&in) % (sizeof uses / sizeof uses[0]);
    uses[which](in);
    return 0;
}
