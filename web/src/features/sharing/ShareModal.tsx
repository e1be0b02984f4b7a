import { Modal, Skeleton, Stack } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
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
  const error = shares.error ?? directory.error;
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
      ) : shares.data === undefined || directory.data === undefined || shares.isFetching ? (
        <Stack gap="md" aria-busy>
          <Skeleton h={120} />
          <Skeleton h={60} />
        </Stack>
      ) : (
        <ShareForm name={name} words={words} before={shares.data} directory={directory.data} onSave={onSave} onClose={onClose} />
      )}
    </Modal>
  );
}
