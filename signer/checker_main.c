// SPDX-License-Identifier: Apache-2.0
/*
 * checker - the one-shot process that does the cryptography of a verification, without any PDF or XML parser.
 *
 * What the worker said of a document is a claim. The checker hashes the document's own bytes, decodes the CMS that
 * stands in them and verifies the value; so a worker that was taken over cannot invent a signature. It is locked in
 * like the worker, because CMS and certificates are hostile input, too.
 */
#include "signer/check_ops.h"
#include <unistd.h>

#include "signer/one_shot.h"

int main(void)
{
    _exit(one_shot_run(check_answer)); /* no exit handlers: nothing of the libraries runs after the answer */
}
