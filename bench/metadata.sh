#!/usr/bin/env bash
# usage: bench/metadata.sh DIR COUNT -- COMMAND...
# Fills DIR with COUNT pictures that carry EXIF, IPTC and XMP (copies of a few real ones, written by exiftool), then has exiv2, exiftool and COMMAND
# read all of them, one after the other, from the page cache, each in one process.
set -euo pipefail
directory=${1:?} count=${2:?}
shift 3
if [[ $(find "$directory" -name '*.jpg' 2>/dev/null | wc -l) -ne $count ]]; then
    rm -rf "$directory" "$directory.seed"
    mkdir -p "$directory" "$directory.seed"
    mapfile -d '' originals < <(find samples -name '*.jpg' -size -200k -print0 | sort -z | head -z -n 10)
    for i in "${!originals[@]}"; do
        cp "${originals[i]}" "$directory.seed/$i.jpg"
        exiftool -q -overwrite_original -charset iptc=UTF8 -codedcharacterset=utf8 \
            -XMP-dc:Title="Picture $i" -XMP-dc:Description="What picture $i shows" -XMP-dc:Subject=lake -XMP-dc:Subject=mountain -XMP-dc:Subject="number $i" \
            -XMP-lr:HierarchicalSubject='Places|Switzerland|Lucerne' -XMP-xmp:Rating=4 -XMP-dc:Creator='Anna Kim' -XMP-dc:Rights='(c) Anna Kim' \
            -IPTC:ObjectName="Picture $i" -IPTC:Keywords=lake -IPTC:Keywords=mountain -EXIF:Make=Limnograph -EXIF:Model=L-1 -EXIF:DateTimeOriginal='2021:06:07 05:48:09' \
            -EXIF:GPSLatitude=47.05 -EXIF:GPSLatitudeRef=N -EXIF:GPSLongitude=8.3075 -EXIF:GPSLongitudeRef=E "$directory.seed/$i.jpg"
    done
    for ((i = 0; i < count; i++)); do cp "$directory.seed/$((i % ${#originals[@]})).jpg" "$directory/$i.jpg"; done
    rm -rf "$directory.seed"
fi
find "$directory" -name '*.jpg' -exec cat {} + >/dev/null

# time writes its figures apart from what the command says.
peer() {
    local name=$1 out
    shift
    out=$(mktemp)
    find "$directory" -name '*.jpg' -print0 | sort -z >"$out.list"
    /usr/bin/time -o "$out" -f '%e %M' "$@" "$out.list" >/dev/null 2>&1 || true
    awk -v name="$name" -v n="$count" 'END { printf "%-36s %.2f s, %d files/s, %d MB at most\n", name, $1, n / $1, $2 / 1024 }' "$out"
    rm -f "$out" "$out.list"
}

# shellcheck disable=SC2016 # expanded by the shell that is measured
peer "exiv2 -pa (all metadata)" bash -c 'xargs -0 -n 100000 exiv2 -q -pa <"$0"'
# shellcheck disable=SC2016
peer "exiftool -fast (all metadata)" bash -c 'tr "\0" "\n" <"$0" | exiftool -q -fast -@ -'
"$@" "$directory"
