// SPDX-License-Identifier: Apache-2.0
/*
 * judged.h - the judgement on what a target has read, with the same trust always: tests/fuzz/trust, which
 * tests/fuzz/seeds.sh has made together with the documents of the corpus that pass. Its keys are gone, so whatever
 * passes was signed by one of the signers in trust/signers.
 */
#pragma once

#include <stdio.h>

#include "policies/validate.h"
#include "signer/trust_files.h"
#include "tests/fuzz/fuzz.h"

enum { JUDGED_SIGNERS_MAX = 8 };

struct judged {
    struct trust *trust;
    struct signer_names signer[JUDGED_SIGNERS_MAX];
    size_t signer_count;
};

static struct judged judged;

static inline void judged_add_signer(const char *path)
{
    struct err e = {0};
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    if (file_read(&der, path, &e) != OK) return;
    assert(certificate_names(&judged.signer[judged.signer_count], bytes_of(&der), &e) == OK);
    judged.signer_count++;
}

/* For LLVMFuzzerInitialize. */
static inline void judged_prepare(void)
{
    struct err e = {0};
    char path[64];
    judged.trust = trust_new();
    assert(judged.trust != NULL);
    assert(trust_files_add(judged.trust, TRUST_FILE_ANCHORS, "tests/fuzz/trust/anchors", &e) == OK);
    assert(trust_files_add(judged.trust, TRUST_FILE_CRLS, "tests/fuzz/trust/lists", &e) == OK);
    for (int i = 0; i < JUDGED_SIGNERS_MAX; i++) {
        snprintf(path, sizeof path, "tests/fuzz/trust/signers/%d.der", i);
        judged_add_signer(path);
    }
    assert(judged.signer_count > 0);
}

static inline struct judge_context judged_context(void)
{
    return (struct judge_context){
        .trust = judged.trust, .time = FUZZ_NOW, .policy = POLICY_FOREIGN, .settings = settings_default};
}

static inline bool judged_is_known(const struct signer_names *who)
{
    for (size_t i = 0; i < judged.signer_count; i++)
        if (strcmp(judged.signer[i].fingerprint_sha256, who->fingerprint_sha256) == 0) return true;
    return false;
}

static inline void judged_check_passed(const struct verdict *v)
{
    assert(v->revocation == REVOCATION_GOOD && v->sub_indication == SUB_NONE);
    assert(v->has_signer && judged_is_known(&v->signer));
    assert(!v->messages.overflow);
}

/* Judges a signature alone in its document; checks what must hold of every verdict. Did it pass? */
static inline bool judged_passes(const struct evidence *from, const struct findings *more)
{
    struct err e = {0};
    struct verdict v = {0};
    struct judge_context c = judged_context();
    struct subject s = {.evidence = from};
    struct validation_input in = {.subject = &s, .count = 1, .file = more};
    assert(validate(&v, &in, &c, &e) == OK);
    assert(v.best_time_is_proven || v.best_time == FUZZ_NOW);
    assert(v.stamp_count <= LIMIT_TIMESTAMPS && v.chain_count <= CHAIN_MAX);
    assert(v.indication > INDICATION_NONE && v.indication < INDICATION_COUNT);
    check_findings(&v.messages);
    if (v.indication != TOTAL_PASSED) {
        assert(v.sub_indication != SUB_NONE && v.messages.count > 0);
        return false;
    }
    judged_check_passed(&v);
    assert(from->digest == CHECK_PASSED && from->value == CHECK_PASSED && from->binding != CHECK_FAILED);
    return true;
}
