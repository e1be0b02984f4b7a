import { Button, Skeleton, Stack, Title } from '@mantine/core';
import { IconFolderOpen, IconFolderPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { foldersQuery, meQuery } from '../../api/queries';
import { isAdministrator } from '../../api/roles';
import type { Folder } from '../../api/types';
import page from '../../ui/page.module.css';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { AddFolderDialog } from './AddFolderDialog';
import { EditFolderDialog } from './EditFolderDialog';
import { FailuresDrawer } from './FailuresDrawer';
import { FolderCard } from './FolderCard';
import classes from './folders.module.css';
import { RemoveFolderDialog } from './RemoveFolderDialog';
import { ShareDialog } from './ShareDialog';
import { StopSharingDialog } from './StopSharingDialog';

const route = getRouteApi('/app/folders');

type Opened = { dialog: 'edit' | 'remove' | 'failures' | 'share' | 'stop-sharing'; folder: Folder } | null;

export function FoldersPage() {
  useTitle('Folders');
  const navigate = useNavigate();
  const adding = route.useSearch().add !== undefined;
  const folders = useQuery(foldersQuery);
  const { data: me } = useQuery(meQuery);
  const mayAdd = isAdministrator(me);
  const [opened, setOpened] = useState<Opened>(null);
  const setAdding = (open: boolean) => void navigate({ to: '/folders', search: open ? { add: '1' } : {}, replace: !open });
  const addButton = (
    <Button leftSection={<IconFolderPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      Add a folder
    </Button>
  );
  const list = folders.data;
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Folders</Title>
        {mayAdd && list !== undefined && list.length > 0 && addButton}
      </div>
      {folders.isError && <ProblemAlert error={folders.error} onRetry={() => void folders.refetch()} />}
      {folders.isPending && (
        <Stack gap="md" aria-busy>
          {[0, 1].map((line) => (
            <Skeleton key={line} h={148} radius="lg" />
          ))}
        </Stack>
      )}
      {list?.length === 0 && !mayAdd && (
        <EmptyState icon={<IconFolderOpen size={32} />} title="No folders yet">
          Folders that others share with you appear here.
          {me?.role !== 'viewer' && ' An administrator can add one of your own.'}
        </EmptyState>
      )}
      {list?.length === 0 && mayAdd && (
        <EmptyState icon={<IconFolderPlus size={32} />} title="No folders yet" action={addButton}>
          Choose a folder of pictures on the server. Limner reads them where they lie and never changes them.
        </EmptyState>
      )}
      {list !== undefined && list.length > 0 && (
        <ul className={classes.list}>
          {list.map((folder) => (
            <li key={folder.id}>
              <FolderCard
                folder={folder}
                onEdit={() => setOpened({ dialog: 'edit', folder })}
                onRemove={() => setOpened({ dialog: 'remove', folder })}
                onFailures={() => setOpened({ dialog: 'failures', folder })}
                onShare={() => setOpened({ dialog: 'share', folder })}
                onStopSharing={() => setOpened({ dialog: 'stop-sharing', folder })}
              />
            </li>
          ))}
        </ul>
      )}
      <AddFolderDialog opened={adding && mayAdd} onClose={() => setAdding(false)} />
      {opened?.dialog === 'share' && <ShareDialog folder={opened.folder} onClose={() => setOpened(null)} />}
      {opened?.dialog === 'stop-sharing' && <StopSharingDialog folder={opened.folder} onClose={() => setOpened(null)} />}
      {opened?.dialog === 'edit' && <EditFolderDialog folder={opened.folder} onClose={() => setOpened(null)} />}
      {opened?.dialog === 'remove' && <RemoveFolderDialog folder={opened.folder} onClose={() => setOpened(null)} />}
      {opened?.dialog === 'failures' && <FailuresDrawer folder={opened.folder} onClose={() => setOpened(null)} />}
    </div>
  );
}
