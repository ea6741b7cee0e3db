"""Running a stand-in until it is stopped, or until whoever started it is gone."""

import os
import threading

import uvicorn


def serve(config: uvicorn.Config, *, until_input_ends: bool) -> None:
    server = uvicorn.Server(config)
    if until_input_ends:
        threading.Thread(target=_stop_when_input_ends, args=(server,), daemon=True).start()
    server.run()


def _stop_when_input_ends(server: uvicorn.Server) -> None:
    """So that it never outlives whoever started it. Not through sys.stdin: its lock is not given back at the end."""
    while os.read(0, 1024):
        pass
    server.should_exit = True
