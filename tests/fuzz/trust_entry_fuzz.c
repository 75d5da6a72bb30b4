// SPDX-License-Identifier: Apache-2.0
/* A file of the trust store. The first byte says what the rest is: such a file, or a certificate that goes into one. */
#include "policies/trust.h"
#include "tests/fuzz/fuzz.h"

static void check_info(const struct anchor_info *i)
{
    assert(text_is_clean(view_of_string(i->name)) && i->name[0] != '\0');
    assert(text_is_clean(view_of_string(i->source)));
    assert(strlen(i->names.fingerprint_sha256) == 64);
    assert(i->standing > ANCHOR_STANDING_NONE && i->standing < ANCHOR_STANDING_COUNT);
    assert((i->known == NULL) == (i->standing == ANCHOR_UNKNOWN));
    assert(anchor_admission(i) > ADMISSION_NONE && anchor_admission(i) <= ADMISSION_NEVER);
}

/* Refused and nothing kept, or these very bytes. */
static void read_entry(struct view in)
{
    struct err e = {0};
    struct anchor_info i;
    struct view pem;
    AUTO(trust_free)
    struct trust *t = trust_new();
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF again = BUF_INIT(LIMIT_TRUST_ENTRY);
    if (!succeeds(anchor_entry_read(&i, &pem, in, &e), &e)) return;
    bool good = succeeds(trust_add_entry(t, in, i.names.fingerprint_sha256, &e), &e);
    assert(trust_anchor_count(t) == (good ? 1 : 0));
    if (!good) return;
    assert(trust_anchor_certificate(&der, t, 0, &e) == OK);
    assert(anchor_entry_write(&again, trust_anchor(t, 0), bytes_of(&der), &e) == OK);
    assert(view_equal(bytes_of(&again), in));
}

/* Whatever can be trusted can be kept, and comes back. */
static void keep_certificate(struct view in)
{
    struct err e = {0};
    AUTO(trust_free)
    struct trust *given = trust_new();
    AUTO(trust_free)
    struct trust *t = trust_new();
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF entry = BUF_INIT(LIMIT_TRUST_ENTRY);
    if (!succeeds(trust_add_anchors(given, in, "a\x1b[31m file", &e), &e)) return;
    assert(trust_anchor_certificate(&der, given, 0, &e) == OK);
    struct anchor_info i = *trust_anchor(given, 0);
    check_info(&i);
    i.added = FUZZ_NOW;
    i.confirmation = CONFIRMED_ACCEPTED;
    assert(anchor_entry_write(&entry, &i, bytes_of(&der), &e) == OK);
    assert(trust_add_entry(t, bytes_of(&entry), i.names.fingerprint_sha256, &e) == OK);
    const struct anchor_info *got = trust_anchor(t, 0);
    check_info(got);
    assert(strcmp(got->name, i.name) == 0 && strcmp(got->source, i.source) == 0 && got->added == FUZZ_NOW);
    assert(got->standing == i.standing && got->is_ca == i.is_ca);
    assert(trust_anchor_by_fingerprint(t, i.names.fingerprint_sha256) == got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view in = view_of(data, size);
    if (take_byte(&in) % 2 == 0)
        read_entry(in);
    else
        keep_certificate(in);
    return 0;
}
