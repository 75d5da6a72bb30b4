// SPDX-License-Identifier: Apache-2.0
#include "tools/parallel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/base/bytes.h"

enum { CODE_FAULT = 70, KEPT = 64 * 1024 };

enum { STREAM_ERROR = 0, STREAM_OUT, STREAMS };

struct stream {
    int fd; /* -1: at its end */
    struct buf kept;
};

struct job {
    pid_t pid; /* 0: it is over */
    int code;
    struct stream stream[STREAMS];
};

/* Jobs `shown` to `started`, each at its number modulo PARALLEL_WINDOW. */
struct run {
    const struct parallel *p;
    FILE *to[STREAMS];
    struct job *job;
    size_t shown, started;
    unsigned running;
    bool no_more;    /* start no further jobs */
    bool is_stopped; /* and end those that run */
};

unsigned parallel_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > PARALLEL_MAX ? PARALLEL_MAX : (unsigned)n;
}

static struct job *job_at(const struct run *r, size_t i)
{
    return &r->job[i % PARALLEL_WINDOW];
}

status parallel_jobs(unsigned *out, const char *text, struct err *e)
{
    char *end;
    long n = strtol(text, &end, 10);
    ENSURE(end != text && *end == '\0' && n >= 1 && n <= PARALLEL_MAX, ERR_USAGE, "--jobs takes a number from 1 to %d",
           (int)PARALLEL_MAX);
    *out = (unsigned)n;
    return OK;
}

/* ---- starting one ---- */

/*
 * In the child. What this process keeps from itself (stop) does not hold for a job; a Ctrl-C that came before the job
 * had left the group is forgotten: whoever stops it says so by SIGTERM.
 */
static void leave_group(void)
{
    static const int signals[] = {SIGINT, SIGHUP, SIGQUIT};
    sigset_t none;
    setpgid(0, 0);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) signal(signals[i], signal(signals[i], SIG_IGN));
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_and_end(const struct parallel *p, size_t i, pid_t parent, const int to[static STREAMS])
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(CODE_FAULT); /* lint: exit the child of a fork */
    leave_group();
    bool ready = dup2(to[STREAM_ERROR], STDERR_FILENO) >= 0;
    FILE *out = ready ? fdopen(to[STREAM_OUT], "w") : NULL;
    int code = out == NULL ? CODE_FAULT : p->run(p->context, i, out);
    if (out != NULL && fclose(out) != 0) code = CODE_FAULT;
    _exit(code); /* lint: exit the child of a fork */
}

static status open_pipes(int from[static STREAMS], int to[static STREAMS], struct err *e)
{
    int ends[2];
    for (int k = 0; k < STREAMS; k++) {
        if (pipe2(ends, O_CLOEXEC) != 0) {
            int cause = errno;
            for (int q = 0; q < k; q++) close(from[q]), close(to[q]);
            FAIL(ERR_INTERNAL, "cannot make a pipe: %s", strerror(cause));
        }
        from[k] = ends[0];
        to[k] = ends[1];
    }
    return OK;
}

static status start(struct run *r, struct err *e)
{
    int from[STREAMS], to[STREAMS];
    pid_t self = getpid();
    TRY(open_pipes(from, to, e));
    pid_t pid = fork();
    int cause = errno;
    if (pid == 0) run_and_end(r->p, r->started, self, to);
    for (int k = 0; k < STREAMS; k++) {
        close(to[k]);
        if (pid < 0) close(from[k]);
    }
    ENSURE(pid > 0, ERR_INTERNAL, "cannot start another process: %s", strerror(cause));
    struct job *j = job_at(r, r->started++);
    *j = (struct job){.pid = pid};
    for (int k = 0; k < STREAMS; k++) {
        fcntl(from[k], F_SETFL, O_NONBLOCK);
        j->stream[k] = (struct stream){from[k], BUF_INIT(KEPT)};
    }
    r->running++;
    return OK;
}

static bool may_start(const struct run *r)
{
    return !r->no_more && ferror(r->to[STREAM_OUT]) == 0 && r->started < r->p->count && r->running < r->p->at_once &&
           r->started - r->shown < PARALLEL_WINDOW;
}

/* ---- what they write ---- */

static void show(struct run *r, struct job *j)
{
    bool is_any = j->stream[STREAM_ERROR].kept.len + j->stream[STREAM_OUT].kept.len > 0;
    if (is_any && r->p->about_to_show != NULL) r->p->about_to_show(r->p->results);
    for (int k = 0; k < STREAMS; k++) {
        struct buf *kept = &j->stream[k].kept;
        if (kept->len > 0) fwrite(kept->data, 1, kept->len, r->to[k]);
        if (is_any) fflush(r->to[k]);
        buf_clear(kept);
    }
}

/* Is there room for more of it? A job whose turn it is makes room; another waits. */
static bool has_room(const struct stream *s)
{
    return s->kept.len < s->kept.max;
}

static void read_stream(struct stream *s)
{
    char chunk[4096];
    size_t room = s->kept.max - s->kept.len;
    ssize_t n = read(s->fd, chunk, room < sizeof chunk ? room : sizeof chunk);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (n > 0) {
        buf_put(&s->kept, view_of(chunk, (size_t)n));
        return;
    }
    close(s->fd);
    s->fd = -1;
}

/* Both its ends are closed: it is at its end, or nearly. */
static void reap(struct run *r, size_t i)
{
    struct job *j = job_at(r, i);
    int how = 0;
    if (j->pid == 0 || j->stream[STREAM_ERROR].fd >= 0 || j->stream[STREAM_OUT].fd >= 0) return;
    while (waitpid(j->pid, &how, 0) < 0 && errno == EINTR) {
    }
    j->pid = 0;
    r->running--;
    j->code = WIFEXITED(how) ? WEXITSTATUS(how) : r->is_stopped ? PARALLEL_STOPPED : CODE_FAULT;
    if (r->p->ended != NULL && !r->p->ended(r->p->results, i, j->code)) r->no_more = true;
}

static void show_those_in_turn(struct run *r)
{
    for (; r->shown < r->started; r->shown++) {
        struct job *j = job_at(r, r->shown);
        if (j->code == PARALLEL_STOPPED)
            for (int k = 0; k < STREAMS; k++) buf_clear(&j->stream[k].kept);
        bool is_over = j->pid == 0;
        if (is_over || !has_room(&j->stream[STREAM_ERROR]) || !has_room(&j->stream[STREAM_OUT])) show(r, j);
        if (!is_over) return;
        r->p->done(r->p->results, r->shown, j->code);
    }
}

/* ---- all of them ---- */

static void stop(struct run *r)
{
    r->is_stopped = r->no_more = true;
    for (size_t i = r->shown; i < r->started; i++) {
        const struct job *j = job_at(r, i);
        if (j->pid > 0) kill(j->pid, SIGTERM);
    }
}

/* Reads what is there from whoever may write; returns when something has happened. */
static void wait_and_read(struct run *r)
{
    struct pollfd wait[STREAMS * PARALLEL_MAX + 1];
    struct stream *whose[STREAMS * PARALLEL_MAX];
    nfds_t count = 0;
    for (size_t i = r->shown; i < r->started; i++)
        for (int k = 0; k < STREAMS; k++) {
            struct stream *s = &job_at(r, i)->stream[k];
            if (job_at(r, i)->pid == 0 || s->fd < 0 || !has_room(s)) continue;
            whose[count] = s;
            wait[count++] = (struct pollfd){.fd = s->fd, .events = POLLIN};
        }
    bool listens = r->p->has_stop && !r->is_stopped;
    wait[count] = (struct pollfd){.fd = listens ? r->p->stop : -1, .events = POLLIN};
    if (poll(wait, count + 1, -1) < 0) return;
    for (nfds_t i = 0; i < count; i++)
        if (wait[i].revents != 0) read_stream(whose[i]);
    if (wait[count].revents != 0) stop(r);
}

static status run_processes(struct run *r, struct err *e)
{
    status result = OK;
    for (;;) {
        while (may_start(r)) {
            result = start(r, e);
            if (result != OK) r->no_more = true;
        }
        if (r->shown == r->started) return result;
        wait_and_read(r);
        for (size_t i = r->shown; i < r->started; i++) reap(r, i);
        show_those_in_turn(r);
    }
}

static void note_started(const struct parallel *p, size_t count)
{
    if (p->started != NULL) *p->started = count;
}

static status run_apart(const struct parallel *p, FILE *out, struct err *e)
{
    struct run r = {.p = p, .to = {[STREAM_ERROR] = stderr, [STREAM_OUT] = out}};
    AUTO(mem_free)
    struct job *jobs = mem_new_array(PARALLEL_WINDOW, sizeof *jobs);
    MEM_ENSURE(jobs);
    r.job = jobs;
    status result = run_processes(&r, e);
    note_started(p, r.started);
    return result;
}

static void run_here(const struct parallel *p, FILE *out)
{
    for (size_t i = 0; i < p->count && ferror(out) == 0; i++) {
        if (p->about_to_show != NULL) p->about_to_show(p->results);
        int code = p->run(p->context, i, out);
        note_started(p, i + 1);
        bool goes_on = p->ended == NULL || p->ended(p->results, i, code);
        p->done(p->results, i, code);
        if (!goes_on) return;
    }
}

status parallel_run(const struct parallel *p, FILE *out, struct err *e)
{
    fflush(out); /* or a child would have it too */
    note_started(p, 0);
    if (p->apart || (p->at_once > 1 && p->count > 1))
        TRY(run_apart(p, out, e));
    else
        run_here(p, out);
    ENSURE(fflush(out) == 0 && ferror(out) == 0, ERR_OUTPUT, "the report could not be written");
    return OK;
}
