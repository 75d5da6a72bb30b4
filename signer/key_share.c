// SPDX-License-Identifier: Apache-2.0
#include "signer/key_share.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signer/key_client_priv.h"
#include "signer/serve.h"

struct key_share {
    pid_t keeper;
    int door; /* a datagram here brings a channel; -1: the keeper is on the other side */
};

/* One that has joined, and as much of its question as is there. */
struct channel {
    int fd;
    struct buf question;
};

struct keeper {
    int door;
    struct channel channel[KEY_SHARE_MAX];
    size_t count;
    struct key_holder *holder;
    struct err failure; /* why there is none */
};

/* ---- the keeper ---- */

static void hang_up(struct keeper *k, size_t i)
{
    close(k->channel[i].fd);
    buf_clear(&k->channel[i].question);
    k->channel[i] = k->channel[--k->count];
}

/* Somebody joins. False: nobody is left who could. */
static bool open_door(struct keeper *k)
{
    char byte;
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec content = {&byte, 1};
    struct msghdr m = {.msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t n = recvmsg(k->door, &m, MSG_CMSG_CLOEXEC);
    if (n <= 0) return n < 0 && errno == EINTR;
    const struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    if (c == NULL || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof(int))) return true;
    struct channel *new = &k->channel[k->count++];
    *new = (struct channel){.question = BUF_INIT(LIMIT_CMS_OWN + 4)};
    memcpy(&new->fd, CMSG_DATA(c), sizeof new->fd);
    return true;
}

/* An answer that is not taken is thrown away, and the channel with it: a job that was stopped must not stop others. */
static bool send_all(int fd, struct view v)
{
    while (v.len > 0) {
        struct pollfd one = {.fd = fd, .events = POLLOUT};
        int ready = poll(&one, 1, LIMIT_CLOSE_SECONDS * 1000);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        ssize_t n = send(fd, v.data, v.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n < 0) return false;
        v = view_of(v.data + n, v.len - (size_t)n);
    }
    return true;
}

static bool answer(struct keeper *k, int fd, struct view question)
{
    AUTO_BUF body = BUF_INIT(LIMIT_CMS);
    AUTO_BUF message = BUF_INIT(LIMIT_CMS + 16);
    struct err failure = k->failure, unsent = {0};
    status r = k->holder == NULL ? FAILED : key_holder_relay(&body, k->holder, question, &failure);
    return serve_message(&message, r, &body, &failure, &unsent) == OK &&
           send_all(fd, view_of(message.data, message.len));
}

/* The length that stands in front; false: longer than any question is. */
static bool is_whole(bool *whole, const struct buf *q)
{
    struct err ignored = {0};
    struct view in = view_of(q->data, q->len);
    uint32_t len;
    *whole = false;
    if (q->len < 4) return true;
    if (wire_get_u32(&len, &in, &ignored) != OK || len > LIMIT_CMS_OWN || in.len > len) return false;
    *whole = in.len == len;
    return true;
}

/* More of its question, and the answer when it is whole. False: it is gone, or does not keep to the form. */
static bool listen_to(struct keeper *k, struct channel *c)
{
    uint8_t chunk[4096];
    bool whole;
    ssize_t n = recv(c->fd, chunk, sizeof chunk, MSG_DONTWAIT);
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    if (n == 0) return false;
    buf_put(&c->question, view_of(chunk, (size_t)n));
    if (c->question.failed || !is_whole(&whole, &c->question)) return false;
    if (!whole) return true;
    bool heard = answer(k, c->fd, view_of(c->question.data + 4, c->question.len - 4));
    buf_clear(&c->question);
    return heard;
}

/* One question of each who has one, then the door: nobody has to wait for more than one of everybody else's. */
static bool serve_round(struct keeper *k)
{
    struct pollfd wait[KEY_SHARE_MAX + 1];
    bool has_room = k->count < KEY_SHARE_MAX;
    for (size_t i = 0; i < k->count; i++) wait[i] = (struct pollfd){.fd = k->channel[i].fd, .events = POLLIN};
    wait[k->count] = (struct pollfd){.fd = has_room ? k->door : -1, .events = POLLIN};
    nfds_t count = k->count + 1;
    if (poll(wait, count, -1) < 0) return errno == EINTR;
    for (size_t i = k->count; i-- > 0;) /* from the end: hang_up moves the last one */
        if (wait[i].revents != 0 && !listen_to(k, &k->channel[i])) hang_up(k, i);
    return wait[count - 1].revents == 0 || open_door(k);
}

/* Ctrl-C ends the key holder at its prompt, and then we have nothing to keep; a token that is logged in to logs out. */
static void outlive_the_terminal(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGQUIT);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

/* Whoever waits for the end of what `seal` prints must not wait for a token that hangs. */
static void let_go_of_output(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; null >= 0 && i <= STDERR_FILENO; i++) (void)dup2(null, i);
    if (null > STDERR_FILENO) close(null);
}

static void keep(int door, const struct key_choice *choice)
{
    AUTO(mem_free)
    struct keeper *k = mem_new(sizeof *k);
    if (k == NULL) return;
    let_go_of_output();
    k->door = door;
    outlive_the_terminal();
    (void)(key_holder_start(&k->holder, choice, &k->failure) == OK); /* each question is answered by the failure */
    (void)(send(door, "", 1, MSG_NOSIGNAL) == 1);                    /* nobody left to hear it: serve_round sees that */
    while (serve_round(k)) {
    }
    while (k->count > 0) hang_up(k, k->count - 1);
    if (k->holder != NULL) key_holder_stop(k->holder);
}

/* ---- those who share ---- */

static status start_keeper(struct key_share *s, const struct key_choice *choice, struct err *e)
{
    int ends[2];
    ENSURE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0, ERR_INTERNAL, "cannot make a socket: %s",
           strerror(errno));
    s->keeper = fork();
    int cause = errno;
    if (s->keeper == 0) {
        close(ends[0]);
        keep(ends[1], choice);
        _exit(0); /* lint: exit the child of a fork */
    }
    close(ends[1]);
    s->door = ends[0];
    ENSURE(s->keeper > 0, ERR_INTERNAL, "cannot start another process: %s", strerror(cause));
    return OK;
}

/* The keeper says when it has tried to log in. */
static status wait_for_login(const struct key_share *s, int stop, struct err *e)
{
    struct pollfd wait[] = {{.fd = s->door, .events = POLLIN}, {.fd = stop, .events = POLLIN}};
    char byte;
    while (poll(wait, 2, -1) < 0 && errno == EINTR) {
    }
    ENSURE(wait[1].revents == 0, ERR_TOKEN, "interrupted");
    ENSURE(recv(s->door, &byte, 1, 0) == 1, ERR_TOKEN, "the key holder is gone");
    return OK;
}

/* The facts are asked for only to know how the login went. */
status key_share_start(struct key_share **out, const struct key_choice *choice, int stop, struct err *e)
{
    AUTO(key_holder_stop)
    struct key_holder *first = NULL;
    AUTO(key_share_stop)
    struct key_share *s = mem_new(sizeof *s);
    MEM_ENSURE(s);
    s->keeper = s->door = -1;
    TRY(start_keeper(s, choice, e));
    TRY(wait_for_login(s, stop, e));
    TRY(key_share_join(&first, s, e));
    *out = TAKE(s);
    return OK;
}

static bool hand_over(int door, int channel)
{
    char byte = 0;
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec content = {&byte, 1};
    struct msghdr m = {.msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof channel);
    memcpy(CMSG_DATA(c), &channel, sizeof channel);
    ssize_t n;
    while ((n = sendmsg(door, &m, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
    }
    return n == 1;
}

status key_share_join(struct key_holder **out, const struct key_share *s, struct err *e)
{
    int ends[2];
    struct process *conversation;
    ENSURE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, ERR_INTERNAL, "cannot make a socket: %s",
           strerror(errno));
    bool sent = hand_over(s->door, ends[1]);
    close(ends[1]);
    TRY(process_join(&conversation, "key keeper", ends[0], e));
    if (!sent) process_stop(TAKE(conversation));
    ENSURE(sent, ERR_TOKEN, "the key holder is gone");
    return key_holder_over(out, conversation, e);
}

/* It logs out when the door closes, in LIMIT_CLOSE_SECONDS; a token that hangs has no more time than that. */
void key_share_stop(struct key_share *s)
{
    enum { TICK_US = 2000, TICKS = (LIMIT_CLOSE_SECONDS + 1) * 1000000 / TICK_US };
    if (s->door >= 0) close(s->door);
    bool ended = s->keeper <= 0;
    for (int i = 0; i < TICKS && !ended; i++) {
        ended = waitpid(s->keeper, NULL, WNOHANG) != 0;
        if (!ended) usleep(TICK_US);
    }
    if (!ended) {
        kill(s->keeper, SIGKILL); /* and with it the key holder */
        while (waitpid(s->keeper, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    mem_free(s);
}
