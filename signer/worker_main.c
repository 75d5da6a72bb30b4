// SPDX-License-Identifier: Apache-2.0
/*
 * worker - the one-shot process that parses a document (qpdf, libxml2, our own reader).
 *
 * Distrusts the document on descriptor 3 and everything that it does itself with it: before the first byte is read, it
 * can no longer open, reach or start anything. One request, one answer, end.
 */
#include <unistd.h>

#include "signer/one_shot.h"
#include "signer/worker_ops.h"

int main(void)
{
    _exit(one_shot_run(worker_answer)); /* no exit handlers: nothing of the libraries runs after the answer */
}
