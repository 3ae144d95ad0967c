"""Where replicas and proxies run: each in a network namespace, or all on ports of 127.0.0.1."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = {"a": "10.0.0.1", "b": "10.0.0.2", "proxy": "10.0.0.254"}
"""The addresses in the configurations of deploy/, and of the namespaces."""


@dataclass(frozen=True)
class Place:
    """An address with the ports of REST and gRPC, and what a command there begins with."""

    name: str
    address: str
    rest: int
    grpc: int
    command: tuple[str, ...] = ()


def in_namespaces(network: str) -> dict[str, Place]:
    return {
        name: Place(name, address, 8080, 8081, ("ip", "netns", "exec", f"{network}-{name}"))
        for name, address in NAMED.items()
    }


def on_this_machine() -> dict[str, Place]:
    return {name: Place(name, "127.0.0.1", free_port(), free_port()) for name in NAMED}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(proxy: str, places: dict[str, Place], folder: Path) -> Path:
    """The file of deploy/ as it is, or a copy with the addresses and ports of this machine."""
    file = ROOT / "deploy" / {"nginx": "nginx/nginx.conf", "haproxy": "haproxy/haproxy.cfg"}[proxy]
    if places["proxy"].command:
        return file
    text, own = file.read_text(), places["proxy"]
    for name in ("a", "b"):
        place = places[name]
        text = text.replace(f"{NAMED[name]}:8080", f"127.0.0.1:{place.rest}")
        text = text.replace(f"{NAMED[name]}:8081", f"127.0.0.1:{place.grpc}")
        text = re.sub(rf"(server {name} .*port )8080", rf"\g<1>{place.rest}", text)
    for port, ours in ((8080, own.rest), (8081, own.grpc)):
        text = text.replace(f"listen {port}", f"listen 127.0.0.1:{ours}")
        text = text.replace(f"bind :{port}", f"bind 127.0.0.1:{ours}")
    # Where nginx may write who is not root.
    temporary = "".join(
        f"  {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    copy = folder / file.name
    copy.write_text(text.replace("http {\n", f"http {{\n{temporary}", 1))
    return copy
