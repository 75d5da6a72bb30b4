#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terminal.py COLUMNS PIN SCRIPT COMMAND... - runs a command on a terminal of its own, as a person would see it.

PIN is typed at every prompt. SCRIPT: "run"; "interrupt-prompt": Ctrl-C in place of the PIN; "interrupt-work": Ctrl-C when
three files are signed. What came to the terminal goes to the standard output, then a line of what there is to know:
prompts=N widest=COLUMNS echo=on|off end=CODE, -N for a signal.
"""
import fcntl, os, pty, re, select, signal, struct, sys, termios, time

SECONDS = 60
columns, pin, script, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]


def start():
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in range(3):
            os.dup2(slave, fd)
        os.close(master)
        os.execvp(command[0], command)
    return master, slave, child


def talk(master, child):
    """All that comes until the child ends."""
    seen, prompts, typed, deadline = b"", 0, False, time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        ready, _, _ = select.select([master], [], [], 0.05)
        if ready:
            seen += os.read(master, 65536)
            if len(re.findall(rb"PIN, token [^:]*: ", seen)) > prompts:
                prompts += 1
                os.write(master, b"\x03" if script == "interrupt-prompt" else pin.encode() + b"\n")
            if script == "interrupt-work" and not typed and seen.count(b"signed: ") >= 3:
                typed = True
                os.write(master, b"\x03")
            continue
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return seen, prompts, os.waitstatus_to_exitcode(status)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return seen, prompts, 999


def widest(seen):
    """The columns that one line takes, between carriage returns and line ends; blanks that only erase count too."""
    lines = re.split(r"[\r\n]+", seen.decode())
    return max(len(line) for line in lines if line.lstrip().startswith("[") or not line.strip()), lines


master, slave, child = start()
seen, prompts, end = talk(master, child)
echo = "on" if termios.tcgetattr(slave)[3] & termios.ECHO else "off"
sys.stdout.write(seen.decode())
print(f"\nprompts={prompts} widest={widest(seen)[0]} echo={echo} end={end}")
