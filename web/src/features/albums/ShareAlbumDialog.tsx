import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { albumSharesQuery, keys } from '../../api/queries';
import type { Album } from '../../api/types';
import { ShareModal } from '../sharing/ShareModal';

const words = {
  view: 'Sees your pictures in it with their tags, and can download them; not the folders they lie in.',
  edit: 'Can also put own pictures in and take any out. Viewers only look.',
};

/** Who else sees an album. */
export function ShareAlbumDialog({ album, onClose }: { album: Album; onClose: () => void }) {
  const queryClient = useQueryClient();
  const shares = useQuery({ ...albumSharesQuery(album.id), staleTime: 0 });
  return (
    <ShareModal
      name={album.name}
      words={words}
      shares={shares}
      onSave={async (sharing) => {
        const after = await answer(api.PUT('/api/v1/albums/{id}/shares', { params: { path: { id: album.id } }, body: sharing }));
        queryClient.setQueryData(keys.albumShares(album.id), after);
        void queryClient.invalidateQueries({ queryKey: keys.albums, exact: true });
        return after;
      }}
      onClose={onClose}
    />
  );
}
