// SPDX-License-Identifier: Apache-2.0
/* The readers of parts of a CMS, each on bytes that no other reader has seen before. The first byte says which. */
#include "formats/cms/cms_binding.h"
#include "formats/cms/cms_envelope.h"
#include "formats/cms/ecdsa.h"
#include "formats/cms/signature.h"
#include "tests/fuzz/der_mutator.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/judged.h"

static struct buf certificate = BUF_INIT(LIMIT_CERTIFICATE);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct err e = {0};
    (void)argc;
    (void)argv;
    judged_prepare();
    assert(file_read(&certificate, "tests/fuzz/trust/signers/0.der", &e) == OK);
    return 0;
}

static void envelope(struct view in)
{
    struct findings f = {0};
    cms_check_envelope(&f, in, bytes_of(&certificate));
    check_findings(&f);
}

static void binding(struct view in)
{
    enum digest_algorithm d;
    bool version_2 = take_byte(&in) % 2 == 1;
    (void)cms_binding_names(&d, in, version_2, bytes_of(&certificate));
}

/* DER is the one spelling of a value: there and back is the same. */
static void ecdsa(struct view in)
{
    struct err e = {0};
    size_t width = 1 + take_byte(&in) % 80u;
    AUTO_BUF raw = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    AUTO_BUF der = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    if (!succeeds(ecdsa_raw_from_der(&raw, in, width, &e), &e)) return;
    assert(raw.len == 2 * width);
    assert(ecdsa_der_from_raw(&der, bytes_of(&raw), &e) == OK && view_equal(bytes_of(&der), in));
}

static void ecdsa_raw(struct view in)
{
    struct err e = {0};
    AUTO_BUF raw = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    AUTO_BUF der = BUF_INIT(2 * LIMIT_SIGNATURE_VALUE);
    if (!succeeds(ecdsa_der_from_raw(&der, in, &e), &e)) return;
    assert(ecdsa_raw_from_der(&raw, bytes_of(&der), in.len / 2, &e) == OK && view_equal(bytes_of(&raw), in));
}

/* Nobody has the key any more. */
static void value(struct view in)
{
    struct err e = {0};
    enum check c = CHECK_NOT_DONE;
    enum signature_scheme s = (enum signature_scheme)(take_byte(&in) % SIGNATURE_COUNT);
    enum digest_algorithm d = (enum digest_algorithm)(take_byte(&in) % DIGEST_COUNT);
    assert(signature_verify(&c, s, d, bytes_of(&certificate), view_of_string("message"), in, &e) == OK);
    assert(c != CHECK_PASSED);
}

/* Any certificate, with a fixed value. */
static void any_certificate(struct view in)
{
    static const uint8_t fixed[256] = {1};
    struct err e = {0};
    enum check c = CHECK_NOT_DONE;
    enum signature_scheme s = (enum signature_scheme)(take_byte(&in) % SIGNATURE_COUNT);
    assert(signature_verify(&c, s, DIGEST_SHA256, in, view_of_string("message"), view_of(fixed, sizeof fixed), &e) ==
           OK);
}

/* The order is part of the corpus: new ones go to the end. */
static void (*const parts[])(struct view) = {envelope, binding, ecdsa, ecdsa_raw, value, any_certificate};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view in = view_of(data, size);
    size_t which = take_byte(&in) % (sizeof parts / sizeof parts[0]);
    parts[which](in);
    return 0;
}
