// SPDX-License-Identifier: Apache-2.0
#include "tools/parallel.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CODE_FAULT = 70 };

struct job {
    pid_t pid;
    int from;
};

unsigned parallel_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > PARALLEL_MAX ? PARALLEL_MAX : (unsigned)n;
}

static void run_and_end(const struct parallel *p, size_t i, int to)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    FILE *out = fdopen(to, "w");
    int code = out == NULL ? CODE_FAULT : p->run(p->context, i, out);
    if (out != NULL && fclose(out) != 0) code = CODE_FAULT;
    _exit(code); /* lint: exit the child of a fork */
}

static status start(struct job *j, const struct parallel *p, size_t i, struct err *e)
{
    int ends[2];
    ENSURE(pipe2(ends, O_CLOEXEC) == 0, ERR_INTERNAL, "cannot make a pipe: %s", strerror(errno));
    pid_t pid = fork();
    int cause = errno;
    if (pid == 0) run_and_end(p, i, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        FAIL(ERR_INTERNAL, "cannot start another process: %s", strerror(cause));
    }
    *j = (struct job){pid, ends[0]};
    return OK;
}

/* Everything that the job writes, then its code. */
static int finish(struct job *j, FILE *out)
{
    char chunk[16 * 1024];
    int how = 0;
    for (ssize_t n; (n = read(j->from, chunk, sizeof chunk)) != 0;) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break;
        fwrite(chunk, 1, (size_t)n, out);
    }
    close(j->from);
    while (waitpid(j->pid, &how, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(how) ? WEXITSTATUS(how) : CODE_FAULT;
}

/* A ring of jobs that run; the oldest is read to its end while the others go on. Nobody reads any more: no new ones. */
static status run_processes(const struct parallel *p, FILE *out, struct err *e)
{
    struct job ring[PARALLEL_MAX];
    size_t started = 0, finished = 0;
    status r = OK;
    while (finished < p->count) {
        while (r == OK && ferror(out) == 0 && started < p->count && started - finished < p->at_once) {
            r = start(&ring[started % p->at_once], p, started, e);
            if (r == OK) started++;
        }
        if (finished == started) break;
        int code = finish(&ring[finished % p->at_once], out);
        fflush(out);
        p->done(p->results, finished++, code);
    }
    return r;
}

status parallel_run(const struct parallel *p, FILE *out, struct err *e)
{
    fflush(out); /* or a child would have it too */
    if (p->at_once > 1 && p->count > 1) {
        TRY(run_processes(p, out, e));
    } else {
        for (size_t i = 0; i < p->count && ferror(out) == 0; i++) p->done(p->results, i, p->run(p->context, i, out));
    }
    ENSURE(fflush(out) == 0 && ferror(out) == 0, ERR_OUTPUT, "the report could not be written");
    return OK;
}
