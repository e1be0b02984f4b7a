import { Badge, Button, Group, Kbd, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconTrash } from '@tabler/icons-react';
import { thumbnailUrl } from '../../api/pictures';
import type { DuplicateImage } from '../../api/types';
import classes from './duplicates.module.css';
import type { fieldsOf } from './fields';

export type Fate = 'keep' | 'trash';

/** One picture of a group beside the others: what differs is marked. */
export function DuplicatePicture({
  image,
  fields,
  differing,
  fate,
  isCurrent,
  onChoose,
  onFate,
}: {
  image: DuplicateImage;
  fields: ReturnType<typeof fieldsOf>;
  differing: readonly string[];
  fate: Fate;
  isCurrent: boolean;
  onChoose: () => void;
  onFate: (fate: Fate) => void;
}) {
  return (
    <li className={classes.picture} data-fate={fate} data-current={isCurrent || undefined}>
      <button type="button" className={classes.view} aria-current={isCurrent} data-group-picture onClick={onChoose}>
        <img src={thumbnailUrl(image, 'medium')} alt={image.name} />
      </button>
      <div className={classes.facts}>
        <h2 className={classes.name}>{image.name}</h2>
        {image.files.slice(0, 1).map((file) => (
          <div key={file.id} className={classes.path}>
            {file.folder_name}/{file.path}
            {image.files.length > 1 && ` and ${image.files.length - 1} more`}
          </div>
        ))}
        <Group gap={6} mt={6} mih={22}>
          {image.is_suggested ? (
            <Badge variant="light">Suggested</Badge>
          ) : (
            <Badge variant="default">{image.distance === 0 ? 'Same hash' : `${image.distance} ${image.distance === 1 ? 'bit' : 'bits'} apart`}</Badge>
          )}
          {image.archived && <Badge variant="default">Archived</Badge>}
        </Group>
        <dl className={classes.fields}>
          {fields.map(({ field, label, of }) => (
            <div key={field} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>{differing.includes(field) ? <mark>{of(image) ?? '–'}</mark> : (of(image) ?? '–')}</dd>
            </div>
          ))}
        </dl>
        <Group gap={8} grow>
          <Button
            size="xs"
            px={6}
            variant={fate === 'keep' ? 'filled' : 'default'}
            aria-pressed={fate === 'keep'}
            leftSection={<IconCheck size={16} aria-hidden />}
            rightSection={isCurrent ? <Kbd aria-hidden>k</Kbd> : undefined}
            onClick={() => onFate('keep')}
          >
            Keep<VisuallyHidden>&nbsp;{image.name}</VisuallyHidden>
          </Button>
          <Button
            size="xs"
            px={6}
            variant={fate === 'trash' ? 'filled' : 'default'}
            color="red.8"
            aria-pressed={fate === 'trash'}
            leftSection={<IconTrash size={16} aria-hidden />}
            rightSection={isCurrent ? <Kbd aria-hidden>x</Kbd> : undefined}
            onClick={() => onFate('trash')}
          >
            Trash<VisuallyHidden>&nbsp;{image.name}</VisuallyHidden>
          </Button>
        </Group>
      </div>
    </li>
  );
}
