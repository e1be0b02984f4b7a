import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconDots, IconDoorExit, IconEdit, IconFolder, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { albumSharesQuery, albumsQuery, keys, meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { Album } from '../../api/types';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { sharedWith } from '../folders/sharing';
import { childrenOf, pathTo, searchOf } from './albumTree';
import classes from './albums.module.css';
import { EditAlbumDialog } from './EditAlbumDialog';
import { NewAlbumDialog } from './NewAlbumDialog';
import { ShareAlbumDialog } from './ShareAlbumDialog';

/** What stands above the pictures of an album: where it lies, what lies in it, and what can be done with it. */
export function AlbumHeader({ album }: { album: Album }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { data: albums = [] } = useQuery(albumsQuery);
  const [opened, setOpened] = useState<'edit' | 'share' | 'new' | null>(null);
  const mine = album.access === 'owner';
  const editable = mine && mayWrite(me);
  const shares = useQuery({ ...albumSharesQuery(album.id), enabled: mine && album.shared === true });
  const gone = (title: string, text: string) => {
    void queryClient.invalidateQueries({ queryKey: keys.albums });
    notifyDone(title, text);
    void navigate({ to: '/albums' });
  };
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/albums/{id}', { params: { path: { id: album.id } } })),
    onSuccess: () => gone(`${album.name} is removed`, 'Its pictures are where they were.'),
    onError: notifyProblem,
  });
  const leave = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/albums/{id}/membership', { params: { path: { id: album.id } } })),
    onSuccess: () => gone(`You have left ${album.name}`, 'Pictures that you had put in are out of it.'),
    onError: notifyProblem,
  });
  const above = pathTo(albums, album.id).slice(0, -1);
  const below = childrenOf(albums, album.id);
  const shareText = album.shared !== true ? 'Share' : shares.data === undefined ? 'Shared' : sharedWith(shares.data);
  return (
    <>
      <div className={classes.header}>
        <div>
          <nav className={classes.crumbs} aria-label="Where the album lies">
            <Link to="/albums">Albums</Link>
            {above.map((each) => (
              <span key={each.id}>
                /{' '}
                <Link to="/photos" search={searchOf(each)}>
                  {each.name}
                </Link>
              </span>
            ))}
          </nav>
          <h1 className={classes.title}>{album.name}</h1>
          {!mine && (
            <Text size="sm" c="dimmed">
              by <bdi>{album.owner.user_name}</bdi> · {album.access === 'edit' ? 'You may add pictures' : 'You may look'}
            </Text>
          )}
          {album.folder != null && (
            <Group gap={6} c="dimmed" fz="sm">
              <IconFolder size={16} aria-hidden /> follows {album.folder.name}
              {album.folder.sub_path !== '' && ` / ${album.folder.sub_path}`}
            </Group>
          )}
          {album.description != null && <p className={classes.description}>{album.description}</p>}
        </div>
        <Group gap={6} wrap="nowrap">
          {editable && (
            <Button variant="default" size="xs" leftSection={<IconUsers size={16} aria-hidden />} onClick={() => setOpened('share')}>
              {shareText}
            </Button>
          )}
          {(editable || !mine) && (
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <ActionIcon variant="default" size={30} aria-label={`More about ${album.name}`}>
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {editable && (
                  <>
                    <Menu.Item leftSection={<IconEdit size={17} aria-hidden />} onClick={() => setOpened('edit')}>
                      Edit
                    </Menu.Item>
                    <Menu.Item leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setOpened('new')}>
                      New album in this one
                    </Menu.Item>
                    <Menu.Divider />
                    <Menu.Item color="red" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => remove.mutate()}>
                      Remove the album
                    </Menu.Item>
                  </>
                )}
                {!mine && (
                  <Menu.Item leftSection={<IconDoorExit size={17} aria-hidden />} onClick={() => leave.mutate()}>
                    Leave the album
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      </div>
      {below.length > 0 && (
        <ul className={classes.children} aria-label="Albums in this one">
          {below.map((child) => (
            <li key={child.id}>
              <Link to="/photos" search={searchOf(child)} className={classes.child}>
                {child.cover_image_id == null ? (
                  <span aria-hidden />
                ) : (
                  <img src={`/api/v1/images/${child.cover_image_id}/thumbnail?size=small`} alt="" />
                )}
                {child.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {opened === 'edit' && <EditAlbumDialog album={album} onClose={() => setOpened(null)} />}
      {opened === 'share' && <ShareAlbumDialog album={album} onClose={() => setOpened(null)} />}
      {opened === 'new' && (
        <NewAlbumDialog
          parent={album.id}
          onClose={() => setOpened(null)}
          onAdded={(added) => void navigate({ to: '/photos', search: searchOf(added) })}
        />
      )}
    </>
  );
}
