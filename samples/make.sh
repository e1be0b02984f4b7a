#!/usr/bin/env bash
# Makes the sample library from scikit-image's CC0 and public-domain pictures (Debian's python3-skimage).
# The results are committed; this script is how they came to be. Run it only to change them.
# Needs: python3-skimage libvips-tools libimage-exiftool-perl imagemagick chromium fonts-nanum
set -euo pipefail
cd "$(dirname "$0")"

skimage=/usr/lib/python3/dist-packages/skimage/data
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# picture SOURCE TARGET: the source as sRGB without metadata, encoded as the target's extension says.
picture() {
    mkdir -p "$(dirname "$2")"
    local options='strip'
    case "$2" in
        *.jpg) options='Q=88,strip,optimize-coding' ;;
        *.webp) options='Q=85,strip' ;;
        *.avif) options='Q=60,strip' ;;
        *.png) options='compression=9,strip' ;;
        *.tif) options='compression=lzw,predictor=horizontal,strip' ;;
    esac
    vips copy "$1" "${2}[$options]"
    # libvips leaves an EXIF block with a JPEG's prefix in WebP, which readers may refuse.
    [[ $2 != *.webp ]] || exiftool -quiet -overwrite_original -all= "$2"
}

# exif FILE TAG=VALUE...: every value written here is made up.
exif() {
    local file=$1
    shift
    exiftool -quiet -overwrite_original "${@/#/-}" "$file"
}

canon=(Make=Canon "Model=Canon EOS 80D" "LensModel=EF-S18-135mm f/3.5-5.6 IS USM")
fuji=(Make=FUJIFILM Model=X-T4 "LensModel=XF35mmF2 R WR")
phone=(Make=Apple "Model=iPhone 13" "LensModel=iPhone 13 back dual wide camera 5.1mm f/1.6")
nikon=(Make="NIKON CORPORATION" "Model=NIKON Z 6" "LensModel=NIKKOR Z 24-70mm f/4 S")

# shot DATE OFFSET EXPOSURE F ISO FOCAL: prints the tags of one exposure, one a line.
shot() {
    printf '%s\n' "EXIF:DateTimeOriginal=$1" "EXIF:CreateDate=$1" "EXIF:OffsetTimeOriginal=$2" "ExposureTime=$3" "FNumber=$4" "ISO=$5" "FocalLength=$6"
}

# place LATITUDE N|S LONGITUDE E|W ALTITUDE
place() {
    printf '%s\n' "GPSLatitude=$1" "GPSLatitudeRef=$2" "GPSLongitude=$3" "GPSLongitudeRef=$4" "GPSAltitude=$5" "GPSAltitudeRef=0"
}

tag() { # tag FILE TAG...: tags one a line or as arguments
    local file=$1 lines
    shift
    mapfile -t lines < <(printf '%s\n' "$@")
    exif "$file" "${lines[@]}"
}

# page HTML TARGET.png WIDTH HEIGHT | page HTML TARGET.pdf
page() {
    local browser=(chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$scratch/chromium")
    case "$2" in
        *.png) "${browser[@]}" --window-size="$3,$4" --screenshot="$2" "file://$1" ;;
        *.pdf) "${browser[@]}" --no-pdf-header-footer --print-to-pdf="$2" "file://$1" ;;
    esac 2>/dev/null
}

home() {
    picture "$skimage/coffee.png" 'At home/Coffee break.jpg'
    tag 'At home/Coffee break.jpg' "${fuji[@]}" "$(shot '2023:11:18 09:12:41' +01:00 1/125 2.8 400 35)" "$(place 48.2049 N 16.3695 E 171)"
    # Stored lying on its side: EXIF orientation 6 turns it upright.
    vips rot "$skimage/coffee.png" "$scratch/turned.png" d270
    picture "$scratch/turned.png" 'At home/Second cup, camera turned.jpg'
    tag 'At home/Second cup, camera turned.jpg' "${phone[@]}" "$(shot '2023:11:18 10:40:02' +01:00 1/60 1.6 125 5.1)" 'Orientation#=6'

    picture "$skimage/chelsea.png" 'At home/Chelsea the cat.jpg'
    tag 'At home/Chelsea the cat.jpg' "${phone[@]}" "$(shot '2022:05:03 14:22:05' +02:00 1/100 1.6 64 5.1)" "$(place 48.2082 N 16.3738 E 180)"
    vips crop "$skimage/chelsea.png" "$scratch/close.png" 90 20 230 230
    picture "$scratch/close.png" 'At home/Chelsea, close up.webp'
    tag 'At home/Chelsea, close up.webp' "${phone[@]}" "$(shot '2022:05:03 14:23:10' +02:00 1/100 1.6 80 5.1)"
    picture "$skimage/clock_motion.png" 'At home/Kitchen clock in a hurry.jpg'
    tag 'At home/Kitchen clock in a hurry.jpg' "${canon[@]}" "$(shot '2021:12:31 23:59:30' +01:00 1/4 8 100 50)"
}

travel() {
    picture "$skimage/camera.png" '여행 사진/강변의 사진가.jpg'
    tag '여행 사진/강변의 사진가.jpg' "${nikon[@]}" "$(shot '2024:04:06 16:05:12' +09:00 1/500 5.6 200 48)" "$(place 37.5283 N 126.9326 E 12)"
    picture "$skimage/gravel.png" '여행 사진/서울 2024/자갈길.jpg'
    tag '여행 사진/서울 2024/자갈길.jpg' "${nikon[@]}" "$(shot '2024:04:07 10:31:55' +09:00 1/250 8 100 24)" "$(place 37.5796 N 126.9770 E 35)"
    picture "$skimage/grass.png" '여행 사진/서울 2024/봄 잔디.jpg'
    tag '여행 사진/서울 2024/봄 잔디.jpg' "${nikon[@]}" "$(shot '2024:04:07 11:02:18' +09:00 1/320 8 100 70)" "$(place 37.5512 N 126.9882 E 120)"
    picture "$skimage/brick.png" '여행 사진/서울 2024/벽돌길.jpg'
    tag '여행 사진/서울 2024/벽돌길.jpg' "${nikon[@]}" "$(shot '2024:04:08 15:47:40' +09:00 1/200 5.6 160 35)" "$(place 37.5665 N 126.9780 E 40)"
}

space() {
    picture "$skimage/astronaut.png" 'Space flight/Astronaut Eileen Collins.jpg'
    tag 'Space flight/Astronaut Eileen Collins.jpg' "${canon[@]}" "$(shot '2019:07:20 10:00:00' -05:00 1/160 4 200 85)" "$(place 29.5593 N 95.0900 W 6)"
    vips icc_transform "$skimage/rocket.jpg" "$scratch/rocket.png" srgb --embedded
    picture "$scratch/rocket.png" 'Space flight/Launch day/On the pad.jpg'
    tag 'Space flight/Launch day/On the pad.jpg' "${canon[@]}" "$(shot '2020:02:11 18:03:32' -05:00 1/1000 11 100 135)" "$(place 28.5619 N 80.5774 W 4)"
    vips crop "$scratch/rocket.png" "$scratch/close-up.png" 190 100 260 320
    picture "$scratch/close-up.png" 'Space flight/Launch day/Rocket, close up.avif'
    tag 'Space flight/Launch day/Rocket, close up.avif' "${canon[@]}" "$(shot '2020:02:11 18:04:01' -05:00 1/800 11 100 135)"
    picture "$skimage/hubble_deep_field.jpg" 'Space flight/Deep field/Hubble eXtreme Deep Field.jpg'
    tag 'Space flight/Deep field/Hubble eXtreme Deep Field.jpg' 'EXIF:DateTimeOriginal=2012:09:25 00:00:00' 'ImageDescription=Thousands of galaxies in one small patch of sky'
    vips crop "$skimage/hubble_deep_field.jpg" "$scratch/galaxies.png" 380 420 360 300
    picture "$scratch/galaxies.png" 'Space flight/Deep field/A few galaxies.webp'
    tag 'Space flight/Deep field/A few galaxies.webp' 'EXIF:DateTimeOriginal=2012:09:25 00:00:10'
    # The same bytes in a second place: one image, two files.
    mkdir -p 'To sort'
    cp 'Space flight/Astronaut Eileen Collins.jpg' 'To sort/IMG_0042 (copy).jpg'
}

science() {
    picture "$skimage/retina.jpg" "$scratch/retina.png"
    vips thumbnail "$scratch/retina.png" "$scratch/retina-small.png" 900
    picture "$scratch/retina-small.png" 'Under the microscope/Retina.jpg'
    picture "$skimage/cell.png" 'Under the microscope/Floating cell.tif'
    picture "$skimage/microaneurysms.png" 'Under the microscope/Microaneurysms.png'
    tag 'Under the microscope/Retina.jpg' 'EXIF:DateTimeOriginal=2018:09:14 11:20:00'
    tag 'Under the microscope/Floating cell.tif' 'EXIF:DateTimeOriginal=2018:09:14 15:02:31'
    tag 'Under the microscope/Microaneurysms.png' 'EXIF:DateTimeOriginal=2018:09:15 09:41:00'
}

drawings() {
    picture "$skimage/horse.png" 'Drawings/Horse silhouette.png'
    local frame
    for frame in 0 1 2 3 4 5 6 7; do
        convert "$skimage/horse.png" -alpha off -resize 200x -background white -gravity west \
            -splice "$((frame * 10))x0" -gravity northwest -crop 280x164+0+0 +repage -extent 280x164 "$scratch/frame$frame.png"
    done
    convert -delay 12 -loop 0 "$scratch"/frame?.png -colors 8 'Drawings/Horse crossing.gif'
    picture "$skimage/text.png" 'Drawings/Corner, written by hand.png'
    tag 'Drawings/Horse silhouette.png' 'EXIF:DateTimeOriginal=2021:02:11 20:15:00'
    tag 'Drawings/Corner, written by hand.png' 'EXIF:DateTimeOriginal=2021:02:12 17:30:00'
}

documents() {
    mkdir -p Documents
    cat >"$scratch/page.html" <<'HTML'
<!doctype html><meta charset="utf-8"><style>
 body { margin: 0; padding: 64px 72px; font: 21px/1.75 "NanumGothic"; color: #222; background: #fdfcf8 }
 h1 { font-size: 34px; margin: 0 0 4px } h2 { font-size: 19px; font-weight: normal; color: #666; margin: 0 0 28px }
 p { margin: 0 0 20px } table { border-collapse: collapse } td, th { border: 1px solid #999; padding: 4px 18px; text-align: left }
</style>
<h1>사진을 정리하는 법</h1><h2>How to keep your pictures in order</h2>
<p>사진은 찍는 순간보다 다시 찾는 순간에 더 소중해진다. 날짜와 장소를 적어 두고, 같은 사진은 하나만 남기며, 원본은 절대 고치지 않는다.</p>
<p>A picture becomes precious not when it is taken but when it is found again. Note the day and the place, keep one of each, and never touch the original.</p>
<table><tr><th>폴더 Folder</th><th>사진 Pictures</th><th>비고 Note</th></tr>
<tr><td>여행 사진</td><td>4</td><td>서울, 2024년 봄</td></tr><tr><td>At home</td><td>5</td><td>커피와 고양이 · coffee and a cat</td></tr></table>
HTML
    page "$scratch/page.html" "$scratch/page.png" 900 720
    picture "$scratch/page.png" 'Documents/사진 정리 How to.png'
    cat >"$scratch/note.html" <<'HTML'
<!doctype html><meta charset="utf-8"><title>A note on this library</title><style>
 @page { size: A5; margin: 18mm } body { font: 11pt/1.6 "NanumGothic" } h1 { font-size: 17pt }
 .next { break-before: page }
</style>
<h1>A note on this library</h1>
<p>These few folders came with Limner, so that a fresh installation has something to show. Add a folder of your own and remove this one whenever you like: Limner never changes the files it looks at.</p>
<p>The dates, cameras and places inside the photographs are made up.</p>
<div class="next"><h1>이 사진들에 대하여</h1>
<p>이 폴더는 처음 설치했을 때 보여 줄 것이 있도록 함께 들어 있습니다. 자신의 폴더를 추가한 뒤에는 언제든지 지워도 됩니다.</p></div>
HTML
    page "$scratch/note.html" 'Documents/A note on this library.pdf'
}

home
travel
space
science
drawings
documents
find . -type f ! -name '*.md' ! -name '*.sh' -exec chmod 644 {} +
du -ch --apparent-size ./*/ | tail -1
