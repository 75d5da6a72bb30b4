// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_date.h"

#include <stdio.h>
#include <string.h>

enum part { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PART_COUNT };

static const struct {
    size_t digits;
    int least, most;
} parts[PART_COUNT] = {
    [YEAR] = {4, 1900, 9998}, [MONTH] = {2, 1, 12},  [DAY] = {2, 1, 31},
    [HOUR] = {2, 0, 23},      [MINUTE] = {2, 0, 59}, [SECOND] = {2, 0, 59},
};

static bool read_digits(int *out, const char **at, size_t digits)
{
    int value = 0;
    for (; digits > 0; digits--, ++*at) {
        if (**at < '0' || **at > '9') return false;
        value = 10 * value + (**at - '0');
    }
    *out = value;
    return true;
}

/* Days since 1970-01-01 of a civil date (Gregorian), and back. */
static int64_t days_of(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = y / 400, year = y - era * 400;
    int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

struct civil {
    int64_t year, month, day;
};

static struct civil civil_of(int64_t days)
{
    int64_t z = days + 719468, era = z / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153, m = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){yoe + era * 400 + (m <= 2), m, doy - (153 * mp + 2) / 5 + 1};
}

/* "Z", "+07'00'", "+07'00", "+0700", "+07" or nothing; some write "Z00'00'". In seconds. */
static bool read_offset(int64_t *out, const char *at)
{
    int sign = *at == '-' ? -1 : *at == '+' ? 1 : 0, hours = 0, minutes = 0;
    *out = 0;
    if (*at == '\0') return true;
    if (sign == 0 && *at != 'Z') return false;
    at++;
    if (sign == 0 && *at == '\0') return true;
    if (!read_digits(&hours, &at, 2) || hours > 23) return false;
    if (*at == '\'') at++;
    if (*at != '\0' && (!read_digits(&minutes, &at, 2) || minutes > 59)) return false;
    if (*at == '\'') at++;
    *out = sign * (hours * 3600 + minutes * 60);
    return *at == '\0' && (sign != 0 || (hours == 0 && minutes == 0));
}

void pdf_date_to_utc(char out[static PDF_DATE_SIZE], const char *date)
{
    int part[PART_COUNT];
    int64_t offset;
    out[0] = '\0';
    if (strncmp(date, "D:", 2) == 0) date += 2;
    for (size_t i = 0; i < PART_COUNT; i++)
        if (!read_digits(&part[i], &date, parts[i].digits) || part[i] < parts[i].least || part[i] > parts[i].most)
            return;
    int64_t days = days_of(part[YEAR], part[MONTH], part[DAY]);
    if (civil_of(days).day != part[DAY] || !read_offset(&offset, date)) return;
    int64_t seconds = days * 86400 + part[HOUR] * 3600 + part[MINUTE] * 60 + part[SECOND] - offset;
    int64_t day = (seconds >= 0 ? seconds : seconds - 86399) / 86400, rest = seconds - day * 86400;
    struct civil c = civil_of(day);
    snprintf(out, PDF_DATE_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)c.year, (int)c.month, (int)c.day,
             (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
}
