#!/usr/bin/env bash
# Measures Limner, and its peers in the same run. The figures in bench/README.md are copied from this output, with machine and date.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: bench/run.sh [--pictures N] [--files N] [--catalogue N] [SECTION...]

sections (default: all)
  start       start to ready, idle memory
  peers       vipsthumbnail in two processes and the bare detector on the 12-megapixel pictures
  scan        our scan of the same pictures, with and without the detector
  rescan      a second scan of unchanged files
  catalogue   first page and search in a large catalogue
  thumbnails  thumbnails from a warm cache, signed in, beside nginx serving the same files (wrk)
  metadata    metadata of 10,000 files beside exiv2 and exiftool
  describe    a run of a vision model beside the bare calls to it, with a server on the loopback that thinks for 200 ms a picture
  ocr         text of rendered pages and of public pictures beside the command tesseract, what the text gate costs
  gate        how many pictures with text the text gate misses, on pictures of packages that had no part in making it
  likeness    how often the nearest of real photographs is of the same class (downloads 400 MB of Debian packages once)
  fusion      what words and a picture find together, beside each alone: nDCG on the same photographs
  vectors     the vector index: recall, times with filters, restart, bytes a vector, beside NumPy and sqlite-vec on the same vectors
  documents   documents laid out by Chromium from known text, read by ours, pdftotext and (as scans) tesseract: order, text, headings, tables
  icons       the painting model that ships against real icons: floor, ceiling, seconds, memory
  generation  painting with a diffusion model of random weights beside the bare runs of its networks and beside the same folder from Node
  guard       a request behind sessions, keys and limits beside bare Kestrel; sign-ins for known and unknown names

  --pictures N    how many 12-megapixel pictures (default 1000; made once, kept in LIMNER_BENCH_DIR, default ~/.cache/limner-bench)
  --files N       how many unchanged files are rescanned (default 20000)
  --vectors N     how many vectors are searched (default 100000)
  --catalogue N   how many images the catalogue holds (default 100000)
TEXT
}

# Set where a section measures less than its target.
missed=0
pictures=1000
files=20000
catalogue=100000
vectors=100000
sections=()
while (($#)); do
    case "$1" in
        --pictures) pictures=${2:?} && shift ;;
        --files) files=${2:?} && shift ;;
        --catalogue) catalogue=${2:?} && shift ;;
        --vectors) vectors=${2:?} && shift ;;
        -h | --help) usage && exit 0 ;;
        start | peers | scan | rescan | catalogue | thumbnails | metadata | describe | likeness | fusion | vectors | ocr | gate | documents | generation | icons | guard) sections+=("$1") ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done
((${#sections[@]})) || sections=(start peers scan rescan catalogue thumbnails metadata describe likeness fusion vectors ocr gate documents generation icons guard)
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/.."
# shellcheck source=tools/lib.sh
source tools/lib.sh
cache=${LIMNER_BENCH_DIR:-$HOME/.cache/limner-bench}
folder=$cache/12mp-$pictures
benchmarks=artifacts/bin/Limner.Benchmarks/release/Limner.Benchmarks.dll
without_detector=(--set tagging.detect_objects=false --set search.visual_vectors=false)

machine() {
    say "machine"
    printf '%s, %d cores, %.0f GiB memory, %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" \
        "$(awk '/MemTotal/ { print $2 / 1048576 }' /proc/meminfo)" "$(. /etc/os-release && echo "$PRETTY_NAME")"
    printf '%s, .NET %s, commit %s%s, load %s\n' "$(date -u +%F)" "$(dotnet --version)" "$(git rev-parse --short HEAD)" \
        "$(git diff --quiet HEAD || echo ' with changes')" "$(cut -d' ' -f1 /proc/loadavg)"
}

install_requirements() {
    need_sdks
    need libvips-tools "vipsthumbnail is the peer, vips makes the pictures" command -v vipsthumbnail
    need nginx-light "nginx serves the same files as static ones" command -v nginx
    need wrk "wrk asks for thumbnails" command -v wrk
    need libimage-exiftool-perl "the pictures get EXIF like a camera's" command -v exiftool
    need exiv2 "the peer in reading metadata" command -v exiv2
    need tesseract-ocr "the peer in reading text" command -v tesseract
    need tesseract-ocr-kor "Korean pages" test -e /usr/share/tesseract-ocr/5/tessdata/kor.traineddata
    need tesseract-ocr-deu "German pages" test -e /usr/share/tesseract-ocr/5/tessdata/deu.traineddata
    need tesseract-ocr-fra "French pages" test -e /usr/share/tesseract-ocr/5/tessdata/fra.traineddata
    need tesseract-ocr-spa "Spanish pages" test -e /usr/share/tesseract-ocr/5/tessdata/spa.traineddata
    need tesseract-ocr-osd "the peer finds pages that are turned" test -e /usr/share/tesseract-ocr/5/tessdata/osd.traineddata
    need python3-numpy "a peer in searching vectors" /usr/bin/python3 -c 'import numpy'
    need python3-pil "pages of known text are rendered" /usr/bin/python3 -c 'import PIL'
    need python3-torch "a diffusion model of random weights is made" /usr/bin/python3 -c 'import torch'
    need python3-onnx "a diffusion model of random weights is made" /usr/bin/python3 -c 'import onnx'
    need fonts-dejavu-core "pages of known text are rendered" test -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
    need fonts-liberation "pages of known text are rendered" test -e /usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf
    need fonts-nanum "Korean pages are rendered" test -e /usr/share/fonts/truetype/nanum/NanumGothic.ttf
    need chromium "documents are laid out by it" test -x /usr/bin/chromium
    need poppler-utils "documents are rendered, and pdftotext is a peer in reading them" command -v pdftotext
    need qpdf "pages of documents are put together" command -v qpdf
    need netpbm "scans are compressed as JPEG" command -v pnmtojpeg
    need time "how much memory the peers hold" test -x /usr/bin/time
    install_missing
}

make_pictures() {
    say "12-megapixel pictures in $folder"
    bench/pictures.sh "$folder" "$pictures"
    # Every contender reads from the page cache.
    find "$folder" -name '*.jpg' -exec cat {} + >/dev/null
}

# vipsthumbnail as Debian ships it, one half of the files to each of two processes.
vipsthumbnail_twice() {
    local out start end half
    out=$(mktemp -d)
    half=$(((pictures + 1) / 2))
    find "$folder" -name '*.jpg' | sort >"$out/list"
    split -l "$half" "$out/list" "$out/part-"
    start=$(date +%s.%N)
    local part
    for part in "$out"/part-*; do
        tr '\n' '\0' <"$part" | VIPS_CONCURRENCY=$1 xargs -0 vipsthumbnail -s 400 -o "$out/%s.jpg" &
    done
    wait
    end=$(date +%s.%N)
    awk -v n="$pictures" -v a="$start" -v b="$end" -v c="$1" 'BEGIN { printf "%-36s %.1f s, %.1f pictures/s\n", "vipsthumbnail x 2, VIPS_CONCURRENCY=" c, b - a, n / (b - a) }'
    rm -rf "$out"
}

section() {
    say "$1"
    case "$1" in
        start) dotnet "$benchmarks" start ;;
        peers)
            vipsthumbnail_twice 1
            vipsthumbnail_twice 2
            dotnet "$benchmarks" detector --pictures "$pictures"
            ;;
        scan)
            dotnet "$benchmarks" scan "$folder"
            say "scan without the detector"
            dotnet "$benchmarks" scan "$folder" "${without_detector[@]}"
            ;;
        rescan) dotnet "$benchmarks" rescan --files "$files" "${without_detector[@]}" ;;
        catalogue)
            dotnet "$benchmarks" catalogue --images "$catalogue"
            say "words by text and meaning"
            dotnet "$benchmarks" hybrid --images "$catalogue"
            ;;
        thumbnails) dotnet "$benchmarks" thumbnails "$folder" ;;
        metadata) bench/metadata.sh "$cache/metadata-10000" 10000 -- dotnet "$benchmarks" metadata ;;
        describe) dotnet "$benchmarks" describe ;;
        likeness)
            bench/likeness.sh "$cache/likeness"
            dotnet "$benchmarks" likeness "$cache/likeness"
            ;;
        fusion)
            bench/likeness.sh "$cache/likeness"
            dotnet "$benchmarks" fusion "$cache/likeness"
            ;;
        vectors)
            [[ -e $cache/sqlite-vec/package/vec0.so ]] || { mkdir -p "$cache/sqlite-vec" && (cd "$cache/sqlite-vec" && npm pack --silent sqlite-vec-linux-x64@0.1.9 && tar xzf ./*.tgz); }
            rm -rf "$cache/vectors"
            dotnet "$benchmarks" vectors --count "$vectors" --data "$cache/vectors"
            /usr/bin/python3 bench/vectors_peers.py "$cache/vectors" 512 "$cache/sqlite-vec/package/vec0.so"
            ;;
        ocr)
            tools/pages/make_pages.py "$cache/pages"
            dotnet "$benchmarks" ocr "$cache/pages" --peer yes
            bench/pictures-of-packages.sh "$cache/packages" tools/pages/public_pictures.tsv
            dotnet "$benchmarks" words tools/pages/public_pictures.tsv --root "$cache/packages"
            ;;
        gate)
            bench/pictures-of-packages.sh "$cache/packages" tools/training/text_gate_unseen.tsv
            dotnet "$benchmarks" gate tools/training/text_gate_unseen.tsv --root "$cache/packages"
            ;;
        documents)
            local truth=artifacts/bin/Limner.DocumentTruth/release/Limner.DocumentTruth.dll
            quietly "the build" dotnet build bench/Limner.DocumentTruth -c Release -v quiet -clp:NoSummary
            # What lays them out: all that is in the sources of the generator, the browser and the fonts.
            local laid_out
            laid_out=$({ find bench/Limner.DocumentTruth/{Layout,Prose,Scanning} bench/Limner.DocumentTruth/*.cs tests/Limner.Testing/Documents -type f -print0 | sort -z | xargs -0 sha256sum
                dpkg-query -W chromium fonts-nanum fonts-liberation fonts-dejavu-core poppler-utils netpbm qpdf; } | sha256sum | cut -c1-12)
            local documents=$cache/documents-$laid_out scans=$cache/scans-$laid_out
            # Four of each kind and language are 312 pages. A folder is whole when its generator has ended.
            [[ -e $documents/done ]] || { rm -rf "$documents" && dotnet "$truth" generate "$documents" --seeds 4 && touch "$documents/done"; }
            [[ -e $scans/done ]] || { rm -rf "$scans" && dotnet "$truth" generate "$scans" --from 5 --seeds 1 --scans yes && touch "$scans/done"; }
            dotnet "$truth" check "$documents"
            dotnet "$truth" score "$documents" --engine "dotnet $server_dll" --out "$documents-read" || missed=1
            say "scans, one of each"
            dotnet "$truth" score "$scans" --engine "dotnet $server_dll" --scans yes --out "$scans-read" || missed=1
            say "speed and memory"
            dotnet "$truth" speed "$scans" --engine "dotnet $server_dll"
            say "documents of Debian's packages, to be looked at in $cache/documents-of-packages"
            bench/documents-of-packages.sh "$cache/documents-of-packages"
            local document
            for document in "$cache"/documents-of-packages/*.pdf; do
                dotnet "$server_dll" read "$document" --format markdown --output "${document%.pdf}.md" || missed=1
            done
            ;;
        icons)
            [[ -e $cache/icons/pictures.json ]] || { npm --prefix tools/training/paint ci --ignore-scripts >/dev/null && node tools/training/paint/prepare.mjs "$cache/icons"; }
            dotnet "$benchmarks" icons-once
            dotnet "$benchmarks" icons "$cache/icons"
            ;;
        generation)
            [[ -e $cache/diffusion/medium/unet/model.onnx ]] || /usr/bin/python3 -W ignore tools/diffusion/make_folders.py "$cache/diffusion" medium
            dotnet "$benchmarks" generation "$cache/diffusion/medium"
            node bench/generation.mjs "$cache/diffusion/medium" 10 7 1
            ;;
        guard) dotnet "$benchmarks" guard ;;
    esac
}

install_requirements
build_web
quietly "the build" dotnet build bench/Limner.Benchmarks -c Release -v quiet -clp:NoSummary
machine
case " ${sections[*]} " in *" peers "* | *" scan "* | *" thumbnails "*) make_pictures ;; esac
for name in "${sections[@]}"; do section "$name"; done
exit "$missed"
