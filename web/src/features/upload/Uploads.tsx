import { ActionIcon, RingProgress, Tooltip, VisuallyHidden } from '@mantine/core';
import { useHotkeys, useLocalStorage } from '@mantine/hooks';
import { IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { foldersQuery, meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import { notifyDone } from '../../ui/toasts';
import type { Collected } from './collect';
import { DropZone } from './DropZone';
import { headline } from './queue';
import { chooseTarget, targetsOf } from './target';
import { addUploads, followUploads, subscribeUploads, uploadsSnapshot, type Duplicates } from './uploads';

const UploadPanel = lazy(() => import('./UploadPanel'));

/** The button in the header, the drop zone that is the whole window, and the panel: for everybody who may change anything. */
export function Uploads() {
  const { data: me } = useQuery(meQuery);
  return mayWrite(me) ? <UploadsOfWriter /> : null;
}

function UploadsOfWriter() {
  const { data: me } = useQuery(meQuery);
  const { data: folders = [] } = useQuery(foldersQuery);
  const { summary } = useSyncExternalStore(subscribeUploads, uploadsSnapshot);
  const [open, setOpen] = useState(false);
  const [remembered, setRemembered] = useLocalStorage<string | null>({ key: 'limner-upload-folder', defaultValue: null });
  const [duplicates, setDuplicates] = useLocalStorage<Duplicates>({ key: 'limner-upload-duplicates', defaultValue: 'skip' });
  const shown = useSearch({ strict: false, select: (search: { folder?: unknown }) => onlyOne(search.folder) });
  const targets = targetsOf(folders, me);
  const target = chooseTarget(targets, shown, remembered);
  useEffect(followUploads, []);
  useHotkeys([['u', () => setOpen(true)]]);

  const add = ({ files, leftOut }: Collected) => {
    if (files.length > 0) {
      addUploads(files, target?.id ?? null, duplicates);
      setOpen(true);
    }
    if (leftOut > 0 || files.length === 0) {
      notifyDone(
        files.length === 0 ? 'There is nothing to upload' : 'Not everything is uploaded',
        leftOut === 0 ? 'No file was found.' : `${leftOut === 1 ? 'One file that is no picture is' : `${leftOut} files that are no pictures are`} left out.`,
      );
    }
  };
  const share = summary.bytes === 0 ? 0 : summary.sent / summary.bytes;
  const active = summary.busy || summary.paused > 0;
  const told = summary.busy ? `Uploading, ${Math.floor(share * 10) * 10} %` : summary.total > 0 ? headline(summary) : '';
  return (
    <>
      <Tooltip label="Upload pictures">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={38}
          radius="xl"
          aria-label={active ? `Uploads, ${Math.round(share * 100)} %` : 'Upload'}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {active ? (
            <RingProgress size={28} thickness={3} roundCaps rootColor="var(--limner-line)" sections={[{ value: share * 100, color: 'verdigris.5' }]} aria-hidden />
          ) : (
            <IconUpload size={20} stroke={1.7} aria-hidden />
          )}
        </ActionIcon>
      </Tooltip>
      <VisuallyHidden role="status" aria-live="polite">
        {told}
      </VisuallyHidden>
      <DropZone target={target?.name ?? null} onCollected={add} />
      <Suspense>
        {open && (
          <UploadPanel
            targets={targets}
            target={target}
            onTarget={setRemembered}
            fixed={target !== null && target.id === shown}
            duplicates={duplicates}
            onDuplicates={setDuplicates}
            onCollected={add}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
}

function onlyOne(folder: unknown): string | null {
  return Array.isArray(folder) && folder.length === 1 ? String(folder[0]) : null;
}
