#!/usr/bin/env bash
# Makes COUNT distinct 12-megapixel JPEGs (4000 x 3000, 4:2:0, quality 90, 3 to 4 MB, with EXIF) below DIRECTORY.
# usage: bench/pictures.sh DIRECTORY [COUNT]
#
# Each is a window of one of the sample photographs, enlarged, with sensor-like noise added, so that decoding costs what a
# camera's file of that size costs and the detector finds what it finds in the samples. Files already there are kept.
set -euo pipefail
directory=${1:?usage: bench/pictures.sh DIRECTORY [COUNT]}
count=${2:-1000}
samples=$(realpath "$(dirname "$0")/../samples")
mkdir -p "$directory"
directory=$(realpath "$directory")

sources=("At home/Coffee break.jpg" "At home/Chelsea the cat.jpg" "Space flight/Astronaut Eileen Collins.jpg" "Space flight/Launch day/On the pad.jpg"
    "Space flight/Deep field/Hubble eXtreme Deep Field.jpg" "여행 사진/강변의 사진가.jpg" "여행 사진/서울 2024/봄 잔디.jpg" "여행 사진/서울 2024/벽돌길.jpg")
width=4000 height=3000 margin=500

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A base is larger than a window by MARGIN on both sides, so that each window differs from the others.
make_base() {
    local source=$1 base=$2
    vips colourspace "$samples/$source" "$scratch/rgb.v" srgb
    vips thumbnail "$scratch/rgb.v" "$scratch/large.v" $((width + margin)) --height $((height + margin)) --crop centre
    vips gaussnoise "$scratch/noise.v" $((width + margin)) $((height + margin)) --mean 0 --sigma 7
    vips add "$scratch/large.v" "$scratch/noise.v" "$scratch/noisy.v"
    vips cast "$scratch/noisy.v" "$base" uchar
    rm -f "$scratch"/{rgb,large,noise,noisy}.v
}

make_window() {
    local number=$1 base=$2 target=$3
    vips crop "$base" "$target.part.jpg[Q=90,subsample_mode=on]" $(((number * 37) % margin)) $(((number * 101) % margin)) "$width" "$height"
    mv "$target.part.jpg" "$target"
}

export VIPS_CONCURRENCY=1 VIPS_WARNING=0
made=()
for ((index = 0; index < ${#sources[@]}; index++)); do
    base=$scratch/base$index.v
    for ((number = index; number < count; number += ${#sources[@]})); do
        target=$(printf '%s/set %02d/DSC_%05d.jpg' "$directory" $((number / 100)) "$number")
        [[ ! -f $target ]] || continue
        mkdir -p "$(dirname "$target")"
        [[ -f $base ]] || make_base "${sources[index]}" "$base"
        # As many at a time as there are cores.
        while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n; done
        make_window "$number" "$base" "$target" &
        made+=("$target")
    done
    wait
    rm -f "$base"
done

if ((${#made[@]})); then
    printf '%s\n' "${made[@]}" | exiftool -quiet -overwrite_original -Make=Limner -Model='Benchmark 12 MP' -LensModel='Window 50mm f/2' \
        -DateTimeOriginal='2024:05:03 14:22:05' -ExposureTime=1/125 -FNumber=2.8 -ISO=200 -FocalLength=50 \
        -GPSLatitude=48.2 -GPSLatitudeRef=N -GPSLongitude=16.37 -GPSLongitudeRef=E -@ -
fi
find "$directory" -name '*.jpg' -printf '%s\n' | awk '{ n++; sum += $1 } END { printf "%d pictures, %.1f MB each on average\n", n, sum / n / 1e6 }'
