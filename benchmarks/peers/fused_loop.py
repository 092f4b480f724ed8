"""R1, R4 and R8 fused by hand into one compiled loop. Prints CPU seconds a block and a checksum.

Run by the benchmark in a temporary environment with numba; `arrays.npz` holds the same arrays that the rules get.
"""

import statistics
import sys
import time

import numba
import numpy as np


@numba.njit
def fused(position, wish, salience, lower, upper, target, member, member_salience, status_quo, price, consent, free,
          deference, side, cost, noise):  # fmt: skip
    issues, runs = position.shape
    offers, votes = np.empty((issues, runs)), np.empty(runs, np.int8)
    opening, goal, climb = np.empty(issues), np.empty(issues), np.empty(issues)
    for run in range(runs):
        spent = 0.0
        for issue in range(issues):
            opening[issue] = min(max(position[issue, run], lower[issue, run]), upper[issue, run])
            goal[issue] = min(max(wish[issue, run], lower[issue, run]), upper[issue, run])
            spent += abs(opening[issue] - position[issue, run]) * salience[issue, run]
        budget = 1.0 - spent - target[run]
        for issue in range(issues):
            far = abs(goal[issue] - position[issue, run])
            near = min(abs(opening[issue] - position[issue, run]), far)
            climb[issue] = salience[issue, run] * (far - near)
        for issue in range(issues):
            before = 0.0
            for other in range(issues):
                first = salience[other, run] < salience[issue, run]
                if first or (salience[other, run] == salience[issue, run] and other < issue):
                    before += climb[other]
            paid = min(max(budget - before, 0.0), climb[issue])
            share = paid / climb[issue] if climb[issue] > 0 else 1.0
            way = goal[issue] - position[issue, run]
            near = min(abs(opening[issue] - position[issue, run]), abs(way))
            reach = near + share * (abs(way) - near)
            moved = position[issue, run] + np.copysign(reach, way)
            offers[issue, run] = goal[issue] if share >= 1.0 else moved
        worth, stays = 0.0, 0.0
        for issue in range(issues):
            worth += abs(offers[issue, run] - member[issue, run]) * member_salience[issue, run]
            stays += abs(status_quo[issue, run] - member[issue, run]) * member_salience[issue, run]
        gained = stays - worth - price[run] * (1.0 - consent[run]) * free[run] + deference[run] * consent[run]
        felt = gained + side[run] + noise[run]
        votes[run] = 1 if felt > 0 else (-1 if felt < -cost[run] else 0)
    return offers, votes


names = fused.py_func.__code__.co_varnames[: fused.py_func.__code__.co_argcount]
arrays = [np.load(sys.argv[1])[name] for name in names]
repeats, rounds = 50, int(sys.argv[2])
offers, votes = fused(*arrays)
taken = []
for _ in range(rounds):
    began = time.process_time()
    for _ in range(repeats):
        fused(*arrays)
    taken.append((time.process_time() - began) / repeats)
print(statistics.median(taken), float(offers.sum()), int(votes.sum()))
