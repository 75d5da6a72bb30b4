// SPDX-License-Identifier: Apache-2.0
/*
 * keyholder - the only process with a PKCS#11 module, a PIN and a key. It never sees a document.
 *
 * Distrusts the module (it may hang, lie, print, crash) and the side that asks (only the operations of key_ops.c, in
 * their order). Never forks: libp11 would log in again in the child, and SoftHSM's child could sign without any PIN.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "signer/key_ops.h"
#include "signer/serve.h"

enum { ANSWERS_ASIDE = 9 };

/*
 * libp11's and the module's copies of the PIN out of the swap, where this user may lock as much as it likes; our own is
 * locked in any case (secret.h). Under AddressSanitizer there is too much to lock.
 */
static void lock_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_MEMLOCK, &all) == 0) (void)mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
#endif
}

/* No core, no ptrace by others of this user, no new privileges. */
static status harden(struct err *e)
{
    const struct rlimit none = {0, 0};
    ENSURE(setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
               prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0,
           ERR_INTERNAL, "the key holder cannot protect itself");
    lock_memory();
    return OK;
}

/* A module that prints must not write into our answers (P11-17): descriptor 1 is /dev/null while it runs. */
static status set_answers_aside(struct err *e)
{
    ENSURE(dup3(SERVE_ANSWER, ANSWERS_ASIDE, O_CLOEXEC) == ANSWERS_ASIDE && dup2(STDERR_FILENO, SERVE_ANSWER) >= 0,
           ERR_INTERNAL, "the key holder cannot set its answers aside");
    return OK;
}

static status send_answer(status result, const struct buf *answer, const struct err *error, struct err *e)
{
    ENSURE(dup2(ANSWERS_ASIDE, SERVE_ANSWER) >= 0, ERR_INTERNAL, "the key holder cannot answer");
    TRY(serve_answer(result, answer, error, e));
    ENSURE(dup2(STDERR_FILENO, SERVE_ANSWER) >= 0, ERR_INTERNAL, "the key holder cannot set its answers aside");
    return OK;
}

/* What a terminal sends to everybody ends the one who asks; then we log out. While a PIN is typed it ends us. */
static void outlive_the_terminal(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) signal(signals[i], SIG_IGN);
}

static status serve(struct key_session *s, struct err *e)
{
    for (;;) {
        AUTO_BUF request = BUF_INIT(LIMIT_CMS_OWN);
        AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
        struct err failure = {0};
        bool end;
        TRY(serve_next(&request, &end, e));
        if (end) return OK;
        status r = key_session_answer(&answer, s, view_of(request.data, request.len), &failure);
        if (s->state == KEY_SIGNER) outlive_the_terminal();
        TRY(send_answer(r, &answer, &failure, e));
    }
}

int main(void)
{
    struct err e = {0}, unsent = {0};
    AUTO(mem_free)
    struct key_session *s = mem_new(sizeof *s);
    if (s == NULL) _exit(1);
    key_session_init(s);
    status r = harden(&e);
    if (r == OK) r = set_answers_aside(&e);
    if (r != OK) {
        if (serve_answer(FAILED, NULL, &e, &unsent) != OK) _exit(2);
        _exit(1);
    }
    r = serve(s, &e);
    key_session_clear(s); /* wipes the PIN, closes the token */
    _exit(r == OK ? 0 : 1);
}
