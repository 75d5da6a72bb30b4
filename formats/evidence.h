// SPDX-License-Identifier: Apache-2.0
/*
 * evidence.h - what a signature of any format proves by itself, before anybody asks whom to trust.
 *
 * cms/ and xml/ fill it, policies/ judges it. Zero means "not done", which never passes.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/finding.h"

enum check { CHECK_NOT_DONE = 0, CHECK_PASSED = 0x5a, CHECK_FAILED = 0xa5 };

struct evidence {
    enum check digest;  /* everything that is signed has the digest that was signed */
    enum check value;   /* the signature value belongs to the key of `signer` */
    enum check binding; /* the signing-certificate attribute names `signer` (NOT_DONE: there is none) */
    enum digest_algorithm digest_algorithm;
    enum signature_scheme scheme;
    struct buf signer;                           /* DER; empty when it could not be told */
    struct buf certificates[LIMIT_CERTIFICATES]; /* DER; all that came along, signer too */
    size_t certificate_count;
    struct buf value_octets; /* the signature value itself: a time-stamp covers it */
    struct findings findings;
};

void evidence_init(struct evidence *v);
void evidence_clear(struct evidence *v);
