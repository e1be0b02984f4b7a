import { Badge, Button, Group, Modal, Skeleton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowLeft, IconArrowRight, IconBookmark, IconColumns2, IconDice5, IconDownload, IconRefresh, IconSparkles, IconTrash, IconWand } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Generation } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { Parameters } from './Parameters';
import { downloadUrl, generationQuery, pictureUrl } from './queries';
import classes from './studio.module.css';
import type { PictureKey } from './studioSearch';

interface Props {
  shown: PictureKey;
  /** What the list says of it, until it is asked for by itself. */
  known: Generation | undefined;
  onClose: () => void;
  /** Null: there is none to that side. */
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  /** @param seed null: all but the seed */
  onReuse: (generation: Generation, seed: number | null) => void;
  onBeginWith: (generation: Generation, number: number) => void;
  onVary: (generation: Generation, number: number) => void;
  /** Whether variations of it can be painted. */
  mayVary: (generation: Generation) => boolean;
  varying: boolean;
  onKeep: () => void;
  keeping: boolean;
  onCompare: () => void;
  onRemove: (generation: Generation) => void;
}

/** One painted picture, large, with what it was made with and what can be done with it. */
export function ResultDialog({ shown, known, onClose, onPrevious, onNext, onReuse, onBeginWith, onVary, mayVary, varying, onKeep, keeping, onCompare, onRemove }: Props) {
  const { data: generation, isError, error, refetch } = useQuery({ ...generationQuery(shown.id), ...(known === undefined ? {} : { placeholderData: known }) });
  const image = generation?.images.find((each) => each.number === shown.number);
  const there = generation !== undefined && image !== undefined;
  const download = () => {
    const link = document.createElement('a');
    link.href = downloadUrl(shown.id, shown.number);
    link.download = '';
    link.click();
  };
  const keep = () => {
    if (image?.kept === false && !keeping) {
      onKeep();
    }
  };
  useHotkeys([
    ['ArrowLeft', () => onPrevious?.()],
    ['ArrowRight', () => onNext?.()],
    ['R', once(() => there && onReuse(generation, image.seed))],
    ['M', once(() => there && onReuse(generation, null))],
    ['V', once(() => there && mayVary(generation) && !varying && onVary(generation, shown.number))],
    ['C', once(() => there && onCompare())],
    ['K', once(keep)],
    ['D', once(() => there && download())],
    ['Delete', once(() => there && onRemove(generation))],
  ]);
  return (
    <Modal opened onClose={onClose} fullScreen title="Painting" classNames={{ body: classes.dialogBody ?? '', content: classes.dialog ?? '' }}>
      {isError && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {generation === undefined && !isError && <Skeleton h="60vh" />}
      {generation !== undefined && (
        <div className={classes.large}>
          <div className={classes.stage}>
            {image === undefined ? (
              <p>There is no such picture.</p>
            ) : (
              <img src={pictureUrl(shown.id, shown.number)} width={generation.width} height={generation.height} alt={generation.prompt} />
            )}
          </div>
          <div className={classes.side}>
            <Group gap="xs">
              <Button size="xs" variant="default" leftSection={<IconArrowLeft size={15} aria-hidden />} disabled={onPrevious === null} onClick={() => onPrevious?.()}>
                Newer
              </Button>
              <Button size="xs" variant="default" rightSection={<IconArrowRight size={15} aria-hidden />} disabled={onNext === null} onClick={() => onNext?.()}>
                Older
              </Button>
              {image?.kept === true && (
                <Badge variant="light" tt="none">
                  In your library
                </Badge>
              )}
            </Group>
            {image !== undefined && (
              <div className={classes.actions}>
                <Act icon={<IconRefresh size={16} aria-hidden />} onClick={() => onReuse(generation, image.seed)}>
                  Reuse parameters
                </Act>
                <Act icon={<IconDice5 size={16} aria-hidden />} onClick={() => onReuse(generation, null)}>
                  Reuse, other seed
                </Act>
                {mayVary(generation) && (
                  <Act icon={<IconSparkles size={16} aria-hidden />} onClick={() => onVary(generation, shown.number)} loading={varying}>
                    Variations
                  </Act>
                )}
                <Act icon={<IconWand size={16} aria-hidden />} onClick={() => onBeginWith(generation, shown.number)}>
                  Begin with this
                </Act>
                <Act icon={<IconColumns2 size={16} aria-hidden />} onClick={onCompare}>
                  Compare
                </Act>
                <Act icon={<IconDownload size={16} aria-hidden />} onClick={download}>
                  Download
                </Act>
                {image.image_id == null ? (
                  <Act icon={<IconBookmark size={16} aria-hidden />} onClick={keep} loading={keeping} disabled={image.kept}>
                    Keep in library
                  </Act>
                ) : (
                  <Button component={Link} to={`/photos/${image.image_id}`} variant="default" size="xs" leftSection={<IconBookmark size={16} aria-hidden />}>
                    Show in library
                  </Button>
                )}
                <Act icon={<IconTrash size={16} aria-hidden />} onClick={() => onRemove(generation)}>
                  {generation.images.length > 1 ? `Delete all ${generation.images.length}` : 'Delete'}
                </Act>
              </div>
            )}
            <Parameters generation={generation} seed={image?.seed ?? generation.seed} nearest={image?.nearest} />
          </div>
        </div>
      )}
    </Modal>
  );
}

/** A key that is held down is meant once: the next painting is shown by then. */
function once(run: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (!event.repeat) {
      run();
    }
  };
}

function Act({ icon, onClick, loading = false, disabled = false, children }: { icon: ReactNode; onClick: () => void; loading?: boolean; disabled?: boolean; children: ReactNode }) {
  return (
    <Button variant="default" size="xs" leftSection={icon} onClick={onClick} loading={loading} disabled={disabled}>
      {children}
    </Button>
  );
}
