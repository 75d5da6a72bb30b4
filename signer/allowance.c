// SPDX-License-Identifier: Apache-2.0
#include "signer/allowance.h"

#include <errno.h>
#include <stdlib.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"

const char *const allowance_environment[ALLOWANCE_COUNT + 1] = {"SECOND_SEAL_MEMORY", "SECOND_SEAL_SECONDS", NULL};

static const struct {
    const char *name;
    unsigned long least, most;
} bounds[ALLOWANCE_COUNT] = {{"--memory (MiB)", 64, 65536}, {"--seconds", 1, 3600}};

static status read_number(unsigned long *out, enum allowance_kind kind, const char *text, struct err *e)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(text, &end, 10);
    bool is_number = errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0';
    ENSURE(is_number && n >= bounds[kind].least && n <= bounds[kind].most, ERR_USAGE,
           "%s takes a number from %lu to %lu, not \"%s\"", bounds[kind].name, bounds[kind].least, bounds[kind].most,
           text_escape_string(text).s);
    *out = n;
    return OK;
}

status allowance_get(struct allowance *out, uint64_t document_size, struct err *e)
{
    unsigned long value[ALLOWANCE_COUNT] = {LIMIT_WORKER_MEMORY >> 20, LIMIT_WORKER_SECONDS};
    for (int i = 0; i < ALLOWANCE_COUNT; i++) {
        const char *text = getenv(allowance_environment[i]);
        if (text != NULL) TRY(read_number(&value[i], (enum allowance_kind)i, text, e));
    }
    ENSURE(document_size <= LIMIT_DOCUMENT, ERR_LIMIT, "the document is larger than %llu bytes",
           (unsigned long long)LIMIT_DOCUMENT);
    value[ALLOWANCE_SECONDS] += document_size / LIMIT_BYTES_A_SECOND;
    *out = (struct allowance){(uint64_t)value[ALLOWANCE_MEMORY] << 20, (unsigned)value[ALLOWANCE_SECONDS]};
    return OK;
}

status allowance_set(enum allowance_kind kind, const char *value, struct err *e)
{
    unsigned long ignored;
    TRY(read_number(&ignored, kind, value, e));
    ENSURE(setenv(allowance_environment[kind], value, 1) == 0, ERR_INTERNAL, "out of memory");
    return OK;
}
