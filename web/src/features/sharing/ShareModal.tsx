import { Modal, Skeleton, Stack } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { directoryQuery } from '../../api/queries';
import type { FolderShares } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { ShareForm, type Sharing } from './ShareForm';

interface Props {
  name: string;
  words: { view: string; edit: string };
  shares: UseQueryResult<FolderShares>;
  onSave: (sharing: Sharing) => Promise<FolderShares>;
  onClose: () => void;
}

/** Who else sees a folder or an album. */
export function ShareModal({ name, words, shares, onSave, onClose }: Props) {
  const directory = useQuery(directoryQuery);
  // What is shared when the dialog opens, asked for anew. What comes later must not take away what somebody is about to choose.
  const [before, setBefore] = useState<FolderShares | null>(null);
  if (before === null && shares.data !== undefined && shares.isFetchedAfterMount && !shares.isFetching && !shares.isError) {
    setBefore(shares.data);
  }
  const error = before === null ? (shares.error ?? directory.error) : directory.data === undefined ? directory.error : null;
  return (
    <Modal opened onClose={onClose} title={`Share ${name}`} size="lg">
      {error !== null ? (
        <ProblemAlert
          error={error}
          onRetry={() => {
            void shares.refetch();
            void directory.refetch();
          }}
        />
      ) : before === null || directory.data === undefined ? (
        <Stack gap="md" aria-busy>
          <Skeleton h={120} />
          <Skeleton h={60} />
        </Stack>
      ) : (
        <ShareForm name={name} words={words} before={before} directory={directory.data} onSave={onSave} onClose={onClose} />
      )}
    </Modal>
  );
}
