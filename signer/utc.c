// SPDX-License-Identifier: Apache-2.0
#include "signer/utc.h"

#include <time.h>

void utc_text(char *out, size_t size, int64_t t)
{
    struct tm utc;
    time_t seconds = (time_t)t;
    if (gmtime_r(&seconds, &utc) == NULL || strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) out[0] = '\0';
}

int64_t utc_read(const char *text)
{
    struct tm utc = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return rest != NULL && *rest == '\0' ? (int64_t)timegm(&utc) : 0;
}
