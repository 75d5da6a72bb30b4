// SPDX-License-Identifier: Apache-2.0
#include "tools/interrupts.h"

#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

enum { SIGNALS = sizeof signals / sizeof signals[0] };

status interrupts_hold(struct interrupts *i, struct err *e)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t k = 0; k < SIGNALS; k++) sigaddset(&set, signals[k]);
    i->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    ENSURE(i->fd >= 0, ERR_INTERNAL, "cannot wait for signals: %s", strerror(errno));
    sigprocmask(SIG_BLOCK, &set, &i->before);
    return OK;
}

int interrupts_pending(void)
{
    sigset_t set;
    if (sigpending(&set) != 0) return 0;
    for (size_t k = 0; k < SIGNALS; k++)
        if (sigismember(&set, signals[k]) == 1) return signals[k];
    return 0;
}

int interrupts_release(struct interrupts *i)
{
    struct signalfd_siginfo one = {0};
    ssize_t n = read(i->fd, &one, sizeof one);
    close(i->fd);
    sigprocmask(SIG_SETMASK, &i->before, NULL);
    return n == sizeof one ? (int)one.ssi_signo : 0;
}

void interrupts_pass_on(int signal_number)
{
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}
