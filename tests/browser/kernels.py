"""Kernels that start in no time: forks of one process that has imported what the notebooks of these tests import.

A kernel of its own imports for two seconds of a processor before its first cell has run. Jupyter starts a stand-in here, which
asks for a fork and lives exactly as long as that does: a kernel that ends ends it, and one whose stand-in is killed dies too.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import random
import select
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

NAME = "forked"
MODULES = ("IPython.core.completer", "PIL.ImageDraw", "anywidget", "duckdb", "ipykernel.zmqshell", "pandas")
# Jupyter runs this file as it stands, without the packages of the environment.
STAND_IN = """import array, json, os, socket, sys
_, address, connection_file = sys.argv
kernel = socket.socket(socket.AF_UNIX)
kernel.connect(address)
order = json.dumps({"file": connection_file, "folder": os.getcwd(), "environment": dict(os.environ)}).encode()
kernel.sendmsg([order], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [1, 2]))])
kernel.shutdown(socket.SHUT_WR)
sys.exit(kernel.recv(1) != b"0")
"""


def write_spec(data: Path, address: Path) -> None:
    """Let a Jupyter that looks into the folder `data` find these kernels."""
    folder = data / "kernels" / NAME
    folder.mkdir(parents=True)
    (folder / "stand_in.py").write_text(STAND_IN)
    argv = [sys.executable, "-I", "-S", str(folder / "stand_in.py"), str(address), "{connection_file}"]
    said = {"argv": argv, "display_name": NAME, "language": "python", "interrupt_mode": "message"}
    (folder / "kernel.json").write_text(json.dumps(said))


def serve(address: str) -> None:
    """Fork a kernel for each stand-in that comes."""
    import nblabel

    asked = socket.socket(socket.AF_UNIX)
    asked.bind(address)
    asked.listen()
    names = [module.name for module in pkgutil.walk_packages(nblabel.__path__, "nblabel.")]
    for name in (*MODULES, *names):
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for what has ended
    # The input ends with the process that started this one.
    while asked in select.select([asked, sys.stdin], [], [])[0]:
        stand_in, _ = asked.accept()
        if not os.fork():
            asked.close()
            _live(stand_in)
        stand_in.close()


def _live(stand_in: socket.socket) -> None:
    order, files = _read(stand_in)
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for number, file in enumerate(files, 1):
            os.dup2(file, number)
            os.close(file)
        os.environ.clear()
        os.environ.update(order["environment"])
        os.environ["JPY_PARENT_PID"] = str(os.getppid())
        os.chdir(order["folder"])
        random.seed()
        del sys.path[0]  # the repository: a kernel has its own folder there
        threading.Thread(target=_die_with, args=(stand_in,), daemon=True).start()
        from ipykernel.kernelapp import launch_new_instance

        launch_new_instance(argv=["-f", order["file"]])
        stand_in.send(b"0")
    finally:
        os._exit(0)


def _read(stand_in: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Everything that it sends, and its output and error."""
    message, files, _, _ = socket.recv_fds(stand_in, 1_000_000, 2)
    while more := stand_in.recv(1_000_000):
        message += more
    return json.loads(message), files


def _die_with(stand_in: socket.socket) -> None:
    gone = select.poll()
    gone.register(stand_in, 0)  # hung up on, whatever was asked for: it has sent all that it ever will
    gone.poll()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    serve(sys.argv[1])
