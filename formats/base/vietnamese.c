// SPDX-License-Identifier: Apache-2.0
#include "formats/base/vietnamese.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *english;
    const char *vietnamese;
} rows[] = {
    {"out of memory", "hết bộ nhớ"},
};

const char *vietnamese(const char *english)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].english, english) == 0) return rows[i].vietnamese;
    return english;
}

const char *vietnamese_row(unsigned i, const char **translation)
{
    if (i >= sizeof rows / sizeof rows[0]) return NULL;
    *translation = rows[i].vietnamese;
    return rows[i].english;
}
