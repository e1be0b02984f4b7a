import { ActionIcon, Center, Loader, Text, UnstyledButton } from '@mantine/core';
import { IconArrowUp, IconFolder, IconFolderOff } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toProblem } from '../../api/problem';
import { browseQuery } from '../../api/queries';
import classes from './folders.module.css';

/** The server's directories: going into one chooses it. Only administrators may look; others type the path. */
export function FolderChooser({ path, onChoose }: { path: string; onChoose: (path: string) => void }) {
  const [at, setAt] = useState<string | null>(null);
  const listing = useQuery({ ...browseQuery(at), placeholderData: keepPreviousData, retry: false });
  if (listing.isError && toProblem(listing.error).status === 403) {
    return null;
  }
  const open = (next: string) => {
    setAt(next);
    onChoose(next);
  };
  const parent = listing.data?.parent;
  return (
    <div className={classes.chooser} role="group" aria-label="Folders on the server" aria-busy={listing.isFetching}>
      <div className={classes.chooserHead}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Up to the parent folder"
          disabled={parent == null}
          onClick={() => parent != null && open(parent)}
        >
          <IconArrowUp size={18} />
        </ActionIcon>
        <span className={classes.chooserPath}>
          <bdi>{listing.data?.path ?? path}</bdi>
        </span>
      </div>
      <ul className={classes.directories}>
        {listing.isPending && (
          <Center h="100%">
            <Loader size="sm" aria-label="Loading" />
          </Center>
        )}
        {listing.isError && (
          <Text size="sm" c="dimmed" p="sm" component="li" role="alert">
            {toProblem(listing.error).title}. {toProblem(listing.error).remedy}
          </Text>
        )}
        {listing.data?.items.length === 0 && !listing.isError && (
          <Text size="sm" c="dimmed" p="sm" component="li">
            No folders inside this one.
          </Text>
        )}
        {!listing.isError &&
          listing.data?.items.map((directory) => (
            <li key={directory.path}>
              <UnstyledButton
                className={classes.directory}
                disabled={!directory.readable}
                onClick={() => open(directory.path)}
                title={directory.readable ? directory.path : 'The server may not read this folder'}
              >
                {directory.readable ? (
                  <IconFolder size={18} stroke={1.7} aria-hidden />
                ) : (
                  <IconFolderOff size={18} stroke={1.7} aria-hidden />
                )}
                <span>{directory.name}</span>
              </UnstyledButton>
            </li>
          ))}
      </ul>
    </div>
  );
}
