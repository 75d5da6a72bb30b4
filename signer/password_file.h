// SPDX-License-Identifier: Apache-2.0
/*
 * password_file.h - the password of encrypted documents, from a file that its user names (--password-file).
 *
 * The first line of a regular file, in UTF-8 or whatever bytes the document was encrypted with. Refuses: anything but a
 * file, an empty line, more than LIMIT_PDF_PASSWORD bytes.
 */
#pragma once

#include "pkcs11/secret.h"

/* ERR_MISSING: there is no such file; ERR_USAGE: there is, but no password in it. */
MUST status password_file_read(struct secret *out, const char *path, struct err *e);
