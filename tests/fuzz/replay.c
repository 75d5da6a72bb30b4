// SPDX-License-Identifier: Apache-2.0
/*
 * replay.c - main of a fuzz target without a fuzzer: every file of tests/corpus/NAME, and what is left of some of them
 * when they are cut short. A crash, a failed assertion or lateness ends the program; nothing else can fail.
 *
 * NAME is the program's own name. Runs in the root of the source tree.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

enum {
    SECONDS_EACH = 30,   /* for one input, sanitizers included */
    FILES_CUT = 48,      /* evenly chosen among the files */
    CUTS_EACH = 1024,    /* of one file; all of its lengths when it is shorter */
    CUT_FILE_MAX = 65536 /* larger ones are replayed, not cut */
};

__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

/* Exactly as large as it says, so that a sanitizer sees a read behind it. */
static void feed(const uint8_t *data, size_t len)
{
    uint8_t *copy = malloc(len);
    assert(copy != NULL || len == 0);
    if (len > 0) memcpy(copy, data, len);
    alarm(SECONDS_EACH);
    LLVMFuzzerTestOneInput(copy, len);
    alarm(0);
    free(copy);
}

static void read_whole(struct buf *out, const char *folder, const char *name)
{
    char path[512];
    uint8_t block[65536];
    size_t n;
    assert(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    FILE *f = fopen(path, "rb");
    assert(f != NULL);
    while ((n = fread(block, 1, sizeof block, f)) > 0) buf_put(out, view_of(block, n));
    assert(!ferror(f) && !out->failed);
    fclose(f);
    fprintf(stderr, "%s\n", path); /* the last one said is the one that crashed */
}

static size_t cut(struct view whole)
{
    size_t cuts = whole.len < CUTS_EACH ? whole.len : CUTS_EACH;
    for (size_t i = 1; i <= cuts; i++) feed(whole.data, whole.len - i * whole.len / cuts);
    return cuts;
}

static int is_visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/'), *name = slash == NULL ? argv[0] : slash + 1;
    char folder[256];
    struct dirent **entry = NULL;
    size_t cuts = 0;
    snprintf(folder, sizeof folder, "tests/corpus/%s", name);
    int files = scandir(folder, &entry, is_visible, alphasort);
    LLVMFuzzerInitialize(&argc, &argv);
    feed(NULL, 0);
    for (int i = 0; i < files; i++) {
        AUTO_BUF whole = BUF_INIT(LIMIT_MESSAGE);
        read_whole(&whole, folder, entry[i]->d_name);
        feed(whole.data, whole.len);
        bool chosen = files <= FILES_CUT || i * FILES_CUT / files != (i + 1) * FILES_CUT / files;
        if (chosen && whole.len <= CUT_FILE_MAX) cuts += cut(bytes_of(&whole));
        free(entry[i]);
    }
    free(entry);
    printf("%sok - %s: %d files, %zu of them cut short\n", files > 0 ? "" : "not ", name, files, cuts);
    return files > 0 ? 0 : 1;
}
