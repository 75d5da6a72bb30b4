// SPDX-License-Identifier: Apache-2.0
/*
 * trust_files.h - reads trust anchors, revocation lists and OCSP answers from the paths that a person named: files, or
 * folders of them.
 */
#pragma once

#include "policies/trust.h"

/* Whole small files (certificates, images): ERR_MISSING when it is not there, ERR_LIMIT beyond out->max. */
MUST status file_read(struct buf *out, const char *path, struct err *e);

/* The same from where a descriptor stands. */
MUST status file_read_descriptor(struct buf *out, int fd, struct err *e);

enum trust_file_kind { TRUST_FILE_ANCHORS = 1, TRUST_FILE_CRLS, TRUST_FILE_OCSP };

/* ERR_TRUST whatever is wrong; a folder gives every regular file in it, in the order of their names. */
MUST status trust_files_add(struct trust *t, enum trust_file_kind kind, const char *path, struct err *e);
