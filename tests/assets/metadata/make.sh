#!/bin/bash
# Writes the pictures and sidecars whose metadata the tests know: needs exiftool 12, exiv2, and the base pictures of 16 x 12 pixels beside it.
# What is in them was written by those programs, so that Limner's reader is held against somebody else's writer.
set -euo pipefail
cd "$(dirname "$0")"
et() { exiftool -q -overwrite_original -charset iptc=UTF8 "$@"; }

words=(-XMP-dc:Title='Morning at the lake' -XMP-dc:Title-de='Morgen am See' -XMP-dc:Description='Mist & <light>, "before" eight'
  -XMP-dc:Rights='(c) 2021 Anna Kim' -XMP-dc:Creator='Anna Kim' -XMP-dc:Creator='Ben Ode' -XMP-dc:Subject='lake' -XMP-dc:Subject='호수' -XMP-dc:Subject='Lucerne'
  -XMP-lr:HierarchicalSubject='Places|Switzerland|Lucerne' -XMP-xmp:Rating=4 -XMP-xmp:Label=Green
  -XMP-exif:DateTimeOriginal='2021:06:07 05:48:09+02:00' -XMP-exif:GPSLatitude=47.05 -XMP-exif:GPSLongitude=-8.3075
  -RegionInfo='{AppliedToDimensions={W=16,H=12,Unit=pixel},RegionList=[{Area={X=0.5,Y=0.25,W=0.2,H=0.3,Unit=normalized},Name=Anna Kim,Type=Face},{Area={X=0.1,Y=0.1,W=0.1,H=0.1,Unit=normalized},Name=Rex,Type=Pet}]}')
for kind in jpg png webp tif heic; do
  cp base.$kind xmp.$kind
  et "${words[@]}" xmp.$kind
done

# IPTC alone, in UTF-8 with its mark and in Latin-1 without.
cp base.jpg iptc-utf8.jpg
et -codedcharacterset=utf8 -IPTC:ObjectName='호수의 아침' -IPTC:Caption-Abstract='Été à Genève' -IPTC:Keywords=lake -IPTC:Keywords=아침 -IPTC:By-line='Anna Kim' \
  -IPTC:CopyrightNotice='© Anna Kim' -IPTC:DateCreated=2019:08:07 -IPTC:TimeCreated='06:05:04+09:00' iptc-utf8.jpg
cp base.jpg iptc-latin1.jpg
exiftool -q -overwrite_original -charset iptc=Latin1 -IPTC:ObjectName='Été' -IPTC:Keywords='Genève' iptc-latin1.jpg

# Both, with a digest that fits (XMP counts) and one that does not (a program without XMP has been at the IPTC since).
cp base.jpg digest-fits.jpg
et -XMP-dc:Title='by XMP' -IPTC:ObjectName='by IPTC' -Photoshop:IPTCDigest=new digest-fits.jpg
cp digest-fits.jpg digest-differs.jpg
et -IPTC:ObjectName='by IPTC, later' -Photoshop:IPTCDigest=00112233445566778899aabbccddeeff digest-differs.jpg

# EXIF alone, as a camera, Windows and a phone would write it.
cp base.jpg exif.jpg
et -EXIF:ImageDescription='A dog on a bench' -EXIF:Artist='Ben Ode' -EXIF:Copyright='(c) Ben Ode' -EXIF:XPTitle='개와 의자' -EXIF:XPKeywords='dog;bench' -EXIF:Rating=3 \
  -EXIF:DateTimeOriginal='2018:01:02 03:04:05' -EXIF:OffsetTimeOriginal='-05:00' -EXIF:GPSLatitude=33.5 -EXIF:GPSLatitudeRef=S -EXIF:GPSLongitude=151.25 -EXIF:GPSLongitudeRef=E \
  -EXIF:GPSAltitude=12 -EXIF:GPSAltitudeRef='Below Sea Level' exif.jpg
cp base.jpg boilerplate.jpg
et -EXIF:ImageDescription='OLYMPUS DIGITAL CAMERA' -EXIF:DateTimeOriginal#='0000:00:00 00:00:00' -EXIF:GPSLatitude=0 -EXIF:GPSLatitudeRef=N -EXIF:GPSLongitude=0 -EXIF:GPSLongitudeRef=E boilerplate.jpg

# A packet too large for one segment.
cp base.jpg extended.jpg
head -c 66000 /dev/zero | tr '\0' 'x' > long.txt
et -XMP-dc:Title='with an extension' '-XMP-dc:Description<=long.txt' -XMP-dc:Subject=far extended.jpg
rm long.txt

# Sidecars by two programs, and Microsoft's and digiKam's way of saying the same.
rm -f exiftool.xmp exiv2.xmp windows.xmp
exiftool -q "${words[@]}" exiftool.xmp
exiftool -q -XMP-digiKam:TagsList='People/Anna Kim' -XMP-digiKam:TagsList='Places/Korea/Seoul' -XMP-dc:Subject=Seoul -XMP-microsoft:RatingPercent=75 \
  -RegionInfoMP='{Regions=[{PersonDisplayName=Anna Kim,Rectangle=0.4|, 0.1|, 0.2|, 0.3}]}' -XMP-iptcExt:PersonInImage='Chris Lee' -XMP-photoshop:DateCreated=1931 windows.xmp -overwrite_original
printf '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta><?xpacket end="w"?>' > exiv2.xmp
exiv2 -M'set Xmp.dc.title lang="x-default" Evening' -M'set Xmp.dc.description lang="de-DE" Abend' -M'set Xmp.dc.subject XmpBag harbour' -M'set Xmp.xmp.Rating -1' -M'set Xmp.exif.DateTimeOriginal 2022-02-03T18:00:01' modify exiv2.xmp
