#!/usr/bin/env python3
"""The peers of `Limner.Benchmarks vectors`, on the vectors and queries it wrote: vectors_peers.py DIR DIMENSIONS [VEC0.so]

NumPy: one matrix product a query over all float32 vectors and the ten best of it. sqlite-vec: a vec0 table of float32, cosine by L2 of unit vectors, in a
file of its own; with a partition of one in a hundred it filters by its own column.
"""
import os
import sqlite3
import sys
import time

import numpy

directory, dimensions = sys.argv[1], int(sys.argv[2])
vectors = numpy.fromfile(os.path.join(directory, "vectors.f32"), "<f4").reshape(-1, dimensions)
queries = numpy.fromfile(os.path.join(directory, "queries.f32"), "<f4").reshape(-1, dimensions)[:100]


def report(name, times, found):
    times = sorted(times)
    print(f"{name:44} {found:8.4f} {1000 * times[len(times) // 2]:8.2f} ms {1000 * times[len(times) * 95 // 100]:8.2f} ms")


def exact(query):
    scores = vectors @ query
    best = numpy.argpartition(scores, -10)[-10:]
    return set((best[numpy.argsort(-scores[best])] + 1).tolist())


times, expected = [], []
for query in queries:
    started = time.perf_counter()
    expected.append(exact(query))
    times.append(time.perf_counter() - started)
report(f"NumPy {numpy.__version__}: recall@10, median, 95 %", times, 1.0)
if len(sys.argv) > 3:
    path = os.path.join(directory, "sqlite-vec.db")
    if os.path.exists(path):
        os.unlink(path)
    db = sqlite3.connect(path)
    db.enable_load_extension(True)
    db.load_extension(sys.argv[3].removesuffix(".so"))
    db.execute(f"CREATE VIRTUAL TABLE found USING vec0(vector float[{dimensions}])")
    started = time.perf_counter()
    with db:
        db.executemany("INSERT INTO found (rowid, vector) VALUES (?, ?)", ((row + 1, vector.tobytes()) for row, vector in enumerate(vectors)))
    print(f"{'sqlite-vec: vectors into the database':44} {time.perf_counter() - started:8.2f} s")
    times, right = [], 0
    for query, nearest in zip(queries, expected):
        started = time.perf_counter()
        ids = {row[0] for row in db.execute("SELECT rowid FROM found WHERE vector MATCH ? AND k = 10", (query.tobytes(),))}
        times.append(time.perf_counter() - started)
        right += len(ids & nearest)
    report(f"sqlite-vec {db.execute('SELECT vec_version()').fetchone()[0]}: recall@10, median, 95 %", times, right / (10 * len(queries)))
    print(f"{'sqlite-vec: bytes a vector':44} {os.path.getsize(path) / len(vectors):8.0f}")
