// SPDX-License-Identifier: Apache-2.0
/*
 * memory_of - runs a command and says how much memory it and everything that it starts took at the same time.
 *
 *   memory_of FILE COMMAND...
 *
 * FILE gets "KIB MILLISECONDS": the highest sum of RssAnon and RssShmem over all processes of the session, looked at a
 * thousand times a second, and how long the command took. Ends as the command did.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool read_file(char *out, size_t size, const char *pid, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%.16s/%s", pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, out, size - 1);
    if (fd >= 0) close(fd);
    out[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* = proc(5), stat: field 6, counted behind the name, which may hold anything */
static long session_of(const char *pid)
{
    char text[1024];
    if (!read_file(text, sizeof text, pid, "stat")) return -1;
    char *at = strrchr(text, ')');
    for (int i = 0; i < 4 && at != NULL; i++) at = strchr(at + 1, ' ');
    return at == NULL ? -1 : strtol(at, NULL, 10);
}

static long value_of(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at == NULL ? 0 : strtol(at + strlen(name), NULL, 10);
}

static long sum_of(pid_t session)
{
    char text[4096];
    long sum = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *d; proc != NULL && (d = readdir(proc)) != NULL;) {
        if (d->d_name[0] < '1' || d->d_name[0] > '9' || session_of(d->d_name) != session) continue;
        if (read_file(text, sizeof text, d->d_name, "status"))
            sum += value_of(text, "RssAnon:") + value_of(text, "RssShmem:");
    }
    if (proc != NULL) closedir(proc);
    return sum;
}

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int watch(long *most, pid_t child)
{
    int how = 0;
    while (waitpid(child, &how, WNOHANG) == 0) {
        long sum = sum_of(child);
        if (sum > *most) *most = sum;
        usleep(1000);
    }
    return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
}

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    long most = 0, start = now_ms();
    pid_t child = fork();
    if (child == 0) {
        setsid();
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    int code = watch(&most, child);
    long took = now_ms() - start;
    FILE *f = fopen(argv[1], "w");
    if (f == NULL) return 2;
    fprintf(f, "%ld %ld\n", most, took);
    return fclose(f) == 0 ? code : 2;
}
