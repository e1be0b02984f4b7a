import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys, sharesQuery } from '../../api/queries';
import type { Folder } from '../../api/types';
import { ShareModal } from '../sharing/ShareModal';

const words = {
  view: 'Sees its pictures and their tags, and can download them.',
  edit: 'Can also change the tags, for all who see the pictures, and scan. Viewers only look.',
};

/** Who else sees a folder. */
export function ShareDialog({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const queryClient = useQueryClient();
  const shares = useQuery({ ...sharesQuery(folder.id), staleTime: 0 });
  return (
    <ShareModal
      name={folder.name}
      words={words}
      shares={shares}
      onSave={async (sharing) => {
        const after = await answer(api.PUT('/api/v1/folders/{id}/shares', { params: { path: { id: folder.id } }, body: sharing }));
        queryClient.setQueryData(keys.shares(folder.id), after);
        void queryClient.invalidateQueries({ queryKey: keys.folders, exact: true });
        return after;
      }}
      onClose={onClose}
    />
  );
}
