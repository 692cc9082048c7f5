"""The protocol between a bench and its peers: one JSON line in, one JSON line out."""

import json
import sys
import time


def serve(versions, work):
    """Answers commands until standard input ends. `work` maps a command's name to a function of its arguments; the time
    it takes is what the answer says, together with what it returns."""
    print(json.dumps({"ready": True, "versions": versions}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        start = time.perf_counter()
        result = work[command.pop("do")](**command)
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, **(result or {})}), flush=True)
