// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

#include <stdarg.h>

#include "formats/base/text.h"
#include "formats/base/vietnamese.h"

const char *say(const struct session *s, const char *english)
{
    return s->lang == LANG_VI ? vietnamese(english) : english;
}

int command_report(const struct session *s, const char *subject, const struct err *e)
{
    fprintf(stderr, "seal: ");
    if (subject != NULL) fprintf(stderr, "%s: ", text_escape_string(subject).s);
    fprintf(stderr, "%s\n", e->text[s->lang]);
    return err_exit_code(e->code);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* as in err.c */
void command_tell(const struct session *s, const char *subject, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "seal: %s: ", text_escape_string(subject).s);
    va_start(args, format);
    vfprintf(stderr, s->lang == LANG_VI ? vietnamese(format) : format, args);
    va_end(args);
    fputc('\n', stderr);
}
#pragma GCC diagnostic pop
int command_worse(enum exit_order order, int a, int b)
{
    static const int orders[EXIT_ORDER_COUNT][9] = {
        [EXIT_ORDER_SIGN] = {70, 7, 9, 8, 6, 1, 5, 2, 0},
        [EXIT_ORDER_VERIFY] = {70, 9, 6, 2, 1, 5, 4, 3, 0},
    };
    for (size_t i = 0; i < sizeof orders[0] / sizeof orders[0][0]; i++)
        if (a == orders[order][i] || b == orders[order][i]) return orders[order][i];
    return 70;
}

int command_help(const struct session *s, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) printf("%s\n", say(s, lines[i]));
    return 0;
}
