// SPDX-License-Identifier: Apache-2.0
/*
 * utc.h - a time as reports and signatures write it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* "2026-11-24T08:00:00Z" (RFC 3339); empty where the time cannot be written so. `t`: seconds since 1970. */
void utc_text(char *out, size_t size, int64_t t);
/* Back from that very form; 0 for anything else. */
int64_t utc_read(const char *text);
