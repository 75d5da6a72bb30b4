// SPDX-License-Identifier: Apache-2.0
#include "signer/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "signer/allowance.h"

enum { FIRST_FREE = 5, ENVIRONMENT_MAX = 16, ANSWER_OVERHEAD = 8 + LANG_COUNT * (ERR_TEXT_MAX + 4) };

struct process {
    pid_t pid; /* -1: it has ended; 0: somebody else's, hung up on and never killed */
    int to, from;
    char name[64];
};

status process_installation(char *out, size_t size, struct err *e)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    ENSURE(n > 0, ERR_INTERNAL, "cannot tell where this program is: %s", strerror(errno));
    self[n] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(self, '/');
        ENSURE(slash != NULL, ERR_INTERNAL, "cannot tell where this program is: %s", self);
        *slash = '\0';
    }
    int len = snprintf(out, size, "%s", self);
    ENSURE(len >= 0 && (size_t)len < size, ERR_INTERNAL, "the path of this program is too long");
    return OK;
}

static status find_helper(char *out, size_t size, const char *program, struct err *e)
{
    char folder[PATH_MAX];
    TRY(process_installation(folder, sizeof folder, e));
    int len = snprintf(out, size, "%s/libexec/second-seal/%s", folder, program);
    ENSURE(len > 0 && (size_t)len < size, ERR_INTERNAL, "the path of %s is too long", program);
    ENSURE(access(out, X_OK) == 0, ERR_INTERNAL, "the helper program %s is missing", out);
    return OK;
}

/* "NAME=value"; NULL where it is not set. */
static char *variable(const char *name)
{
    const char *value = getenv(name);
    size_t size = value == NULL ? 0 : strlen(name) + strlen(value) + 2;
    char *pair = size == 0 ? NULL : mem_new(size);
    if (pair != NULL) snprintf(pair, size, "%s=%s", name, value);
    return pair;
}

/* The names that are set here, as "NAME=value"; the strings belong to the caller's arrays. */
static void environment_of(char *out[static ENVIRONMENT_MAX + 1], char *store[static ENVIRONMENT_MAX],
                           const char *const *names)
{
    size_t count = 0;
    const char *const *const lists[] = {allowance_environment, names};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; lists[k] != NULL && lists[k][i] != NULL && count < ENVIRONMENT_MAX; i++) {
            char *pair = variable(lists[k][i]);
            if (pair == NULL) continue;
            store[count] = pair;
            out[count++] = pair;
        }
    out[count] = NULL;
}

static unsigned first_unused(struct parts document)
{
    return document.base < 0 ? 3 : document.tail < 0 ? 4 : FIRST_FREE;
}

/* After fork, before exec: async-signal-safe calls only. A descriptor in the way of another is moved up first. */
static void become_helper(const char *path, int requests, int answers, struct parts document, char *const *environment)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int moved[FIRST_FREE] = {requests, answers, null, document.base, document.tail};
    for (int i = 0; i < FIRST_FREE; i++) {
        if (moved[i] < 0) continue;
        moved[i] = fcntl(moved[i], F_DUPFD, FIRST_FREE);
        if (moved[i] < 0) _exit(127);
    }
    if (moved[2] < 0) _exit(127);
    for (int i = 0; i < FIRST_FREE; i++)
        if (moved[i] >= 0 && dup2(moved[i], i) < 0) _exit(127);
    if (close_range(first_unused(document), ~0u, 0) != 0) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL); /* what is blocked here is no business of the helper's */
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char *const arguments[] = {(char *)(uintptr_t)path, NULL};
    execve(path, arguments, environment);
    _exit(127);
}

static status start_at(struct process *p, const char *path, struct parts document, const char *const *names,
                       struct err *e)
{
    int requests[2], answers[2];
    char *environment[ENVIRONMENT_MAX + 1], *store[ENVIRONMENT_MAX] = {0};
    ENSURE(pipe2(requests, O_CLOEXEC) == 0, ERR_INTERNAL, "cannot make a pipe: %s", strerror(errno));
    if (pipe2(answers, O_CLOEXEC) != 0) {
        int cause = errno;
        close(requests[0]);
        close(requests[1]);
        FAIL(ERR_INTERNAL, "cannot make a pipe: %s", strerror(cause));
    }
    environment_of(environment, store, names);
    p->pid = fork();
    int cause = errno;
    if (p->pid == 0) become_helper(path, requests[0], answers[1], document, environment);
    for (size_t i = 0; i < ENVIRONMENT_MAX; i++) mem_free(store[i]);
    close(requests[0]);
    close(answers[1]);
    p->to = requests[1];
    p->from = answers[0];
    ENSURE(p->pid > 0, ERR_INTERNAL, "cannot start %s: %s", p->name, strerror(cause));
    fcntl(p->to, F_SETFL, O_NONBLOCK);
    fcntl(p->from, F_SETFL, O_NONBLOCK);
    return OK;
}

status process_start(struct process **out, const char *program, const struct document *document,
                     const char *const *environment, struct err *e)
{
    char path[PATH_MAX];
    if (strchr(program, '/') != NULL)
        snprintf(path, sizeof path, "%s", program);
    else
        TRY(find_helper(path, sizeof path, program, e));
    AUTO(process_stop)
    struct process *p = mem_new(sizeof *p);
    MEM_ENSURE(p);
    p->pid = p->to = p->from = -1;
    const char *slash = strrchr(program, '/');
    snprintf(p->name, sizeof p->name, "%s", slash == NULL ? program : slash + 1);
    TRY(start_at(p, path, document == NULL ? PARTS_NONE : document->parts, environment, e));
    *out = TAKE(p);
    return OK;
}

status process_join(struct process **out, const char *name, int channel, struct err *e)
{
    struct process *p = mem_new(sizeof *p);
    int again = p == NULL ? -1 : fcntl(channel, F_DUPFD_CLOEXEC, 0);
    if (again < 0) {
        close(channel);
        mem_free(p);
        FAIL(ERR_INTERNAL, "cannot talk to the %s process", name);
    }
    p->to = channel;
    p->from = again;
    snprintf(p->name, sizeof p->name, "%s", name);
    fcntl(channel, F_SETFL, O_NONBLOCK);
    *out = p;
    return OK;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void kill_and_reap(struct process *p, int *wait_status)
{
    if (p->pid > 0) {
        kill(p->pid, SIGKILL);
        while (waitpid(p->pid, wait_status, 0) < 0 && errno == EINTR) {
        }
    }
    p->pid = -1;
}

/* The helper closed its pipe: says how it ended. It gets a moment to be reaped by itself, so that its own end shows. */
static status say_how_it_ended(struct process *p, struct err *e)
{
    int how = 0;
    if (p->pid == 0) {
        p->pid = -1;
        FAIL(ERR_INTERNAL, "the %s process has ended", p->name);
    }
    for (int i = 0; i < 100 && p->pid > 0; i++) {
        pid_t got = waitpid(p->pid, &how, WNOHANG);
        if (got == p->pid)
            p->pid = -1;
        else
            usleep(1000);
    }
    kill_and_reap(p, &how);
    ENSURE(!WIFSIGNALED(how), ERR_INTERNAL, "the %s process was killed by signal %d (%s) and gave no answer", p->name,
           WTERMSIG(how), strsignal(WTERMSIG(how)));
    ENSURE(WEXITSTATUS(how) != PROCESS_NO_MEMORY, ERR_LIMIT, "the %s process needs more memory than it is allowed",
           p->name);
    FAIL(ERR_INTERNAL, "the %s process ended with code %d and gave no answer", p->name, WEXITSTATUS(how));
}

static status wait_for(struct process *p, int fd, short events, int64_t deadline, struct err *e)
{
    for (;;) {
        struct pollfd poll_one = {.fd = fd, .events = events};
        int64_t left = deadline - now_ms();
        int n = left <= 0 ? 0 : poll(&poll_one, 1, (int)(left > INT_MAX ? INT_MAX : left));
        if (n > 0) return OK;
        if (n < 0 && errno == EINTR) continue;
        kill_and_reap(p, &(int){0});
        ENSURE(n == 0, ERR_INTERNAL, "cannot wait for %s: %s", p->name, strerror(errno));
        FAIL(ERR_INTERNAL, "the %s process did not answer in time and was stopped", p->name);
    }
}

static status write_all(struct process *p, struct view v, int64_t deadline, struct err *e)
{
    while (v.len > 0) {
        TRY(wait_for(p, p->to, POLLOUT, deadline, e));
        ssize_t n = write(p->to, v.data, v.len);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (n < 0) return say_how_it_ended(p, e);
        v = view_of(v.data + n, v.len - (size_t)n);
    }
    return OK;
}

static status read_all(struct process *p, uint8_t *out, size_t len, int64_t deadline, struct err *e)
{
    for (size_t have = 0; have < len;) {
        TRY(wait_for(p, p->from, POLLIN, deadline, e));
        ssize_t n = read(p->from, out + have, len - have);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (n <= 0) return say_how_it_ended(p, e);
        have += (size_t)n;
    }
    return OK;
}

/* An answer is u32 0 and the body, or u32 1 and an error. */
static status open_answer(struct buf *answer, struct view message, struct err *e)
{
    uint32_t kind;
    struct err theirs = {0};
    TRY(wire_get_below(&kind, &message, 2, e));
    if (kind == 0) return buf_copy(answer, message, e);
    TRY(wire_get_err(&theirs, &message, e));
    TRY(wire_end(message, e));
    ENSURE(theirs.code != ERR_NONE, ERR_INTERNAL, "a helper process failed without a reason");
    if (e->code == ERR_NONE) *e = theirs;
    return FAILED;
}

status process_ask(struct buf *answer, struct process *p, struct view request, unsigned seconds, struct err *e)
{
    int64_t deadline = now_ms() + (int64_t)seconds * 1000;
    ENSURE(p->pid >= 0, ERR_INTERNAL, "the %s process has ended", p->name);
    ENSURE(request.len <= LIMIT_MESSAGE, ERR_LIMIT, "a message of %zu bytes is too long", request.len);
    AUTO_BUF frame = BUF_INIT(4);
    struct view header;
    uint8_t length_bytes[4];
    uint32_t length;
    wire_put_u32(&frame, (uint32_t)request.len);
    TRY(buf_done(&header, &frame, e));
    TRY(write_all(p, header, deadline, e));
    TRY(write_all(p, request, deadline, e));
    TRY(read_all(p, length_bytes, sizeof length_bytes, deadline, e));
    TRY(wire_get_u32(&length, &(struct view){length_bytes, 4}, e));
    if (length > answer->max + ANSWER_OVERHEAD) {
        kill_and_reap(p, &(int){0});
        FAIL(ERR_LIMIT, "the %s process answered with %u bytes where %zu is the limit", p->name, length, answer->max);
    }
    AUTO_BUF message = BUF_INIT(length);
    uint8_t *room = buf_extend(&message, length);
    ENSURE(length == 0 || room != NULL, ERR_INTERNAL, "out of memory");
    TRY(read_all(p, room, length, deadline, e));
    return open_answer(answer, view_of(room, length), e);
}

void process_stop(struct process *p)
{
    if (p == NULL) return;
    if (p->to >= 0) close(p->to);
    if (p->from >= 0) close(p->from);
    kill_and_reap(p, &(int){0});
    mem_free(p);
}

status process_ask_once(struct buf *answer, const char *program, const struct document *document, struct view request,
                        struct err *e)
{
    AUTO(process_stop)
    struct process *p = NULL;
    struct allowance allowed;
    TRY(allowance_get(&allowed, document == NULL ? 0 : document->bytes.len, e));
    TRY(process_start(&p, program, document, NULL, e));
    return process_ask(answer, p, request, allowed.seconds, e);
}
