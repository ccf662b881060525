"""`assistant serve` in a network that has nothing but the loopback, and a list of what it tried.

    unshare -n python -m tests.operations.isolated_service ATTEMPTS serve --port 8000 …

Every connection and every look-up of a name that is not of this machine is written to the file.
"""

from __future__ import annotations

import fcntl
import ipaddress
import socket
import struct
import sys
from pathlib import Path

_SIOCGIFFLAGS = 0x8913
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1
_HERE = frozenset({"localhost", "", None, b"localhost"})


def raise_loopback() -> None:
    """What `ip link set lo up` does, where that program may be missing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14s", b"lo", 0, b"")
        flags = struct.unpack("16sH14s", fcntl.ioctl(control, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", flags | _IFF_UP, b""))


def watch(attempts: Path) -> None:
    """Write down what goes, or would go, outside."""

    def note(event: str, arguments: tuple) -> None:
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            host = arguments[1][0]
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            host = arguments[0]
        else:
            return
        if host in _HERE or _is_loopback(host):
            return
        with attempts.open("a") as stream:
            stream.write(f"{event} {host}\n")

    sys.addaudithook(note)


def _is_loopback(host: object) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def has_way_out() -> bool:
    """Whether a packet to another machine finds a route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    raise_loopback()
    if has_way_out():
        sys.exit("there is a way out of this network")
    watch(Path(sys.argv[1]))
    sys.argv[:2] = ["assistant"]
    from assistant.cli.main import main

    main()
