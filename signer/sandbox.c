// SPDX-License-Identifier: Apache-2.0
#include "signer/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "formats/base/limits.h"
#include "signer/allowance.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif
#ifndef UNDER_ASAN
#define UNDER_ASAN 0
#endif

/* What every sandboxed program needs to compute and to use the descriptors it has. */
static const int allowed[] = {
    SCMP_SYS(read),         SCMP_SYS(write),          SCMP_SYS(readv),
    SCMP_SYS(writev),       SCMP_SYS(pread64),        SCMP_SYS(lseek),
    SCMP_SYS(close),        SCMP_SYS(fstat),          SCMP_SYS(brk),
    SCMP_SYS(munmap),       SCMP_SYS(mremap),         SCMP_SYS(madvise),
    SCMP_SYS(futex),        SCMP_SYS(exit),           SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),      SCMP_SYS(sched_yield),
    SCMP_SYS(getpid),       SCMP_SYS(gettid),         SCMP_SYS(restart_syscall),
    SCMP_SYS(sysinfo), /* glibc's qsort asks how much memory there is */
};

/* Libraries try these and go on without: they are refused, not fatal. */
static const int refused[] = {
    SCMP_SYS(open),  SCMP_SYS(openat), SCMP_SYS(access),   SCMP_SYS(faccessat),  SCMP_SYS(faccessat2), SCMP_SYS(stat),
    SCMP_SYS(lstat), SCMP_SYS(statx),  SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(ioctl),      SCMP_SYS(socket),
};

/* render reads fonts: Landlock says which files, the filter says how. */
static const int allowed_with_fonts[] = {
    SCMP_SYS(access),     SCMP_SYS(faccessat),    SCMP_SYS(faccessat2),      SCMP_SYS(stat),
    SCMP_SYS(lstat),      SCMP_SYS(readlink),     SCMP_SYS(readlinkat),      SCMP_SYS(getdents64),
    SCMP_SYS(fstatfs),    SCMP_SYS(statfs),       SCMP_SYS(fcntl),           SCMP_SYS(fadvise64),
    SCMP_SYS(newfstatat), SCMP_SYS(rt_sigaction), SCMP_SYS(uname),           SCMP_SYS(sched_getaffinity),
    SCMP_SYS(prlimit64),  SCMP_SYS(getcwd),       SCMP_SYS(getuid),          SCMP_SYS(geteuid),
    SCMP_SYS(getgid),     SCMP_SYS(getegid),      SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
};

/* fetch: libcurl, OpenSSL and the resolver of the C library */
static const int allowed_with_network[] = {
    SCMP_SYS(connect),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(bind),
    SCMP_SYS(shutdown),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt),
    SCMP_SYS(fcntl),
    SCMP_SYS(ioctl),
    SCMP_SYS(pipe2),
    SCMP_SYS(eventfd2),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(uname),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(prlimit64),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(sched_getaffinity),
};

static const char *const network_files[] = {
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/ssl",
    "/etc/localtime",
    "/usr/lib/ssl",
    "/usr/share/ca-certificates",
    "/run/systemd/resolve",
    "/usr/share/zoneinfo",
};

static const char *const font_folders[] = {
    "/usr/share/fonts",      "/usr/local/share/fonts", "/etc/fonts",           "/usr/share/fontconfig",
    "/var/cache/fontconfig", "/usr/share/poppler",     "/usr/share/X11/fonts",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static status limit(int resource, rlim_t value, struct err *e)
{
    struct rlimit r = {value, value};
    ENSURE(setrlimit((__rlimit_resource_t)resource, &r) == 0, ERR_INTERNAL, "cannot set a limit of the sandbox: %s",
           strerror(errno));
    return OK;
}

static status set_limits(enum sandbox_kind kind, uint64_t document_size, struct err *e)
{
    static const struct {
        unsigned memory, files;
    } sizes[] = {[SANDBOX_NO_FILES] = {1, 4}, [SANDBOX_FONTS] = {2, 128}, [SANDBOX_NETWORK] = {4, 64}};
    struct allowance most;
    TRY(allowance_get(&most, document_size, e));
    uint64_t memory = sizes[kind].memory * most.memory;
    if (!UNDER_ASAN) TRY(limit(RLIMIT_AS, (rlim_t)(memory + 2 * document_size), e));
    TRY(limit(RLIMIT_CPU, most.seconds, e));
    TRY(limit(RLIMIT_CORE, 0, e));
    TRY(limit(RLIMIT_FSIZE, 0, e));
    TRY(limit(RLIMIT_NOFILE, sizes[kind].files, e));
    return OK;
}

static status allow_reading(int ruleset, const char *folder, struct err *e)
{
    struct stat s;
    int fd = open(folder, O_PATH | O_CLOEXEC);
    if (fd < 0) return OK; /* a system without this folder has nothing in it */
    bool is_folder = fstat(fd, &s) == 0 && S_ISDIR(s.st_mode);
    struct landlock_path_beneath_attr rule = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | (is_folder ? LANDLOCK_ACCESS_FS_READ_DIR : 0),
        .parent_fd = fd,
    };
    long r = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
    ENSURE(r == 0, ERR_INTERNAL, "cannot set up Landlock for %s: %s", folder, strerror(errno));
    return OK;
}

static status restrict_files(int ruleset, enum sandbox_kind kind, struct err *e)
{
    if (kind == SANDBOX_FONTS)
        for (size_t i = 0; i < COUNT(font_folders); i++) TRY(allow_reading(ruleset, font_folders[i], e));
    if (kind == SANDBOX_NETWORK)
        for (size_t i = 0; i < COUNT(network_files); i++) TRY(allow_reading(ruleset, network_files[i], e));
    ENSURE(syscall(SYS_landlock_restrict_self, ruleset, 0) == 0, ERR_INTERNAL, "cannot enter Landlock: %s",
           strerror(errno));
    return OK;
}

/* Kernels without Landlock: the worker loses nothing (its filter opens no file); render keeps the filter's O_RDONLY. */
static status enter_landlock(enum sandbox_kind kind, struct err *e)
{
    struct landlock_ruleset_attr all = {.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (ruleset < 0 && (errno == ENOSYS || errno == EOPNOTSUPP)) return OK;
    ENSURE(ruleset >= 0, ERR_INTERNAL, "cannot set up Landlock: %s", strerror(errno));
    status r = restrict_files(ruleset, kind, e);
    close(ruleset);
    return r;
}

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    int r = 0;
    for (size_t i = 0; i < count && r == 0; i++) r = seccomp_rule_add(filter, action, calls[i], 0);
    return r;
}

/* mmap and mprotect never make memory executable; a file is opened for reading only; fstat is newfstatat in glibc 2.36.
 */
static int add_conditional(scmp_filter_ctx filter, enum sandbox_kind kind)
{
    int r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (r == 0)
        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (r == 0 && kind == SANDBOX_NO_FILES)
        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                             SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
    if (r == 0 && kind != SANDBOX_NO_FILES)
        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND, O_RDONLY));
    if (r == 0 && UNDER_ASAN) r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sigaltstack), 0);
    return r;
}

/* The network's own kinds of socket, and the kernel's list of our addresses that getaddrinfo asks for */
static int add_sockets(scmp_filter_ctx filter)
{
    static const int families[] = {AF_INET, AF_INET6, AF_NETLINK};
    int r = 0;
    for (size_t i = 0; i < COUNT(families) && r == 0; i++)
        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i], 0));
    return r == 0 ? add_all(filter, SCMP_ACT_ALLOW, allowed_with_network, COUNT(allowed_with_network)) : r;
}

static int fill_filter(scmp_filter_ctx filter, enum sandbox_kind kind)
{
    int r = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (r == 0) r = add_all(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
    if (r == 0) r = add_conditional(filter, kind);
    if (r == 0 && kind == SANDBOX_NO_FILES) r = add_all(filter, SCMP_ACT_ERRNO(EACCES), refused, COUNT(refused));
    if (r == 0 && kind == SANDBOX_FONTS)
        r = add_all(filter, SCMP_ACT_ALLOW, allowed_with_fonts, COUNT(allowed_with_fonts));
    if (r == 0 && kind == SANDBOX_NETWORK) r = add_sockets(filter);
    return r == 0 ? seccomp_load(filter) : r;
}

static status enter_seccomp(enum sandbox_kind kind, struct err *e)
{
    /* fetch looks at no document; what its libraries try on this or that system is refused, not fatal */
    uint32_t otherwise = kind == SANDBOX_NETWORK ? SCMP_ACT_ERRNO(EACCES) : SCMP_ACT_KILL_PROCESS;
    scmp_filter_ctx filter = seccomp_init(otherwise);
    ENSURE(filter != NULL, ERR_INTERNAL, "cannot set up the system call filter");
    int r = fill_filter(filter, kind);
    seccomp_release(filter);
    ENSURE(r == 0, ERR_INTERNAL, "cannot enter the system call filter: %s", strerror(-r));
    return OK;
}

status sandbox_enter(enum sandbox_kind kind, uint64_t document_size, struct err *e)
{
    ENSURE(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, ERR_INTERNAL,
           "cannot give up privileges: %s", strerror(errno));
    TRY(enter_landlock(kind, e));
    TRY(set_limits(kind, document_size, e));
    return enter_seccomp(kind, e);
}
