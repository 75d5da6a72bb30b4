// SPDX-License-Identifier: Apache-2.0
/*
 * seal - signs, seals and verifies PDF and XML documents.
 *
 * Finds the subcommand and the language; each subcommand is a file of its own (command_*.c).
 */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "tools/command.h"

static const struct {
    const char *name;
    int (*run)(const struct session *, int, char **);
    const char *summary;
} commands[] = {
    {"sign", command_sign, "sign or seal PDF and XML documents with a key on a token"},
    {"verify", command_verify, "say whether signatures are valid, who signed, and what changed since"},
    {"extend", command_extend, "raise the level of signatures, and renew it before it ends"},
    {"trust", command_trust, "whom to trust: add, remove, list certification authorities"},
    {"token", command_token, "list tokens; make a key, request and import a certificate"},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void print_usage(const struct session *s, FILE *to)
{
    fprintf(to, "%s\n\n", say(s, "usage: seal [--lang vi|en] COMMAND [OPTION...]"));
    for (size_t i = 0; i < COUNT(commands); i++)
        fprintf(to, "  seal %-7s %s\n", commands[i].name, say(s, commands[i].summary));
    fprintf(to, "\n%s\n", say(s, "seal COMMAND --help tells more, and the manual pages seal(1), seal-COMMAND(1) all"));
}

/* LC_ALL, LC_MESSAGES, LANG, the first that is set. */
static enum lang lang_of_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0') return strncmp(value, "vi", 2) == 0 ? LANG_VI : LANG_EN;
    }
    return LANG_EN;
}

/* Takes "--lang X" and "--lang=X" out of the arguments, wherever they stand before "--". False: X is no language. */
static bool take_lang(enum lang *lang, int *argc, char **argv)
{
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        const char *value = NULL;
        if (strcmp(argv[i], "--") == 0) {
            while (i < *argc) argv[kept++] = argv[i++];
            break;
        }
        if (strncmp(argv[i], "--lang=", 7) == 0) value = argv[i] + 7;
        if (strcmp(argv[i], "--lang") == 0) value = i + 1 < *argc ? argv[++i] : "";
        if (value == NULL) {
            argv[kept++] = argv[i];
            continue;
        }
        if (strcmp(value, "vi") != 0 && strcmp(value, "en") != 0) return false;
        *lang = strcmp(value, "vi") == 0 ? LANG_VI : LANG_EN;
    }
    *argc = kept;
    argv[kept] = NULL;
    return true;
}

static int usage_error(const struct session *s, const char *what, const char *subject)
{
    if (subject == NULL)
        fprintf(stderr, "seal: %s\n", say(s, what));
    else
        fprintf(stderr, "seal: %s: %s\n", text_escape_string(subject).s, say(s, what));
    return 2;
}

int main(int argc, char **argv)
{
    struct session s = {.lang = lang_of_locale()};
    signal(SIGPIPE, SIG_IGN); /* a helper that dies is an error of ours, not our end */
    if (!take_lang(&s.lang, &argc, argv)) return usage_error(&s, "--lang takes vi or en", NULL);
    if (argc < 2) return usage_error(&s, "which command? seal --help lists them", NULL);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_usage(&s, stdout);
        return 0;
    }
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(&s, argc - 1, argv + 1);
    return usage_error(&s, "no such command; seal --help lists them", argv[1]);
}
