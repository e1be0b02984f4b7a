import { Switch, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconFolder } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { directoriesQuery, foldersQuery } from '../../api/queries';
import { countOf, formatCount } from '../../ui/format';
import type { PhotoSearch } from '../search/searchState';
import classes from './DirectoryBar.module.css';

interface Props {
  search: PhotoSearch;
  folder: string;
}

/** Where in a folder one is, and the directories to go on to. It is as high before they have come as after. */
export function DirectoryBar({ search, folder }: Props) {
  const navigate = useNavigate();
  const { data: folders } = useQuery(foldersQuery);
  const path = search.directory ?? '';
  const listing = useInfiniteQuery(directoriesQuery(folder, path));
  const directories = (listing.data?.pages ?? [])
    .flatMap((page) => page.items)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const parts = path === '' ? [] : path.split('/');
  const at = (directory: string): PhotoSearch => {
    const { directory: _, ...rest } = search;
    return directory === '' ? rest : { ...rest, directory };
  };
  const crumbs = [
    { name: folders?.find((known) => known.id === folder)?.name ?? 'Folder', path: '' },
    ...parts.map((name, index) => ({ name, path: parts.slice(0, index + 1).join('/') })),
  ];
  return (
    <nav className={classes.bar} aria-label="Directories">
      <ol className={classes.crumbs}>
        {crumbs.map((crumb, index) => (
          <li key={crumb.path}>
            {index > 0 && <IconChevronRight size={14} aria-hidden />}
            {index === crumbs.length - 1 ? (
              <span className={classes.here} aria-current="page">
                {crumb.name}
              </span>
            ) : (
              <Link to="/photos" search={at(crumb.path)} className={classes.crumb}>
                {crumb.name}
              </Link>
            )}
          </li>
        ))}
      </ol>
      <ul className={classes.directories}>
        {directories.map((directory) => (
          <li key={directory.path}>
            <Link
              to="/photos"
              search={at(directory.path)}
              className={classes.directory}
              aria-label={`${directory.name}, ${countOf(directory.image_count, 'picture', 'pictures')}`}
            >
              <img src={`/api/v1/images/${encodeURIComponent(directory.cover_image_id)}/thumbnail?size=small`} alt="" width={36} height={36} loading="lazy" />
              <span className={classes.name}>{directory.name}</span>{' '}
              <span className={classes.count}>{formatCount(directory.image_count)}</span>
            </Link>
          </li>
        ))}
        {listing.hasNextPage && (
          <li>
            <UnstyledButton className={classes.directory} onClick={() => void listing.fetchNextPage()} disabled={listing.isFetchingNextPage}>
              <IconFolder size={18} aria-hidden /> More
            </UnstyledButton>
          </li>
        )}
      </ul>
      {(directories.length > 0 || search.direct === true) && (
        <Switch
          size="xs"
          label="With directories below"
          className={classes.below}
          checked={search.direct !== true}
          onChange={(event) => {
            const { direct: _, ...rest } = search;
            void navigate({ to: '/photos', search: event.currentTarget.checked ? rest : { ...rest, direct: true }, replace: true });
          }}
        />
      )}
    </nav>
  );
}
