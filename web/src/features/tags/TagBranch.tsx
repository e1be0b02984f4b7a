import { ActionIcon, Button, Checkbox, Loader, Menu, TextInput } from '@mantine/core';
import { IconArrowMerge, IconChevronDown, IconChevronRight, IconDots, IconHierarchy, IconPencil, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { tagTreeQuery } from '../../api/queries';
import type { TagNode } from '../../api/types';
import { formatCount } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import type { ChosenTag } from './TagDialogs';
import classes from './tags.module.css';
import { useTagOperation } from './useTagOperation';

export interface TreeHands {
  chosen: ReadonlyMap<string, ChosenTag>;
  choose: (tag: TagNode, on: boolean) => void;
  ask: (what: 'merge' | 'move' | 'delete', tag: TagNode) => void;
  /** Whether tags can be changed; else they are only looked at. */
  editable: boolean;
}

/** The tags below one, or those that read like a text. */
export function TagBranch({ parent, q = '', hands }: { parent: string | null; q?: string; hands: TreeHands }) {
  const tags = useInfiniteQuery(tagTreeQuery(parent, q));
  if (tags.isError) {
    return <ProblemAlert error={tags.error} onRetry={() => void tags.refetch()} />;
  }
  const items = tags.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ul className={classes.branch} aria-busy={tags.isPending}>
        {items.map((tag) => (
          <Row key={tag.id} tag={tag} hands={hands} flat={q !== ''} />
        ))}
      </ul>
      {tags.hasNextPage && (
        <div className={classes.more}>
          <Button variant="subtle" size="xs" loading={tags.isFetchingNextPage} onClick={() => void tags.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {tags.isPending && <Loader size="sm" aria-label="Loading tags" />}
    </>
  );
}

function Row({ tag, hands, flat }: { tag: TagNode; hands: TreeHands; flat: boolean }) {
  const [open, setOpen] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const [over, setOver] = useState(false);
  const move = useTagOperation();
  return (
    <li>
      <div
        className={classes.row}
        data-over={over || undefined}
        draggable={hands.editable && !renaming}
        onDragStart={(event) => event.dataTransfer.setData('application/x-limner-tag', tag.id)}
        onDragOver={(event) => {
          if (hands.editable && event.dataTransfer.types.includes('application/x-limner-tag')) {
            event.preventDefault();
            setOver(true);
          }
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          const id = event.dataTransfer.getData('application/x-limner-tag');
          if (id !== '' && id !== tag.id) {
            event.preventDefault();
            move.mutate({ kind: 'move', ids: [id], parent: tag.id });
          }
        }}
      >
        <span className={classes.expander}>
          {tag.children > 0 && !flat && (
            <ActionIcon variant="subtle" color="gray" aria-expanded={open} aria-label={`Tags below ${tag.name}`} onClick={() => setOpen(!open)}>
              {open ? <IconChevronDown size={18} /> : <IconChevronRight size={18} />}
            </ActionIcon>
          )}
        </span>
        {hands.editable && (
          <Checkbox
            size="sm"
            aria-label={`Choose ${tag.name}`}
            checked={hands.chosen.has(tag.id)}
            onChange={(event) => hands.choose(tag, event.currentTarget.checked)}
          />
        )}
        {renaming ? (
          <Rename tag={tag} onClose={() => setRenaming(false)} />
        ) : (
          <Link to="/photos" search={{ tag: [tag.name] }} className={classes.name} title={tag.synonyms.length > 0 ? `Also: ${tag.synonyms.join(', ')}` : undefined}>
            {flat && tag.path.length > 0 && <span className={classes.path}>{tag.path.join(' › ')} › </span>}
            {tag.name}
          </Link>
        )}
        <span className={classes.count} title={tag.own === tag.count ? undefined : `${formatCount(tag.own)} with the tag itself`}>
          {formatCount(tag.count)}
        </span>
        {hands.editable && (
          <Menu position="bottom-end" width={220} returnFocus={!renaming}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size={34} aria-label={`What to do with ${tag.name}`}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setRenaming(true)}>
                Rename
              </Menu.Item>
              <Menu.Item leftSection={<IconHierarchy size={16} aria-hidden />} onClick={() => hands.ask('move', tag)}>
                Put below another…
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowMerge size={16} aria-hidden />} onClick={() => hands.ask('merge', tag)}>
                Merge into another…
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => hands.ask('delete', tag)}>
                Delete…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {open && !flat && <TagBranch parent={tag.id} hands={hands} />}
    </li>
  );
}

function Rename({ tag, onClose }: { tag: TagNode; onClose: () => void }) {
  const [name, setName] = useState(tag.name);
  const rename = useTagOperation(onClose);
  return (
    <form
      className={classes.rename}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '' || name.trim() === tag.name) {
          onClose();
        } else {
          rename.mutate({ kind: 'rename', id: tag.id, name: name.trim() });
        }
      }}
    >
      <TextInput
        size="xs"
        aria-label={`New name of ${tag.name}`}
        autoFocus
        maxLength={100}
        value={name}
        disabled={rename.isPending}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
        }}
        rightSection={rename.isPending ? <Loader size={14} /> : undefined}
      />
    </form>
  );
}
