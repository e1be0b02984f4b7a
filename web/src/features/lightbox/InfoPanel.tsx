import { CloseButton, CopyButton, Skeleton, Text, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconAlignLeft,
  IconAperture,
  IconCalendar,
  IconCamera,
  IconCopyright,
  IconExternalLink,
  IconFile,
  IconLetterCase,
  IconMapPin,
  IconPhoto,
  IconTags,
  IconUser,
  IconUserEdit,
  IconUsers,
} from '@tabler/icons-react';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { meQuery } from '../../api/queries';
import { mayEdit, mayWrite } from '../../api/roles';
import type { ImageDetails, ImageMatch, ImageSummary, ImageTags, ImageText } from '../../api/types';
import {
  countOf,
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
import { Marked } from '../search/Marked';
import { meaningReason, reasonWords } from '../search/reasons';
import classes from './InfoPanel.module.css';
import { TagEditor } from './TagEditor';
import { TextSection } from './TextSection';
import { SourceMark, ValueEditor } from './ValueEditor';

interface Props {
  id: string;
  /** Why a search found it. */
  matches: readonly ImageMatch[];
  /** How well it fits what the words of the search mean. */
  meaning: ImageSummary['meaning'];
  details: UseQueryResult<ImageDetails>;
  tags: UseQueryResult<ImageTags>;
  text: UseQueryResult<ImageText>;
  /** The label whose boxes are to be shown, or null. */
  onHover: (label: string | null) => void;
  onClose: () => void;
}

export function InfoPanel({ id, matches, meaning, details, tags, text, onHover, onClose }: Props) {
  const image = details.data;
  const { data: me } = useQuery(meQuery);
  return (
    <aside className={classes.panel} aria-label="Information">
      <div className={classes.head}>
        <h2 className={classes.title}>Information</h2>
        <CloseButton aria-label="Close the information" onClick={onClose} size="lg" />
      </div>
      {(matches.length > 0 || meaning != null) && (
        <Section title="Found by">
          <ul className={classes.reasons}>
            {matches.map((match, at) => (
              <li key={at}>
                <span className={classes.reasonKind}>{reasonWords[match.kind]}</span>
                <Marked text={match.text} marks={match.marks} />
              </li>
            ))}
            {meaning != null && (
              <li>
                <span className={classes.reasonKind}>What it shows</span>
                {meaningReason(meaning)} <span className={classes.cosine}>(cosine {meaning.cosine.toFixed(3)})</span>
              </li>
            )}
          </ul>
        </Section>
      )}
      <Section title="Tags">
        {tags.isError ? (
          <ProblemAlert error={tags.error} onRetry={() => void tags.refetch()} />
        ) : tags.data === undefined ? (
          <Skeleton h={30} />
        ) : (
          <TagEditor id={id} tags={tags.data} editable={mayEdit(me, image?.access)} onHover={onHover} />
        )}
      </Section>
      <Section title="Text">
        <TextSection id={id} text={text} editable={mayEdit(me, image?.access)} />
      </Section>
      {details.isError && <ProblemAlert error={details.error} onRetry={() => void details.refetch()} />}
      {mayWrite(me) && image !== undefined && (
        <Section title="Studio">
          <Link to="/studio" search={{ from: id }} className={classes.link}>
            Paint something like this
          </Link>
        </Section>
      )}
      {image === undefined ? details.isPending && <Skeleton h={160} /> : <Facts image={image} editable={mayEdit(me, image.access)} />}
    </aside>
  );
}

function Facts({ image, editable }: { image: ImageDetails; editable: boolean }) {
  const mark = useMark();
  const camera = formatCamera(image.camera_make, image.camera_model);
  const shot = formatShot(image);
  const paths = image.keywords.filter((keyword) => keyword.path.length > 1);
  const swatches = image.palette.filter((color) => /^#[0-9a-f]{6}$/i.test(color.hex));
  return (
    <>
      <Section title="Your rating">
        <Stars value={image.rating ?? null} onChange={(rating) => mark(image, { rating })} />
        {image.file_rating != null && (
          <p className={classes.fileRating}>
            {image.file_rating < 0 ? 'Rejected' : countOf(image.file_rating, 'star', 'stars')}
            <SourceMark source={image.sources.rating} />
          </p>
        )}
      </Section>
      {(editable || image.title != null || image.description != null || image.people.length > 0 || paths.length > 0) && (
        <Section title="About">
          {(editable || image.title != null) && (
            <Fact icon={<IconLetterCase size={18} />} label="Title">
              <ValueEditor image={image} field="title" editable={editable} placeholder="Add a title">
                {image.title == null ? null : <bdi>{image.title}</bdi>}
              </ValueEditor>
            </Fact>
          )}
          {(editable || image.description != null) && (
            <Fact icon={<IconAlignLeft size={18} />} label="Description">
              <ValueEditor image={image} field="description" editable={editable} multiline placeholder="Add a description">
                {image.description == null ? null : <bdi>{image.description}</bdi>}
              </ValueEditor>
            </Fact>
          )}
          {image.people.length > 0 && (
            <Fact icon={<IconUsers size={18} />} label="People">
              {image.people.map((person, index) => (
                <Fragment key={person.name}>
                  {index > 0 && ', '}
                  <Link to="/photos" search={{ q: `"${person.name}"` }} className={classes.link}>
                    <bdi>{person.name}</bdi>
                  </Link>
                </Fragment>
              ))}
              <SourceMark source={image.sources.people} />
            </Fact>
          )}
          {paths.length > 0 && (
            <Fact icon={<IconTags size={18} />} label="Keywords">
              {paths.map((keyword) => (
                <span key={keyword.path.join('|')} className={classes.keyword}>
                  {keyword.path.map((word, index) => (
                    <Fragment key={index}>
                      {index > 0 && ' › '}
                      <Link
                        to="/photos"
                        search={index === keyword.path.length - 1 ? { tag: [word] } : { q: `"${word}"` }}
                        className={classes.link}
                      >
                        <bdi>{word}</bdi>
                      </Link>
                    </Fragment>
                  ))}
                </span>
              ))}
            </Fact>
          )}
        </Section>
      )}
      <Section title="Details">
        {image.owner != null && (
          <Fact icon={<IconUser size={18} />} label="Owner">
            <bdi>{image.owner.user_name}</bdi>
            <span className={classes.second}>shares this picture with you</span>
          </Fact>
        )}
        <Fact icon={<IconCalendar size={18} />} label={image.taken_at == null ? 'Date of the file' : 'Taken'}>
          <ValueEditor image={image} field="taken_at" editable={editable} placeholder="2024-05-31 14:22:05">
            {image.taken_at == null ? formatMoment(image.sort_at) : formatTaken(image.taken_at, image.taken_offset_minutes)}
          </ValueEditor>
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
        {(editable || image.latitude != null) && (
          <Fact icon={<IconMapPin size={18} />} label="Place">
            <ValueEditor image={image} field="place" editable={editable} placeholder="Add a place: latitude, longitude">
              {image.latitude == null || image.longitude == null ? null : <Coordinates latitude={image.latitude} longitude={image.longitude} />}
            </ValueEditor>
            {image.place != null && (
              <Link to="/photos" search={{ place: [placeFilter(image.place)] }} className={classes.link}>
                {formatPlaceName(image.place)}
              </Link>
            )}
            {image.latitude != null && image.longitude != null && (
              <Link to="/map" search={{ at: `${image.latitude},${image.longitude},13` }} className={`${classes.link} ${classes.second}`}>
                Show on the map
              </Link>
            )}
            {image.altitude_m != null && (
              <span className={classes.second}>{formatCount(Math.round(image.altitude_m))} m above the sea</span>
            )}
          </Fact>
        )}
        {image.creator != null && (
          <Fact icon={<IconUserEdit size={18} />} label="Creator">
            <bdi>{image.creator}</bdi>
            <SourceMark source={image.sources.creator} />
          </Fact>
        )}
        {(editable || image.rights != null) && (
          <Fact icon={<IconCopyright size={18} />} label="Rights">
            <ValueEditor image={image} field="rights" editable={editable} placeholder="Add who holds the rights">
              {image.rights == null ? null : <bdi>{image.rights}</bdi>}
            </ValueEditor>
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
            {file.sidecar != null && (
              <span className={classes.second} title={file.sidecar.problem?.remedy}>
                Sidecar {file.sidecar.name}
                {file.sidecar.problem != null && `: ${[file.sidecar.problem.title, file.sidecar.problem.detail].filter(Boolean).join('. ')}`}
              </span>
            )}
          </Fact>
        ))}
      </Section>
      <Text size="xs" className={classes.hash} title="SHA-256 of the file's content">
        {image.sha256}
      </Text>
    </>
  );
}

function Coordinates({ latitude, longitude }: { latitude: number; longitude: number }) {
  return (
    <a
      className={classes.link}
      href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=14/${latitude}/${longitude}`}
      target="_blank"
      rel="noreferrer noopener"
      title="Opens OpenStreetMap, outside of this server"
    >
      {formatPlace(latitude, longitude)} <IconExternalLink size={13} aria-label="opens outside of this server" />
    </a>
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
