#!/usr/bin/env python3
"""Makes src/Limner.Vision/Embedding/visual-space.bin: what turns the detector's pooled backbone map into a vector to compare pictures by.

usage: visual_space.py FEATURES OUT

FEATURES: float32, 480 for each picture: `Limner.Benchmarks likeness FOLDER --features FEATURES` writes them. Only general photographs belong in, and none that
the result is measured with. The file of the repository comes from 99 pictures (opencv-doc's examples but for the chessboards, scikit-image 0.19's, one of each
wallpaper of plasma-workspace-wallpapers, the photographs of mate-backgrounds; Debian 12), each with two random cuts of 35 to 70 % of its sides.

The centre is taken away; what is left is turned to the 128 principal directions and each is divided by its standard deviation to the power 0.6: between
leaving them as they are (the first ten are nearly everything) and full whitening (noise counts as much as anything).
"""
import struct
import sys

import numpy

OUTPUTS = 128
POWER = 0.6

features = numpy.fromfile(sys.argv[1], "<f4").reshape(-1, 480).astype(numpy.float64)
if len(features) <= OUTPUTS:
    sys.exit(f"{len(features)} pictures are too few for {OUTPUTS} directions.")
centre = features.mean(axis=0)
_, lengths, directions = numpy.linalg.svd(features - centre, full_matrices=False)
deviations = lengths[:OUTPUTS] / numpy.sqrt(len(features))
rows = directions[:OUTPUTS] / (deviations**POWER)[:, None]
with open(sys.argv[2], "wb") as out:
    out.write(struct.pack("<ii", features.shape[1], OUTPUTS))
    out.write(centre.astype("<f4").tobytes())
    out.write(rows.astype("<f4").tobytes())
