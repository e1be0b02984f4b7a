#!/usr/bin/env bash
# Takes the README's pictures anew: runs the browser tests, then shrinks their dark desktop screenshots into docs/screenshots/.
# Look at each before committing it. Needs libvips-tools.
set -euo pipefail
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/.."
./test.sh EndToEnd
shrink() { vips thumbnail "artifacts/screenshots/$1.png" "docs/screenshots/$2.png[palette,Q=85,effort=10,strip]" 1080; }
for name in gallery lightbox search jobs scanning review text document; do shrink "$name-dark-1440" "$name"; done
shrink studio-icons studio
ls -l docs/screenshots
