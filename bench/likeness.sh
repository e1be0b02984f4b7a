#!/usr/bin/env bash
# bench/likeness.sh FOLDER: real photographs in classes, a directory each, from Debian packages. Downloads 400 MB once; nothing is installed.
#   tuxpaint-stamps-default 2022.06.04 (photographs, most of them cut out; GPL-2)
#   stellarium-data 0.22.2 (photographs of nebulae and galaxies; GPL-2+)
# What is drawn, mirrored or no member of its class is left out; so are classes of fewer than seven pictures.
set -euo pipefail

folder=${1:?usage: bench/likeness.sh FOLDER}
if [[ -e $folder/.complete ]]; then exit 0; fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
(cd "$scratch" && apt-get download tuxpaint-stamps-default stellarium-data && for package in *.deb; do dpkg -x "$package" x; done)
stamps=$scratch/x/usr/share/tuxpaint/stamps

# take CLASS [-not PATTERN...] -- DIRECTORY...: the PNG files below, named by their path so that none replaces another.
take() {
    local class=$1 unwanted='cartoon|_mirror'
    shift
    while [[ $1 == -not ]]; do unwanted+="|$2" && shift 2; done
    shift
    mkdir -p "$folder/$class"
    (cd "$stamps" && find "$@" -name '*.png' | grep -Ev "$unwanted" | LC_ALL=C sort) | while read -r file; do
        cp "$stamps/$file" "$folder/$class/${file//\//-}"
    done
}

take bird -- animals/birds
take fish -not lionfish -not lobster -not seahorse -not shrimp -- animals/fish
take mammal -not toys -- animals/mammals/{apes,bears,bovines,cats,dogs,equines,rodents}
take flower -- plants/flowers
take 'fruit or vegetable' -- food/fruit food/vegetables food/nuts
take coin -not 00_symbols -- symbols/money
take tool -- household/tools household/arttools
take instrument -- hobbies/music
take planet -not 0_sun -- space/planets space/moon
take vehicle -not sedan_police -- vehicles
mkdir -p "$folder/nebula"
(cd "$scratch/x/usr/share/stellarium/nebulae/default" && find . -name '*.png' -size +60k | LC_ALL=C sort | awk 'NR % 16 == 1') | while read -r file; do
    cp "$scratch/x/usr/share/stellarium/nebulae/default/$file" "$folder/nebula/"
done
touch "$folder/.complete"
find "$folder" -mindepth 1 -maxdepth 1 -type d | while read -r class; do printf '%4d %s\n' "$(find "$class" -type f | wc -l)" "${class##*/}"; done
