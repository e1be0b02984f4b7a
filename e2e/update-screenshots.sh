#!/usr/bin/env bash
# Takes the README's pictures anew: runs the browser tests, then shrinks their dark desktop screenshots into docs/screenshots/.
# Look at each before committing it. Needs libvips-tools.
set -euo pipefail
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/.."
./test.sh EndToEnd
for name in gallery lightbox search jobs scanning review text; do
    vips thumbnail "artifacts/screenshots/$name-dark-1440.png" "docs/screenshots/$name.png[palette,Q=85,effort=10,strip]" 1080
done
ls -l docs/screenshots
