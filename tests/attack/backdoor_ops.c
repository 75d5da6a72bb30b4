// SPDX-License-Identifier: Apache-2.0
#include "signer/worker_ops.h"

#include <unistd.h>

#include "tests/attack/backdoor.h"

/* The request is the row; the answer, if there is one, what the kernel said. */
status worker_answer(struct buf *answer, struct view request, struct view document, struct err *e)
{
    uint32_t row;
    (void)document;
    TRY(wire_get_below(&row, &request, (uint32_t)attack_count, e));
    const long *a = attacks[row].argument;
    long r = syscall(attacks[row].number, a[0], a[1], a[2], a[3], a[4], a[5]);
    wire_put_string(answer, r == -1 ? "denied" : "escaped");
    return OK;
}
