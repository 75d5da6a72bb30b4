// SPDX-License-Identifier: Apache-2.0
/* What of `seal sign` opens encrypted documents. */
#include "tools/sign_options.h"

status take_password_file(struct sign_arguments *a, const struct option_value *v, struct err *e)
{
    (void)e;
    a->password_file = v->text;
    return OK;
}

status sign_options_read_password(struct sign_arguments *a, struct err *e)
{
    return a->password_file == NULL ? OK : password_file_read(&a->password, a->password_file, e);
}
