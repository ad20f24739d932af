#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""in_terminal.py COMMAND...: runs it with a terminal as its standard output and error, and prints what that shows on
standard error. SIGUSR1 stops the terminal as Ctrl-S does, SIGUSR2 lets it go on (Ctrl-Q). SIGTERM is passed on. File
descriptors from 3 on are inherited. The exit status is the command's."""
import os
import pty
import signal
import subprocess
import sys

STOP, GO_ON = b'\x13', b'\x11'


def copy(master):
    while True:
        try:
            shown = os.read(master, 65536)
        except OSError:
            # EIO: nobody has the terminal any more.
            return
        sys.stderr.buffer.write(shown)
        sys.stderr.flush()


def main():
    master, slave = pty.openpty()
    inherited = [fd for fd in map(int, os.listdir('/proc/self/fd')) if 2 < fd < min(master, slave)]
    child = subprocess.Popen(sys.argv[1:], stdout=slave, stderr=slave, pass_fds=inherited)
    os.close(slave)
    signal.signal(signal.SIGUSR1, lambda *_: os.write(master, STOP))
    signal.signal(signal.SIGUSR2, lambda *_: os.write(master, GO_ON))
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    copy(master)
    sys.exit(child.wait())


main()
