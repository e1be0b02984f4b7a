import { CloseButton, CopyButton, Skeleton, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAperture, IconCalendar, IconCamera, IconExternalLink, IconFile, IconMapPin, IconPhoto, IconUser } from '@tabler/icons-react';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { meQuery } from '../../api/queries';
import { mayEdit } from '../../api/roles';
import type { ImageDetails, ImageTags } from '../../api/types';
import {
  formatBytes,
  formatCamera,
  formatCount,
  formatMegapixels,
  formatMoment,
  formatPercent,
  formatPlace,
  formatPlaceName,
  formatShot,
  formatTaken,
} from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { Stars } from '../marks/Stars';
import { useMark } from '../marks/useMark';
import classes from './InfoPanel.module.css';
import { TagEditor } from './TagEditor';

interface Props {
  id: string;
  details: UseQueryResult<ImageDetails>;
  tags: UseQueryResult<ImageTags>;
  /** The label whose boxes are to be shown, or null. */
  onHover: (label: string | null) => void;
  onClose: () => void;
}

export function InfoPanel({ id, details, tags, onHover, onClose }: Props) {
  const image = details.data;
  const { data: me } = useQuery(meQuery);
  return (
    <aside className={classes.panel} aria-label="Information">
      <div className={classes.head}>
        <h2 className={classes.title}>Information</h2>
        <CloseButton aria-label="Close the information" onClick={onClose} size="lg" />
      </div>
      <Section title="Tags">
        {tags.isError ? (
          <ProblemAlert error={tags.error} onRetry={() => void tags.refetch()} />
        ) : tags.data === undefined ? (
          <Skeleton h={30} />
        ) : (
          <TagEditor id={id} tags={tags.data} editable={mayEdit(me, image?.access)} onHover={onHover} />
        )}
      </Section>
      {details.isError && <ProblemAlert error={details.error} onRetry={() => void details.refetch()} />}
      {image === undefined ? details.isPending && <Skeleton h={160} /> : <Facts image={image} />}
    </aside>
  );
}

function Facts({ image }: { image: ImageDetails }) {
  const mark = useMark();
  const camera = formatCamera(image.camera_make, image.camera_model);
  const shot = formatShot(image);
  const swatches = image.palette.filter((color) => /^#[0-9a-f]{6}$/i.test(color.hex));
  return (
    <>
      <Section title="Your rating">
        <Stars value={image.rating ?? null} onChange={(rating) => mark(image, { rating })} />
      </Section>
      <Section title="Details">
        {image.owner != null && (
          <Fact icon={<IconUser size={18} />} label="Owner">
            <bdi>{image.owner.user_name}</bdi>
            <span className={classes.second}>shares this picture with you</span>
          </Fact>
        )}
        <Fact icon={<IconCalendar size={18} />} label={image.taken_at == null ? 'Date of the file' : 'Taken'}>
          {image.taken_at == null ? formatMoment(image.sort_at) : formatTaken(image.taken_at, image.taken_offset_minutes)}
        </Fact>
        {(camera !== null || image.lens != null) && (
          <Fact icon={<IconCamera size={18} />} label="Camera">
            {image.camera_model == null ? (
              camera
            ) : (
              <Link to="/photos" search={{ camera: [image.camera_model] }} className={classes.link}>
                {camera}
              </Link>
            )}
            {image.lens != null && <span className={classes.second}>{image.lens}</span>}
          </Fact>
        )}
        {shot !== null && (
          <Fact icon={<IconAperture size={18} />} label="Exposure">
            {shot}
          </Fact>
        )}
        <Fact icon={<IconPhoto size={18} />} label="Size">
          {`${formatCount(image.width)} × ${formatCount(image.height)}`}
          <span className={classes.second}>
            {formatMegapixels(image.width, image.height)} · {formatBytes(image.size)} ·{' '}
            {image.media_type.replace('image/', '').toUpperCase()}
          </span>
        </Fact>
        {image.latitude != null && image.longitude != null && (
          <Fact icon={<IconMapPin size={18} />} label="Place">
            {image.place != null && (
              <Link to="/photos" search={{ place: [placeFilter(image.place)] }} className={classes.link}>
                {formatPlaceName(image.place)}
              </Link>
            )}
            <Link to="/map" search={{ at: `${image.latitude},${image.longitude},13` }} className={`${classes.link} ${classes.second}`}>
              Show on the map
            </Link>
            <a
              className={classes.link}
              href={`https://www.openstreetmap.org/?mlat=${image.latitude}&mlon=${image.longitude}#map=14/${image.latitude}/${image.longitude}`}
              target="_blank"
              rel="noreferrer noopener"
              title="Opens OpenStreetMap, outside of this server"
            >
              {formatPlace(image.latitude, image.longitude)} <IconExternalLink size={13} aria-label="opens outside of this server" />
            </a>
            {image.altitude_m != null && (
              <span className={classes.second}>{formatCount(Math.round(image.altitude_m))} m above the sea</span>
            )}
          </Fact>
        )}
      </Section>
      {swatches.length > 0 && (
        <Section title="Colours">
          <div className={classes.palette}>
            {swatches.map((color) => (
              <CopyButton key={color.hex} value={color.hex}>
                {({ copied, copy }) => (
                  <Tooltip label={copied ? 'Copied' : `${color.hex} · ${formatPercent(color.share)}`} openDelay={0} withinPortal={false}>
                    <UnstyledButton
                      className={classes.swatch}
                      style={{ backgroundColor: color.hex, flexGrow: Math.max(0.06, color.share) * 100 }}
                      aria-label={`Copy colour ${color.hex}, ${formatPercent(color.share)}`}
                      onClick={copy}
                    />
                  </Tooltip>
                )}
              </CopyButton>
            ))}
          </div>
        </Section>
      )}
      <Section title={image.files.length === 1 ? 'File' : `${image.files.length} files`}>
        {image.files.map((file) => (
          <Fact key={file.id} icon={<IconFile size={18} />} label="File">
            <span className={classes.path}>{file.path}</span>
            <span className={classes.second}>
              in{' '}
              <Link to="/photos" search={{ folder: [file.folder_id] }} className={classes.link}>
                {file.folder_name}
              </Link>
              {file.state === 'missing' && ' · missing'}
            </span>
            <span className={classes.second}>
              {formatBytes(file.size)} · changed {formatMoment(file.modified_at)}
            </span>
          </Fact>
        ))}
      </Section>
      <Text size="xs" className={classes.hash} title="SHA-256 of the file's content">
        {image.sha256}
      </Text>
    </>
  );
}

/** As the filter `place` takes it. */
function placeFilter(place: NonNullable<ImageDetails['place']>): string {
  return place.city == null ? place.country_code : `${place.country_code}/${place.city}`;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <span className={classes.icon} role="img" aria-label={label} title={label}>
        {icon}
      </span>
      <div className={classes.value}>{children}</div>
    </div>
  );
}
