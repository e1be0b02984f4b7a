import { ActionIcon, Button, CloseButton, Group, Portal, Progress, Select, Switch, Text } from '@mantine/core';
import { IconFiles, IconFolderPlus, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useRef, useSyncExternalStore } from 'react';
import type { Folder } from '../../api/types';
import { formatBytes, formatTimeLeft } from '../../ui/format';
import { accepted, collectChosen, type Collected } from './collect';
import { headline, isEnded } from './queue';
import { UploadList } from './UploadList';
import classes from './upload.module.css';
import { clearEnded, pauseAll, resumeAll, retryFailed, subscribeUploads, uploadsSnapshot, type Duplicates } from './uploads';

interface Props {
  targets: readonly Folder[];
  target: Folder | null;
  onTarget: (id: string | null) => void;
  /** The target is the folder that is being looked at, whatever was chosen. */
  fixed: boolean;
  duplicates: Duplicates;
  onDuplicates: (duplicates: Duplicates) => void;
  onCollected: (collected: Collected) => void;
  onClose: () => void;
}

export default function UploadPanel({ targets, target, onTarget, fixed, duplicates, onDuplicates, onCollected, onClose }: Props) {
  const { items, summary, rate } = useSyncExternalStore(subscribeUploads, uploadsSnapshot);
  const files = useRef<HTMLInputElement>(null);
  const directory = useRef<HTMLInputElement>(null);
  const chosen = (input: HTMLInputElement) => {
    const collected = collectChosen(input.files ?? []);
    // The same file can be chosen again.
    input.value = '';
    onCollected(collected);
  };
  const active = summary.busy || summary.paused > 0;
  return (
    <Portal>
      <section
        className={classes.panel}
        aria-label="Uploads"
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
        }}
      >
        <Group className={classes.head} wrap="nowrap" gap="xs">
          <div className={classes.headText}>
            <Text component="h2" fw={650} size="sm">
              {headline(summary)}
            </Text>
            <Text size="xs" c="dimmed" className={classes.speed}>
              {!summary.busy ? ' ' : rate === null ? 'Starting' : `${formatBytes(rate)}/s, ${formatTimeLeft((summary.bytes - summary.sent) / rate)}`}
            </Text>
          </div>
          {active && (
            <ActionIcon variant="subtle" color="gray" size={34} aria-label={summary.busy ? 'Pause all uploads' : 'Resume all uploads'} onClick={summary.busy ? pauseAll : resumeAll}>
              {summary.busy ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
            </ActionIcon>
          )}
          <CloseButton aria-label="Close the uploads" onClick={onClose} />
        </Group>
        {active && <Progress value={summary.bytes === 0 ? 0 : (summary.sent / summary.bytes) * 100} size="sm" radius={0} aria-label="All uploads" />}
        <div className={classes.choices}>
          <Select
            size="xs"
            label="To"
            allowDeselect={false}
            disabled={fixed}
            description={fixed ? 'The folder you are looking at' : undefined}
            value={target?.id ?? 'own'}
            data={[{ value: 'own', label: 'Your uploads' }, ...targets.map((folder) => ({ value: folder.id, label: folder.name }))]}
            onChange={(value) => onTarget(value === 'own' ? null : value)}
            comboboxProps={{ withinPortal: false }}
          />
          <Switch
            size="xs"
            label="Upload what is in the library already once more"
            checked={duplicates === 'keep'}
            onChange={(event) => onDuplicates(event.currentTarget.checked ? 'keep' : 'skip')}
          />
          <Group gap="xs">
            <Button size="xs" leftSection={<IconFiles size={15} aria-hidden />} onClick={() => files.current?.click()}>
              Choose files
            </Button>
            {'webkitdirectory' in HTMLInputElement.prototype && (
              <Button size="xs" variant="default" leftSection={<IconFolderPlus size={15} aria-hidden />} onClick={() => directory.current?.click()}>
                Choose a folder
              </Button>
            )}
          </Group>
          <input ref={files} type="file" multiple accept={accepted} hidden aria-label="Files to upload" onChange={(event) => chosen(event.currentTarget)} />
          <input ref={directory} type="file" {...{ webkitdirectory: '' }} hidden aria-label="Folder to upload" onChange={(event) => chosen(event.currentTarget)} />
        </div>
        {items.length === 0 ? (
          <Text size="sm" c="dimmed" className={classes.empty}>
            Drop pictures or folders anywhere in this window, or choose them here.
          </Text>
        ) : (
          <UploadList items={items} />
        )}
        {items.some((item) => isEnded(item.state)) && (
          <Group gap="xs" className={classes.foot}>
            <Button size="compact-xs" variant="default" onClick={clearEnded}>
              Clear what has ended
            </Button>
            {summary.failed > 0 && (
              <Button size="compact-xs" variant="default" onClick={retryFailed}>
                Try all failed again
              </Button>
            )}
          </Group>
        )}
      </section>
    </Portal>
  );
}
