// SPDX-License-Identifier: Apache-2.0
/*
 * fetch_ops.h - one question to the network, asked by the helper program `fetch`: which has no document, no key and no
 * file, and can only open connections. libcurl is linked there and nowhere else.
 *
 * Refuses (rule X5-09): other schemes than http and https, a name or password in the address, redirects, proxies, hosts
 * that are not among the allowed ones where there are such, other ports than 80 and 443 and addresses that are not
 * public unless HOST:PORT is allowed; an answer that is larger than its kind may be, or not there in time.
 * The address of a time-stamp authority does not come out of a document: whoever runs the program has named it, and
 * with it its host and port, public or not.
 * The name is looked up once, and what was checked is what is connected to.
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/base/wire.h"

enum fetch_op { FETCH_NONE = 0, FETCH_OCSP, FETCH_CRL, FETCH_CERTIFICATE, FETCH_TIMESTAMP, FETCH_OP_COUNT };

enum { FETCH_ALLOWED_MAX = 64 };

struct fetch_request {
    enum fetch_op op;
    char url[LIMIT_URI];
    unsigned seconds; /* until the whole answer is there: 1 to LIMIT_STAMP_SECONDS_MAX */
    struct view body; /* posted; empty for what is only got */
    /* HOST, or HOST:PORT; none: every public one */
    char allowed[FETCH_ALLOWED_MAX][LIMIT_TEXT];
    size_t allowed_count;
};

/* The largest answer to this question. */
size_t fetch_size_max(enum fetch_op op);

void fetch_request_put(struct buf *out, const struct fetch_request *r);
MUST status fetch_request_get(struct fetch_request *out, struct view *in, struct err *e);

/* The content of the answer; ERR_REMOTE, with the reason, when there is none. Runs inside the sandbox. */
MUST status fetch_answer(struct buf *answer, struct view request, struct err *e);
