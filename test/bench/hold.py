"""The hold model on SimPy 3 (Debian: python3-simpy3): so many things pending, each of which enters one more when it is due.

Called by kernel.ts: hold.py EVENTS PENDING. Prints events a second as JSON, for bare events with a callback, which is the
kernel alone, and for processes, which is how SimPy's documentation writes it.
"""

import json
import random
import sys
import time

import simpy

events, pending = int(sys.argv[1]), int(sys.argv[2])
random.seed(1)
# Drawn before the clock starts, here as there: the queue is measured, not the generator.
delays = [random.expovariate(1.0) for _ in range(65536)]


def with_callbacks(env):
    drawn = 0

    def due(_):
        nonlocal drawn
        drawn += 1
        env.timeout(delays[drawn & 65535]).callbacks.append(due)

    for i in range(pending):
        env.timeout(delays[i]).callbacks.append(due)


def with_processes(env):
    drawn = 0

    def process(first):
        nonlocal drawn
        yield env.timeout(first)
        while True:
            drawn += 1
            yield env.timeout(delays[drawn & 65535])

    for i in range(pending):
        env.process(process(delays[i]))


def rate(begin):
    best = 0.0
    for _ in range(3):
        env = simpy.Environment()
        begin(env)
        for _ in range(2 * pending):
            env.step()
        started = time.perf_counter()
        for _ in range(events):
            env.step()
        best = max(best, events / (time.perf_counter() - started))
    return best


print(json.dumps({"version": simpy.__version__, "callbacks": rate(with_callbacks), "processes": rate(with_processes)}))
