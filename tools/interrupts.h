// SPDX-License-Identifier: Apache-2.0
/*
 * interrupts.h - SIGINT, SIGTERM and SIGHUP as something that a loop can wait for, so that a run ends in order.
 *
 * Those that this process was told to ignore when it started (nohup, a shell's background) stay ignored.
 */
#pragma once

#include <signal.h>

#include "formats/base/err.h"

struct interrupts {
    int fd; /* becomes readable when one has come */
    sigset_t before;
};

MUST status interrupts_hold(struct interrupts *i, struct err *e);
/* Which one has come and waits, or 0. */
int interrupts_pending(void);
/* The same; from now on they do again what they did before. */
int interrupts_release(struct interrupts *i);
/* Ends this process by that signal, so that a shell sees it: its code is 128 and the signal's number. */
void interrupts_pass_on(int signal_number);
