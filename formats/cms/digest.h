// SPDX-License-Identifier: Apache-2.0
/*
 * digest.h - message digests, and the one table between our algorithm names and OpenSSL's.
 */
#pragma once

#include <openssl/evp.h>

#include "formats/base/algorithms.h"
#include "formats/base/bytes.h"

struct digester;

MUST status digester_new(struct digester **out, enum digest_algorithm d, struct err *e);
MUST status digester_update(struct digester *d, struct view bytes, struct err *e);
/* A second one that has seen the same bytes. */
MUST status digester_copy(struct digester **out, const struct digester *from, struct err *e);
/* Replaces out's content; the digester is spent. */
MUST status digester_finish(struct buf *out, struct digester *d, struct err *e);
void digester_free(struct digester *d);
AUTO_DEFINE(struct digester, digester_free)

MUST status digest_bytes(struct buf *out, enum digest_algorithm d, struct view bytes, struct err *e);

/* NULL for NONE and OTHER. */
const EVP_MD *digest_md(enum digest_algorithm d);
/* DIGEST_OTHER for one that is not in the table. */
enum digest_algorithm digest_of_nid(int nid);
int digest_nid(enum digest_algorithm d);
