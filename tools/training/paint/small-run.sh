#!/usr/bin/env bash
# The whole way to a painting model for twelve names, from scratch: pictures, training, enlarging, export, and whether it draws what it is told. Some five minutes.
set -euo pipefail
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm ci --ignore-scripts --no-audit --no-fund
node prepare.mjs "$work/data"
names=(--names 12)
/usr/bin/python3 train.py "$work/data" "$work/run" "${names[@]}" --minutes 1.5
# Stopped and gone on with: what was learned stays.
/usr/bin/python3 train.py "$work/data" "$work/run" "${names[@]}" --minutes 3
/usr/bin/python3 enlarge.py "$work/data" "$work/run" "${names[@]}" --minutes 0.5
/usr/bin/python3 check.py "$work/data" "$work/run" "${names[@]}"
/usr/bin/python3 export.py "$work/data" "$work/run" "$work/model" "${names[@]}"
test -s "$work/model/unet/model.onnx"
echo "the small run went all the way"
