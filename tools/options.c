// SPDX-License-Identifier: Apache-2.0
#include "tools/options.h"

#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "signer/trust_files.h"
#include "signer/trust_store.h"

static const double POINTS_PER_MM = 72 / 25.4;

static bool looks_like_certificate(const char *path)
{
    uint8_t head[16] = {0};
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return false;
    bool regular = fstat(fd, &s) == 0 && S_ISREG(s.st_mode);
    ssize_t n = regular ? read(fd, head, sizeof head) : 0;
    close(fd);
    return n > 4 && (head[0] == 0x30 || memcmp(head, "-----", 5) == 0);
}

static status add_path(struct path_list *list, const char *path, struct err *e)
{
    ENSURE(list->count < LIMIT_ANCHORS, ERR_USAGE, "more than %d certificate paths", LIMIT_ANCHORS);
    list->item[list->count++] = path;
    return OK;
}

status options_take_paths(struct path_list *list, const char *path, int *next, int argc, char **argv, struct err *e)
{
    TRY(add_path(list, path, e));
    while (*next < argc && argv[*next][0] != '-' && looks_like_certificate(argv[*next]))
        TRY(add_path(list, argv[(*next)++], e));
    return OK;
}

status options_take_trust(struct trust_choice *c, int option, const char *value, int argc, char **argv, struct err *e)
{
    switch (option) {
    case OPTION_TRUST:
        return options_take_paths(&c->anchors, value, &optind, argc, argv, e);
    case OPTION_CRL:
        return options_take_paths(&c->crls, value, &optind, argc, argv, e);
    case OPTION_OCSP:
        return options_take_paths(&c->ocsps, value, &optind, argc, argv, e);
    case OPTION_STORE:
        c->store = value;
        return OK;
    default:
        c->no_store = true;
        return OK;
    }
}

bool options_user_folder(char *out, size_t size, const char *variable, const char *fallback, const char *rest)
{
    const char *own = getenv(variable), *home = getenv("HOME");
    bool has_own = own != NULL && own[0] == '/';
    if (!has_own && (home == NULL || home[0] != '/')) return false;
    int n = snprintf(out, size, "%s%s/%s", has_own ? own : home, has_own ? "" : fallback, rest);
    return n > 0 && (size_t)n < size;
}

status options_store_folder(char *out, size_t size, struct err *e)
{
    ENSURE(options_user_folder(out, size, "XDG_DATA_HOME", "/.local/share", "second-seal/trust"), ERR_MISSING,
           "no place for a trust store: HOME is not set; --store DIR names one");
    return OK;
}

static status load_store(struct trust *t, const struct trust_choice *c, struct err *e)
{
    char folder[PATH_MAX];
    bool found = false;
    struct err none = {0};
    if (c->store != NULL) {
        TRY(trust_store_load(t, &found, c->store, e));
        ENSURE(found, ERR_TRUST, "there is no trust store %s", text_escape_string(c->store).s);
        return OK;
    }
    if (c->no_store || c->anchors.count > 0 || options_store_folder(folder, sizeof folder, &none) != OK) return OK;
    return trust_store_load(t, &found, folder, e);
}

status options_load_trust(struct trust **out, const struct trust_choice *c, struct err *e)
{
    AUTO(trust_free)
    struct trust *t = trust_new();
    MEM_ENSURE(t);
    for (size_t i = 0; i < c->anchors.count; i++) TRY(trust_files_add(t, TRUST_FILE_ANCHORS, c->anchors.item[i], e));
    TRY(load_store(t, c, e));
    for (size_t i = 0; i < c->crls.count; i++) TRY(trust_files_add(t, TRUST_FILE_CRLS, c->crls.item[i], e));
    for (size_t i = 0; i < c->ocsps.count; i++) TRY(trust_files_add(t, TRUST_FILE_OCSP, c->ocsps.item[i], e));
    *out = TAKE(t);
    return OK;
}

status options_time(int64_t *out, const char *text, struct err *e)
{
    struct tm t = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &t);
    ENSURE(rest != NULL, ERR_USAGE, "\"%s\" is not a time like 2026-11-24T08:00:00Z", text_escape_string(text).s);
    int64_t offset = 0;
    bool utc = strcmp(rest, "Z") == 0;
    bool shaped = (rest[0] == '+' || rest[0] == '-') && strlen(rest) == 6 && rest[3] == ':';
    ENSURE(utc || shaped, ERR_USAGE, "\"%s\" is not a time like 2026-11-24T08:00:00Z", text_escape_string(text).s);
    if (shaped) {
        for (int i = 1; i < 6; i++)
            ENSURE(i == 3 || (rest[i] >= '0' && rest[i] <= '9'), ERR_USAGE,
                   "\"%s\" is not a time like 2026-11-24T08:00:00Z", text_escape_string(text).s);
        offset = ((rest[1] - '0') * 10 + rest[2] - '0') * 3600 + ((rest[4] - '0') * 10 + rest[5] - '0') * 60;
        if (rest[0] == '-') offset = -offset;
    }
    *out = (int64_t)timegm(&t) - offset;
    return OK;
}

status options_length(double *points, const char *text, size_t len, struct err *e)
{
    char copy[32], *end;
    ENSURE(len > 0 && len < sizeof copy, ERR_USAGE, "\"%s\" is not a length", text_escape(view_of(text, len)).s);
    memcpy(copy, text, len);
    copy[len] = '\0';
    double value = strtod(copy, &end);
    bool in_points = strcmp(end, "pt") == 0, in_mm = *end == '\0' || strcmp(end, "mm") == 0;
    ENSURE(end != copy && (in_points || in_mm) && isfinite(value) && fabs(value) < 20000, ERR_USAGE,
           "\"%s\" is not a length", text_escape_string(copy).s);
    *points = in_points ? value : value * POINTS_PER_MM;
    return OK;
}

status options_refuse(char **argv, struct err *e)
{
    const char letter[] = {'-', (char)optopt, '\0'};
    bool is_letter = optopt > 0 && optopt <= INT8_MAX; /* the numbers of long options are beyond */
    FAIL(ERR_USAGE, "%s: unknown option, or its value is missing; --help lists them",
         text_escape_string(is_letter ? letter : argv[optind - 1]).s);
}

status options_copy(char *out, size_t size, const char *text, const char *option, struct err *e)
{
    ENSURE(strlen(text) < size, ERR_USAGE, "%s: longer than %zu bytes", option, size - 1);
    ENSURE(text_is_utf8(view_of_string(text)), ERR_USAGE, "%s: not UTF-8", option);
    memcpy(out, text, strlen(text) + 1);
    return OK;
}

int64_t options_now(void)
{
    return (int64_t)time(NULL);
}
