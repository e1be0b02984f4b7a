#!/usr/bin/env bash
# documents-of-packages.sh FOLDER: PDFs that Debian's packages ship, the first 30 pages of each, as FOLDER/NAME.pdf. They are looked at, never committed.
set -euo pipefail
folder=${1:?}
packages=(asymptote-doc debian-faq debian-policy gnuplot-doc libcfitsio-doc libtasn1-doc maint-guide pari-doc r-cran-lme4 r-cran-rcpp r-cran-sandwich r-cran-survival r-cran-zoo)
documents=(asymptote/CAD asymptote/asy-latex asymptote/asyRefCard asymptote/asymptote FAQ/debian-faq.en fhs/fhs-3.0 debian-policy/policy gnuplot/gnuplot libcfitsio-dev/cfitsio libcfitsio-dev/quick
    libtasn1-doc/libtasn1 maint-guide/maint-guide.en doc/refcard doc/tutorial doc/users doc/libpari lme4/doc/PLSvGLS lme4/doc/Theory lme4/doc/lmer Rcpp/doc/Rcpp-FAQ Rcpp/doc/Rcpp-introduction
    Rcpp/doc/Rcpp-jss-2011 Rcpp/doc/Rcpp-quickref sandwich/doc/sandwich-CL zoo/doc/zoo survival/doc/survival survival/doc/compete survival/doc/concordance)
[[ -e $folder/done ]] && exit 0
mkdir -p "$folder/packages"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$folder/packages" && apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}")
for package in "$folder"/packages/*.deb; do dpkg-deb -x "$package" "$work"; done
find "$work" -name '*.pdf.gz' -exec gunzip {} +
for document in "${documents[@]}"; do
    file=$(find "$work" -path "*/$document.pdf" -print -quit)
    name=$folder/$(basename "$document").pdf
    # Shorter ones are taken whole.
    qpdf --warning-exit-0 --no-warn "$file" --pages . 1-30 -- "$name" 2>/dev/null || qpdf --warning-exit-0 --no-warn "$file" "$name"
done
touch "$folder/done"
