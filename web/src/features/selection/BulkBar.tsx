import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core';
import {
  IconAlbum,
  IconArchive,
  IconArchiveOff,
  IconCalendar,
  IconClockEdit,
  IconDots,
  IconHeart,
  IconHeartBroken,
  IconLayoutGridRemove,
  IconPhotoSearch,
  IconPhotoStar,
  IconSparkles,
  IconStar,
  IconTag,
  IconTagOff,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { meQuery } from '../../api/queries';
import { mayEdit, mayWrite } from '../../api/roles';
import type { Album } from '../../api/types';
import { formatCount } from '../../ui/format';
import type { PhotoSearch } from '../search/searchState';
import classes from './BulkBar.module.css';
import { DescribeDialog, type Pictures } from '../tagging/DescribeDialog';
import { BulkDialog, type Asked } from './BulkDialog';
import { nothing, select, sizeOf, useSelection, type Selection } from './selection';
import { filterOf, useBulkEdit, type Deed } from './useBulk';
import { useCover } from './useCover';

/** More than this is looked at before it is done. */
const atOnce = 100;

/** What can be done with the chosen pictures. */
/** So many pictures at once can be asked to be resembled. */
const mostAlikeTo = 20;

export function BulkBar({ search, total, album, onAll }: { search: PhotoSearch; total: number; album: Album | null; onAll: () => void }) {
  const selection = useSelection();
  const { data: me } = useQuery(meQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const navigate = useNavigate();
  const [describing, setDescribing] = useState(false);
  const clear = () => select(nothing);
  const { edit, isPending } = useBulkEdit(clear);
  const cover = useCover(clear);
  if (selection.kind === 'none') {
    return null;
  }
  const count = sizeOf(selection);
  const writes = mayWrite(me);
  const all = selection.kind === 'all' && selection.except.size === 0;
  const act = (deed: Deed) => (count > atOnce ? setAsked({ kind: 'deed', deed }) : edit(selection, [deed]));
  const albumDeed: Deed | null =
    album !== null && mayEdit(me, album.access) && !album.follows_folder ? { kind: 'remove_from_album', value: album.id } : null;
  const [only] = selection.kind === 'some' && count === 1 ? selection.ids : [];
  const coverOf = album !== null && album.access === 'owner' && writes && only !== undefined ? { album, image: only } : null;
  return (
    <div className={classes.place}>
      <div className={classes.bar} role="toolbar" aria-label="Chosen pictures">
        <Tool label="Choose none (Esc)" onClick={clear}>
          <IconX size={20} />
        </Tool>
        <span className={classes.count} role="status" aria-live="polite">
          {formatCount(count)} <span className={classes.word}>chosen</span>
        </span>
        {!all && total > count && (
          <Button
            size="compact-sm"
            variant="subtle"
            className={classes.all}
            onClick={onAll}
          >
            Choose all {formatCount(total)}
          </Button>
        )}
        <Group gap={2} ml="auto" wrap="nowrap">
          {selection.kind === 'some' && count <= mostAlikeTo && (
            <Tool
              label={count === 1 ? 'More like this' : 'More like these'}
              onClick={() => void navigate({ to: '/photos', search: { like: [...selection.ids] } })}
            >
              <IconPhotoSearch size={20} />
            </Tool>
          )}
          <Tool label="Add to favourites" disabled={isPending} onClick={() => act({ kind: 'favourite' })}>
            <IconHeart size={20} />
          </Tool>
          {writes && (
            <>
              <Tool label="Add a tag" onClick={() => setAsked({ kind: 'tag', remove: false })}>
                <IconTag size={20} />
              </Tool>
              <Tool label="Add to an album" onClick={() => setAsked({ kind: 'album' })}>
                <IconAlbum size={20} />
              </Tool>
              <Tool
                label={search.archived === 'true' ? 'Bring back from the archive' : 'Archive'}
                disabled={isPending}
                onClick={() => act({ kind: search.archived === 'true' ? 'unarchive' : 'archive' })}
              >
                {search.archived === 'true' ? <IconArchiveOff size={20} /> : <IconArchive size={20} />}
              </Tool>
            </>
          )}
          <Menu position="top-end" width={230}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size={38} radius="xl" aria-label="More to do with them">
                <IconDots size={20} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconHeartBroken size={17} aria-hidden />} onClick={() => act({ kind: 'unfavourite' })}>
                Take from favourites
              </Menu.Item>
              {[5, 4, 3, 2, 1].map((stars) => (
                <Menu.Item
                  key={stars}
                  leftSection={<IconStar size={17} aria-hidden />}
                  onClick={() => act({ kind: 'rate', value: String(stars) })}
                >
                  {stars === 1 ? '1 star' : `${stars} stars`}
                </Menu.Item>
              ))}
              <Menu.Item leftSection={<IconStar size={17} aria-hidden />} onClick={() => act({ kind: 'rate' })}>
                No rating
              </Menu.Item>
              {writes && (
                <>
                  <Menu.Divider />
                  <Menu.Item leftSection={<IconSparkles size={17} aria-hidden />} onClick={() => setDescribing(true)}>
                    Have a model describe them
                  </Menu.Item>
                  {selection.kind === 'some' && count <= 20 && (
                    <Menu.Item
                      leftSection={<IconSparkles size={17} aria-hidden />}
                      onClick={() => void navigate({ to: '/tagging', search: { pictures: [...selection.ids].join(',') } })}
                    >
                      Try a prompt on them
                    </Menu.Item>
                  )}
                  <Menu.Item leftSection={<IconTagOff size={17} aria-hidden />} onClick={() => setAsked({ kind: 'tag', remove: true })}>
                    Remove a tag
                  </Menu.Item>
                  <Menu.Item leftSection={<IconCalendar size={17} aria-hidden />} onClick={() => setAsked({ kind: 'date' })}>
                    Set the date
                  </Menu.Item>
                  <Menu.Item leftSection={<IconClockEdit size={17} aria-hidden />} onClick={() => setAsked({ kind: 'shift' })}>
                    Shift the dates
                  </Menu.Item>
                  <Menu.Item leftSection={<IconTrash size={17} aria-hidden />} onClick={() => act({ kind: 'move_to_trash' })}>
                    Move to the trash
                  </Menu.Item>
                </>
              )}
              {coverOf !== null && (
                <Menu.Item leftSection={<IconPhotoStar size={17} aria-hidden />} onClick={() => cover.mutate(coverOf)}>
                  Make it the cover
                </Menu.Item>
              )}
              {albumDeed !== null && (
                <Menu.Item leftSection={<IconLayoutGridRemove size={17} aria-hidden />} onClick={() => act(albumDeed)}>
                  Take out of this album
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
      {describing && (
        <DescribeDialog
          pictures={picturesOf(selection)}
          title={count === 1 ? 'Describe the picture' : `Describe ${formatCount(count)} pictures`}
          onClose={() => setDescribing(false)}
          onBegun={clear}
        />
      )}
      {asked !== null && (
        <BulkDialog
          asked={asked}
          selection={selection}
          onEdit={(deed) => {
            setAsked(null);
            edit(selection, [deed]);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

function picturesOf(selection: Selection): Pictures {
  return selection.kind === 'all'
    ? { filter: filterOf(selection.search), except: [...selection.except] }
    : { image_ids: selection.kind === 'some' ? [...selection.ids] : [] };
}

function Tool({ label, disabled, onClick, children }: { label: string; disabled?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={38}
        radius="xl"
        aria-label={label}
        onClick={onClick}
        {...(disabled === true ? { disabled } : {})}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
