// SPDX-License-Identifier: Apache-2.0
#include "signer/utc.h"

#include <time.h>

void utc_text(char *out, size_t size, int64_t t)
{
    struct tm utc;
    time_t seconds = (time_t)t;
    if (gmtime_r(&seconds, &utc) == NULL || strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) out[0] = '\0';
}
