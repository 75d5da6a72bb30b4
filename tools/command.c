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

int command_help(const struct session *s, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) printf("%s\n", say(s, lines[i]));
    return 0;
}
