import { ActionIcon, Button, Group, Loader, Menu, Stack, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { useHotkeys, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import {
  IconArrowsSort,
  IconFolderPlus,
  IconGrid4x4,
  IconGridDots,
  IconLayoutGrid,
  IconPhotoPlus,
  IconPhotoSearch,
  IconPhotoX,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { albumsQuery, foldersQuery, meQuery, runningJobsQuery } from '../../api/queries';
import { isAdministrator } from '../../api/roles';
import { countOf } from '../../ui/format';
import { ChoiceItem } from '../../ui/ChoiceItem';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { AlbumHeader } from '../albums/AlbumHeader';
import { DocumentHits } from '../documents/DocumentHits';
import { FoundPages } from '../documents/FoundPages';
import { BulkBar } from '../selection/BulkBar';
import { nothing, select } from '../selection/selection';
import { SaveSearch } from '../saved/SaveSearch';
import { MalformedQuery } from '../search/MalformedQuery';
import { QueryTerms } from '../search/QueryTerms';
import { TextModelMissing, WithoutMeaning } from '../search/TextModelMissing';
import { SearchModeMenu } from '../search/SearchModeMenu';
import { effectiveSort, hasFilter, searchKey, type PhotoSearch, type Sort } from '../search/searchState';
import { DirectoryBar } from './DirectoryBar';
import classes from './GalleryPage.module.css';
import { FilterMenu } from './FilterMenu';
import { Grid, type GridHandle } from './Grid';
import { useFeed } from './useFeed';

const route = getRouteApi('/app/photos');

const sortLabels: Record<Sort, string> = {
  '-date': 'Newest first',
  date: 'Oldest first',
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  relevance: 'Best match',
  position: 'By hand',
};

const densities = ['small', 'medium', 'large'] as const;
type Density = (typeof densities)[number];
const densityLabels: Record<Density, string> = { small: 'Small pictures', medium: 'Medium pictures', large: 'Large pictures' };
/** Wished height of a row in pixels, on a wide and on a narrow screen. */
const rowHeights: Record<Density, [number, number]> = { small: [140, 84], medium: [208, 124], large: [300, 210] };

export function GalleryPage() {
  const search = route.useSearch();
  const child = useChildMatches({ select: (matches) => matches[0]?.params as { imageId?: string } | undefined });
  const opened = child?.imageId ?? null;
  useTitle(opened === null ? titleOf(search) : null);
  const { entry, feed, snapshot } = useFeed(search);
  const [density, setDensity] = useLocalStorage<Density>({ key: 'limner-density', defaultValue: 'medium', getInitialValueInEffect: false });
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const grid = useRef<GridHandle>(null);
  const albums = useQuery({ ...albumsQuery, enabled: search.album !== undefined });
  const album = search.album?.length === 1 ? (albums.data?.find((each) => each.id === search.album![0]) ?? null) : null;

  // What was chosen here is not to be edited from elsewhere.
  const key = searchKey(search);
  useEffect(() => () => select(nothing), [key]);
  // What is alike, or found by meaning, is no filter: those pictures are chosen by name, as many as are loaded.
  const selectAll = () =>
    select(
      search.like === undefined && (snapshot.how === null || snapshot.how.mode === 'text')
        ? { kind: 'all', search, total: snapshot.total, except: new Set() }
        : { kind: 'some', ids: new Set(snapshot.groups.flatMap((group) => group.items.map((image) => image.id))) },
    );
  useHotkeys([
    ['mod+A', () => opened === null && snapshot.total > 0 && selectAll()],
    ['Escape', () => opened === null && select(nothing), { preventDefault: false }],
  ]);

  // Closing the lightbox leads back to the picture that was looked at last.
  const last = useRef(opened);
  useEffect(() => {
    if (opened === null && last.current !== null) {
      const index = feed.indexOf(last.current);
      if (index !== null) {
        grid.current?.show(index);
      }
    }
    last.current = opened;
  }, [opened, feed]);

  const empty = snapshot.status === 'ready' && snapshot.total === 0 && snapshot.problem === null;
  return (
    <div className={classes.page}>
      {album === null ? <VisuallyHidden component="h1">{titleOf(search)}</VisuallyHidden> : <AlbumHeader album={album} />}
      <div className={classes.bar}>
        <Group gap="sm" wrap="nowrap" className={classes.count}>
          <Text size="sm" c="dimmed" role="status" aria-live="polite">
            {snapshot.status === 'ready' && !empty ? countOf(snapshot.total, 'picture', 'pictures') : ' '}
          </Text>
          {search.like === undefined && <DocumentHits q={search.q} />}
        </Group>
        <Group gap={4} wrap="nowrap">
          <SaveSearch search={search} />
          <FilterMenu search={search} />
          {search.q !== undefined && search.like === undefined && <SearchModeMenu search={search} found={snapshot.how} />}
          {search.like === undefined && <SortMenu search={search} />}
          <DensityMenu value={density} onChange={setDensity} />
        </Group>
      </div>
      {search.folder?.length === 1 && <DirectoryBar search={search} folder={search.folder[0]!} />}
      <QueryTerms search={search} />
      <FoundPages search={search} />
      {snapshot.problem !== null && (
        <div className={classes.problem}>
          {snapshot.problem.code === 'query_malformed' ? (
            <MalformedQuery query={search.q ?? ''} problem={snapshot.problem} />
          ) : snapshot.problem.code === 'text_model_missing' ? (
            <TextModelMissing search={search} />
          ) : (
            <Stack gap="sm" align="stretch">
              <ProblemAlert error={snapshot.problem} onRetry={() => feed.retry()} />
              {search.mode === 'semantic' && <WithoutMeaning search={search} />}
            </Stack>
          )}
        </div>
      )}
      {snapshot.status === 'loading' && <LoadingLate />}
      {empty && <NothingHere search={search} />}
      {snapshot.status === 'ready' && !empty && (
        <Grid
          key={searchKey(search)}
          ref={grid}
          feed={feed}
          snapshot={snapshot}
          search={search}
          album={album}
          target={rowHeights[density][narrow ? 1 : 0]}
          initialScrollTop={entry.scrollTop}
          onScrolled={(scrollTop) => {
            entry.scrollTop = scrollTop;
          }}
        />
      )}
      <BulkBar search={search} total={snapshot.total} album={album} onAll={selectAll} />
      <Outlet />
    </div>
  );
}

function titleOf(search: PhotoSearch): string {
  if (search.like !== undefined) {
    return 'Similar pictures – Photos';
  }
  const words = [search.q, ...(search.tag ?? [])].filter(Boolean).join(', ');
  return words === '' ? 'Photos' : `${words} – Photos`;
}

/** Shown by CSS only after a moment: most answers are there before. */
function LoadingLate() {
  return (
    <div className={classes.late}>
      <Loader aria-label="Loading pictures" />
    </div>
  );
}

function SortMenu({ search }: { search: PhotoSearch }) {
  const navigate = useNavigate();
  const current = effectiveSort(search);
  const offered = (Object.keys(sortLabels) as Sort[]).filter(
    (sort) => (sort !== 'relevance' || search.q !== undefined) && (sort === 'relevance' || search.mode !== 'semantic') && (sort !== 'position' || search.album?.length === 1),
  );
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          className={classes.tool}
          leftSection={<IconArrowsSort size={17} aria-hidden />}
          aria-label={`Order: ${sortLabels[current]}`}
        >
          {sortLabels[current]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map((sort) => (
          <ChoiceItem
            key={sort}
            label={sortLabels[sort]}
            chosen={sort === current}
            onChoose={() => {
              const { sort: _, ...rest } = search;
              void navigate({ to: '/photos', search: sort === effectiveSort(rest) ? rest : { ...rest, sort } });
            }}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function DensityMenu({ value, onChange }: { value: Density; onChange: (density: Density) => void }) {
  const icons = { small: IconGrid4x4, medium: IconGridDots, large: IconLayoutGrid };
  const Icon = icons[value];
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <Tooltip label="Size of the pictures">
          <ActionIcon variant="subtle" color="gray" size={34} className={classes.tool} aria-label="Size of the pictures">
            <Icon size={19} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {densities.map((density) => (
          <ChoiceItem key={density} label={densityLabels[density]} chosen={density === value} onChoose={() => onChange(density)} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function NothingHere({ search }: { search: PhotoSearch }) {
  const folders = useQuery(foldersQuery);
  const running = useQuery(runningJobsQuery);
  const { data: me } = useQuery(meQuery);
  if (search.album !== undefined && Object.keys(search).every((filter) => filter === 'album' || filter === 'sort')) {
    return (
      <EmptyState icon={<IconPhotoPlus size={32} />} title="The album is empty">
        Choose pictures among your photos, and add them with the button for albums.
      </EmptyState>
    );
  }
  if (search.like !== undefined) {
    return (
      <EmptyState
        icon={<IconPhotoSearch size={32} />}
        title="Nothing to compare with"
        action={
          <Button component={Link} to="/photos" variant="light">
            All photos
          </Button>
        }
      >
        No other picture was found. A filter may be in the way, or pictures are still being looked at: see the jobs.
      </EmptyState>
    );
  }
  if (hasFilter(search)) {
    return (
      <EmptyState
        icon={<IconPhotoSearch size={32} />}
        title="No picture matches"
        action={
          <Button component={Link} to="/photos" variant="light">
            Clear the search
          </Button>
        }
      >
        Try fewer words, or remove a filter.
      </EmptyState>
    );
  }
  if (folders.data === undefined) {
    return folders.isError ? (
      <div className={classes.problem}>
        <ProblemAlert error={folders.error} onRetry={() => void folders.refetch()} />
      </div>
    ) : (
      <LoadingLate />
    );
  }
  if (folders.data.length === 0 && me !== undefined && !isAdministrator(me)) {
    return (
      <EmptyState icon={<IconPhotoX size={32} />} title="Nothing here yet">
        Pictures that others share with you appear here.
        {me.role !== 'viewer' && ' Drop pictures of your own anywhere in this window. An administrator can also give you a folder on the server.'}
      </EmptyState>
    );
  }
  if (folders.data.length === 0) {
    return (
      <EmptyState
        icon={<IconFolderPlus size={32} />}
        title="Your gallery begins with a folder"
        action={
          <Button component={Link} to="/folders" search={{ add: '1' } as never} leftSection={<IconFolderPlus size={18} />}>
            Add a folder
          </Button>
        }
      >
        Choose a folder of pictures on the server: the originals stay where they are and are never changed. Or drop pictures anywhere in this window.
      </EmptyState>
    );
  }
  const scanning = (running.data ?? []).length > 0 || folders.data.some((folder) => folder.active_job != null);
  return scanning ? (
    <EmptyState icon={<Loader size={28} aria-hidden />} title="Looking through your folders">
      Pictures appear here as they are found.
    </EmptyState>
  ) : (
    <EmptyState
      icon={<IconPhotoX size={32} />}
      title="No pictures yet"
      action={
        <Button component={Link} to="/folders" variant="light">
          Look at the folders
        </Button>
      }
    >
      None of your folders holds a picture that could be read.
      {me?.role !== 'viewer' && ' Drop some anywhere in this window.'}
    </EmptyState>
  );
}
