// SPDX-License-Identifier: Apache-2.0
/*
 * stamp_probe JOBS URL... - asks the authorities for a time-stamp in so many processes at once, as the jobs of a run
 * do; no trust anchors. Says how many got one, the sizes that were guessed before and after, and the first reason
 * against.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signer/timestamper.h"

static int ask(struct timestamper *t)
{
    static const uint8_t digest[32] = {1, 2, 3};
    AUTO(trust_free)
    struct trust *nobody = trust_new();
    const struct judge_context context = {.trust = nobody, .settings = settings_default};
    struct findings *notes = mem_new(sizeof *notes);
    struct err e = {0};
    AUTO_BUF token = BUF_INIT(LIMIT_STAMP_ANSWER);
    status r = timestamper_ask(&token, t, DIGEST_SHA256, view_of(digest, sizeof digest), &context, notes, &e);
    if (r != OK) printf("%s\n", e.text[LANG_EN]);
    for (size_t i = 0; r == OK && i < notes->count; i++) printf("note: %s\n", notes->item[i].text[LANG_EN]);
    fflush(stdout);
    mem_free(notes);
    return r == OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    int good = 0;
    AUTO(timestamper_free)
    struct timestamper *t = NULL;
    const struct timestamper_options o = {
        .url = (const char *const *)argv + 2, .url_count = (size_t)argc - 2, .seconds = 20};
    if (argc < 3 || timestamper_new(&t, &o, &e) != OK) {
        printf("%s\n", e.text[LANG_EN]);
        return 2;
    }
    int jobs = atoi(argv[1]);
    printf("room for %zu\n", timestamper_token_size(t));
    fflush(stdout);
    for (int i = 0; i < jobs; i++)
        if (fork() == 0) _exit(ask(t));
    for (int how; wait(&how) > 0;) good += WIFEXITED(how) && WEXITSTATUS(how) == 0;
    printf("%d of %d\nroom for %zu\n", good, jobs, timestamper_token_size(t));
    return good == jobs ? 0 : 1;
}
