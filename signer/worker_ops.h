// SPDX-License-Identifier: Apache-2.0
/*
 * worker_ops.h - what a worker does with its one document: the table of operations.
 */
#pragma once

#include "formats/base/wire.h"

enum worker_op {
    WORKER_NONE = 0,
    WORKER_PDF_INSPECT,
    WORKER_PDF_PREPARE,
    WORKER_XML_INSPECT,
    WORKER_XML_PREPARE,
    WORKER_PDF_STORE,
    WORKER_PDF_ASK,
    WORKER_PDF_REPAIR,
    WORKER_OP_COUNT
};

/* `request`: the operation and its parameters; `answer` gets the facts. Runs inside the sandbox. */
MUST status worker_answer(struct buf *answer, struct view request, struct view document, struct err *e);
