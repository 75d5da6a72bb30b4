// SPDX-License-Identifier: Apache-2.0
/*
 * backdoor.h - what a worker that has been taken over tries: one system call a row.
 *
 * tests/attack/backdoor_ops.c takes the place of signer/worker_ops.c in a worker built for this test only.
 */
#pragma once

#include <stddef.h>

struct attack {
    const char *name;
    long number;
    long argument[6];
};

extern const struct attack attacks[];
extern const size_t attack_count;
