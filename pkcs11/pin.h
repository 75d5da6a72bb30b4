// SPDX-License-Identifier: Apache-2.0
/*
 * pin.h - where a PIN comes from: a file named by pin-source, or a person at the terminal.
 *
 * Refuses: anything but a regular file, an empty first line, more than LIMIT_PIN bytes, pin-source commands ("|...").
 * Does not check: whether the PIN is right.
 */
#pragma once

#include "formats/base/limits.h"
#include "pkcs11/secret.h"

/* The first line of the file; `source` is file:PATH, file:///PATH or a path. */
MUST status pin_read_file(struct secret *out, const char *source, struct err *e);
/* From /dev/tty, echo off; the prompt is printed as it is. ERR_TOKEN when there is no terminal. */
MUST status pin_read_terminal(struct secret *out, const char *prompt, struct err *e);
