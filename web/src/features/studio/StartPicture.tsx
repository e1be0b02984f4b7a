import { ActionIcon, Button, Group, Slider, Text, Tooltip } from '@mantine/core';
import { IconBrush, IconDimensions, IconPhotoPlus, IconUpload, IconX } from '@tabler/icons-react';
import { useRef, useState, type DragEvent } from 'react';
import type { Problem } from '../../api/problem';
import { formatPercent } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { notifyProblem } from '../../ui/toasts';
import { strengthFault, type Draft, type Settled } from './draft';
import { LibraryPicker } from './LibraryPicker';
import { MaskEditor } from './MaskEditor';
import { pictureFault } from './pictureFault';
import { sidesOf, sizeLike, type Size } from './sizes';
import classes from './studio.module.css';
import type { StartHandle } from './useStart';

interface Props {
  handle: StartHandle;
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  settled: Settled;
  problem: Problem | null;
}

/** A picture to begin with: dropped, picked, or of the library; how much of it is painted over, and where. */
export function StartPicture({ handle, draft, change, settled, problem }: Props) {
  const { start } = handle;
  const [over, setOver] = useState(false);
  const [opened, setOpened] = useState<'library' | 'mask' | null>(null);
  const [loaded, setLoaded] = useState<{ url: string; size: Size } | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const take = (files: FileList | null) => {
    const file = files?.[0];
    const fault = file === undefined ? null : pictureFault(file);
    if (fault !== null) {
      notifyProblem(fault);
    } else if (file !== undefined) {
      handle.takeFile(file, file.name);
    }
  };
  const refused = ['init_image', 'mask', 'strength'].flatMap((field) => problem?.fields[field] ?? []).join(' ');
  const like = loaded === null || loaded.url !== start?.url ? null : sizeLike(loaded.size, settled, sidesOf(settled.model));
  const fault = start === null ? null : strengthFault(draft.strength, settled.steps);
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        Begin with a picture
      </Text>
      <div
        className={classes.start}
        data-takes-pictures
        data-over={over || undefined}
        data-filled={start !== null || undefined}
        onDragOver={(event) => {
          if (holdsFiles(event)) {
            event.preventDefault();
            setOver(true);
          }
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          if (holdsFiles(event)) {
            event.preventDefault();
            take(event.dataTransfer.files);
          }
        }}
      >
        {start !== null && (
          <>
            <div className={classes.startPicture}>{start.url !== null && <StartImage url={start.url} onLoaded={setLoaded} />}</div>
            <div className={classes.startFacts}>
              <Text size="sm" fw={550} lineClamp={2}>
                <bdi>{start.name}</bdi>
              </Text>
              <Text size="xs" c="dimmed">
                {start.masked === null ? 'All of it may change' : 'Changes where the mask is'}
              </Text>
              <Group gap={6} mt={6}>
                <Button size="compact-sm" variant="default" leftSection={<IconBrush size={15} aria-hidden />} disabled={start.url === null} onClick={() => setOpened('mask')}>
                  {start.masked === null ? 'Draw a mask' : 'Change the mask'}
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconDimensions size={15} aria-hidden />}
                  disabled={like === null || (like.width === settled.width && like.height === settled.height)}
                  onClick={() => like !== null && change(like)}
                >
                  Paint in its shape
                </Button>
              </Group>
            </div>
            <Tooltip label="Begin with nothing">
              <ActionIcon variant="subtle" color="gray" aria-label="Begin with nothing" onClick={handle.clear}>
                <IconX size={18} />
              </ActionIcon>
            </Tooltip>
          </>
        )}
        {start === null && (
          <Group gap="xs" justify="center">
            <Button size="xs" variant="default" leftSection={<IconUpload size={15} aria-hidden />} onClick={() => input.current?.click()}>
              Choose a file
            </Button>
            <Button size="xs" variant="default" leftSection={<IconPhotoPlus size={15} aria-hidden />} onClick={() => setOpened('library')}>
              From the library
            </Button>
            <Text size="xs" c="dimmed">
              or drop one here
            </Text>
          </Group>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        tabIndex={-1}
        aria-label="A picture to begin with"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      {start?.error != null && <ProblemAlert error={start.error} />}
      {start !== null && (
        <div className={classes.strength}>
          <Text size="sm" id="studio-strength">
            Strength {formatPercent(draft.strength)}
          </Text>
          <Slider
            min={0.05}
            max={1}
            step={0.05}
            label={null}
            value={draft.strength}
            onChange={(strength) => change({ strength })}
            thumbLabel="Strength: how much of the picture is painted over"
          />
        </div>
      )}
      {(fault !== null || refused !== '') && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert" mt={4}>
          {refused === '' ? fault : refused}
        </Text>
      )}
      {opened === 'library' && (
        <LibraryPicker
          onPick={(id) => {
            handle.takeImage(id);
            setOpened(null);
          }}
          onClose={() => setOpened(null)}
        />
      )}
      {opened === 'mask' && start !== null && start.url !== null && (
        <MaskEditor
          url={start.url}
          steps={start.masked?.steps ?? []}
          onDone={(masked) => {
            handle.mask(masked);
            setOpened(null);
          }}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );
}

function StartImage({ url, onLoaded }: { url: string; onLoaded: (loaded: { url: string; size: Size }) => void }) {
  return <img src={url} alt="" onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => width > 0 && height > 0 && onLoaded({ url, size: { width, height } })} />;
}
