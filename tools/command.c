// SPDX-License-Identifier: Apache-2.0
#include "tools/command.h"

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

int command_help(const struct session *s, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) printf("%s\n", say(s, lines[i]));
    return 0;
}
