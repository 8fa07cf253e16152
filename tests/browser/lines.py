"""A line to the server that can be cut and mended, as when a laptop sleeps or a server is restarted."""

import socket
import threading
from contextlib import suppress


class Line:
    """Forwards a port of its own to the server's."""

    def __init__(self, port: int):
        self.mended = True
        self._to = port
        self._ends: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *, mended: bool = True) -> None:
        """Drop every connection; unless mended, new ones are dropped as well."""
        self.mended = mended
        for end in self._ends:
            _close(end)
        self._ends.clear()

    def close(self) -> None:
        """Listen no more."""
        self.cut(mended=False)
        _close(self._listening)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _address = self._listening.accept()
                if not self.mended:
                    _close(here)
                    continue
                there = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [here, there]
                for source, target in ((here, there), (there, here)):
                    threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    _close(source)
    _close(target)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
