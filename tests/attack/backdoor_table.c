// SPDX-License-Identifier: Apache-2.0
#include "tests/attack/backdoor.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define TEXT(s) ((long)(intptr_t)(s))

const struct attack attacks[] = {
    {"open a file", SYS_open, {TEXT("/etc/passwd"), O_RDONLY}},
    {"openat a file", SYS_openat, {AT_FDCWD, TEXT("/etc/passwd"), O_RDONLY}},
    {"openat for writing", SYS_openat, {AT_FDCWD, TEXT("/tmp/seal-takeover"), O_WRONLY | O_CREAT, 0600}},
    {"openat2", SYS_openat2, {AT_FDCWD, TEXT("/etc/passwd"), 0, 0}},
    {"creat", SYS_creat, {TEXT("/tmp/seal-takeover"), 0600}},
    {"open an nameless file", SYS_openat, {AT_FDCWD, TEXT("/tmp"), O_TMPFILE | O_RDWR, 0600}},
    {"list a folder", SYS_openat, {AT_FDCWD, TEXT("/"), O_RDONLY | O_DIRECTORY}},
    {"stat by path", SYS_stat, {TEXT("/etc/passwd"), 0}},
    {"read a link", SYS_readlink, {TEXT("/proc/self/exe"), 0, 0}},
    {"unlink", SYS_unlink, {TEXT("/tmp/seal-takeover")}},
    {"rename", SYS_rename, {TEXT("/tmp/a"), TEXT("/tmp/b")}},
    {"mkdir", SYS_mkdir, {TEXT("/tmp/seal-takeover"), 0700}},
    {"chmod", SYS_chmod, {TEXT("/tmp"), 0777}},
    {"chroot", SYS_chroot, {TEXT("/")}},
    {"mount", SYS_mount, {TEXT("none"), TEXT("/mnt"), TEXT("tmpfs"), 0, 0}},
    {"socket, internet", SYS_socket, {AF_INET, SOCK_STREAM, 0}},
    {"socket, local", SYS_socket, {AF_UNIX, SOCK_STREAM, 0}},
    {"socket, netlink", SYS_socket, {AF_NETLINK, SOCK_RAW, 0}},
    {"socket pair", SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, 0}},
    {"connect", SYS_connect, {1, 0, 0}},
    {"bind", SYS_bind, {1, 0, 0}},
    {"send with descriptors", SYS_sendmsg, {1, 0, 0}},
    {"fork", SYS_fork, {0}},
    {"vfork", SYS_vfork, {0}},
    {"clone", SYS_clone, {SIGCHLD, 0, 0, 0, 0}},
    {"clone3", SYS_clone3, {0, 0}},
    {"execve", SYS_execve, {TEXT("/bin/sh"), 0, 0}},
    {"execveat", SYS_execveat, {AT_FDCWD, TEXT("/bin/sh"), 0, 0, 0}},
    {"ptrace the parent", SYS_ptrace, {PTRACE_ATTACH, 1, 0, 0}},
    {"read another's memory", SYS_process_vm_readv, {1, 0, 0, 0, 0, 0}},
    {"write another's memory", SYS_process_vm_writev, {1, 0, 0, 0, 0, 0}},
    {"signal another", SYS_kill, {1, 0}},
    {"pidfd", SYS_pidfd_open, {1, 0}},
    {"executable memory", SYS_mmap, {0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}},
    {"memory made executable", SYS_mprotect, {0x10000, 4096, PROT_READ | PROT_EXEC}},
    {"write to the document", SYS_write, {3, TEXT("x"), 1}},
    {"truncate the document", SYS_ftruncate, {3, 0}},
    {"map the document for writing", SYS_mmap, {0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 3, 0}},
    {"write to what was added to it", SYS_write, {4, TEXT("x"), 1}},
    {"truncate what was added to it", SYS_ftruncate, {4, 0}},
    {"map what was added to it for writing", SYS_mmap, {0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 4, 0}},
    {"memfd", SYS_memfd_create, {TEXT("x"), 0}},
    {"new namespace", SYS_unshare, {CLONE_NEWUSER}},
    {"enter a namespace", SYS_setns, {3, 0}},
    {"become another user", SYS_setuid, {0}},
    {"raise a limit", SYS_prlimit64, {0, 0, 0, 0}},
    {"change the filter", SYS_prctl, {22, 0, 0, 0, 0}},
    {"io_uring", SYS_io_uring_setup, {4, 0}},
    {"bpf", SYS_bpf, {0, 0, 0}},
    {"performance counters", SYS_perf_event_open, {0, 0, -1, -1, 0}},
    {"userfaultfd", SYS_userfaultfd, {0}},
    {"kernel keys", SYS_keyctl, {0, 0, 0, 0, 0}},
    {"shared memory", SYS_shmget, {0, 4096, 0600}},
    {"message queue", SYS_mq_open, {TEXT("/x"), O_CREAT, 0600, 0}},
    {"kernel module", SYS_init_module, {0, 0, 0}},
    {"reboot", SYS_reboot, {0, 0, 0, 0}},
    {"set the clock", SYS_settimeofday, {0, 0}},
};
const size_t attack_count = sizeof attacks / sizeof attacks[0];
