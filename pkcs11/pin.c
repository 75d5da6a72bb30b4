// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/pin.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "formats/base/text.h"

/* Keeps the first line. What follows it is wiped, too. */
static status keep_first_line(struct secret *s, size_t have, struct err *e)
{
    size_t len = strcspn(s->text, "\r\n");
    explicit_bzero(s->text + len, SECRET_CAPACITY - len);
    ENSURE(have > 0 && len > 0, ERR_TOKEN, "the PIN is empty");
    ENSURE(len <= LIMIT_PIN, ERR_TOKEN, "the PIN is longer than %d bytes", LIMIT_PIN);
    s->len = len;
    return OK;
}

/* Up to a line, or as much as fits; read(2) only, so that no library buffer keeps a copy. */
static size_t read_line(struct secret *s, int fd)
{
    size_t have = 0;
    while (have < SECRET_CAPACITY - 1) {
        ssize_t n = read(fd, s->text + have, SECRET_CAPACITY - 1 - have);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        have += (size_t)n;
        if (memchr(s->text, '\n', have) != NULL) break;
    }
    return have;
}

static status path_of_source(const char **path, const char *source, struct err *e)
{
    ENSURE(source[0] != '|', ERR_TOKEN, "a pin-source that is a command is not supported: %s",
           text_escape_string(source).s);
    *path = source;
    if (strncmp(source, "file:", 5) == 0) *path = source + 5;
    if (strncmp(*path, "///", 3) == 0) *path += 2;
    return OK;
}

status pin_read_file(struct secret *out, const char *source, struct err *e)
{
    AUTO_SECRET pin = {0};
    struct stat s;
    const char *path;
    TRY(path_of_source(&path, source, e));
    TRY(secret_new(&pin, e));
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ENSURE(fd >= 0, ERR_TOKEN, "cannot open the PIN file %s: %s", text_escape_string(path).s, strerror(errno));
    bool is_file = fstat(fd, &s) == 0 && S_ISREG(s.st_mode);
    size_t have = is_file ? read_line(&pin, fd) : 0;
    close(fd);
    ENSURE(is_file, ERR_TOKEN, "the PIN file %s is not a file", text_escape_string(path).s);
    TRY(keep_first_line(&pin, have, e));
    *out = pin;
    pin = (struct secret){0};
    return OK;
}

/* Also where our parent dies meanwhile: by a signal that can wait until the terminal is as it was. */
static void end_with_parent_by(int signal_number)
{
    int now = 0;
    if (prctl(PR_GET_PDEATHSIG, &now) == 0 && now != 0) prctl(PR_SET_PDEATHSIG, signal_number);
}

/* Those that end us while somebody types, Ctrl-C first. */
static void set_of_ends(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGQUIT);
}

/* A line, or one of the signals, which stays pending: it ends us when the terminal shows again what is typed. */
static bool wait_for_line(int tty, const sigset_t *ends)
{
    int ended = signalfd(-1, ends, SFD_CLOEXEC);
    struct pollfd wait[] = {{.fd = tty, .events = POLLIN}, {.fd = ended, .events = POLLIN}};
    while (poll(wait, 2, -1) < 0 && errno == EINTR) {
    }
    if (ended >= 0) close(ended);
    return wait[1].revents == 0;
}

static void stop_waiting(const sigset_t *mask)
{
    end_with_parent_by(SIGKILL);
    sigprocmask(SIG_SETMASK, mask, NULL);
}

static status read_quietly(struct secret *pin, size_t *have, int tty, const char *prompt, struct err *e)
{
    struct termios before, quiet;
    sigset_t ends, blocked, mask;
    set_of_ends(&ends);
    ENSURE(tcgetattr(tty, &before) == 0, ERR_TOKEN, "cannot hide the PIN on this terminal: %s", strerror(errno));
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    quiet.c_lflag |= ICANON | ISIG;
    blocked = ends;
    sigaddset(&blocked, SIGTTOU); /* a terminal that a shell has taken back is still to be set right */
    sigprocmask(SIG_BLOCK, &blocked, &mask);
    end_with_parent_by(SIGTERM);
    bool is_quiet = tcsetattr(tty, TCSAFLUSH, &quiet) == 0;
    int cause = errno;
    if (!is_quiet) stop_waiting(&mask);
    ENSURE(is_quiet, ERR_TOKEN, "cannot hide the PIN on this terminal: %s", strerror(cause));
    ssize_t shown = write(tty, prompt, strlen(prompt));
    if (wait_for_line(tty, &ends)) *have = read_line(pin, tty);
    shown += write(tty, "\n", 1);
    (void)shown; /* a prompt that nobody sees changes nothing */
    tcsetattr(tty, TCSAFLUSH, &before);
    stop_waiting(&mask);
    return OK;
}

status pin_read_terminal(struct secret *out, const char *prompt, struct err *e)
{
    AUTO_SECRET pin = {0};
    size_t have = 0;
    TRY(secret_new(&pin, e));
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    ENSURE(tty >= 0, ERR_TOKEN, "no PIN: there is no terminal to ask at, and no pin-source is given");
    status r = read_quietly(&pin, &have, tty, prompt, e);
    close(tty);
    TRY(r);
    TRY(keep_first_line(&pin, have, e));
    *out = pin;
    pin = (struct secret){0};
    return OK;
}
