import { Combobox, Kbd, Loader, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconAlbum,
  IconAlertTriangle,
  IconArchive,
  IconBookmark,
  IconCalendar,
  IconCamera,
  IconFolder,
  IconFolderOpen,
  IconFilter,
  IconHeart,
  IconMap,
  IconMapPin,
  IconPalette,
  IconPhoto,
  IconPhotoOff,
  IconPhotoSearch,
  IconSearch,
  IconStar,
  IconTag,
  IconUser,
  IconX,
} from '@tabler/icons-react';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { thumbnailUrl } from '../../api/pictures';
import { albumsQuery, foldersQuery, imageQuery, readQueryQuery, savedSearchesQuery, suggestionsQuery } from '../../api/queries';
import type { Suggestion } from '../../api/types';
import { formatCount, formatPlaceFilter } from '../../ui/format';
import { searchOfSaved } from '../saved/savedSearch';
import { documentQuery } from '../documents/documents';
import { chipsOf, rangeLabel, withoutChip, withSuggestion, withWords, type Chip, type ChipKind } from './chips';
import { useFindByPicture } from './FindByPicture';
import classes from './SearchBox.module.css';
import { FaultyQuery } from './MalformedQuery';
import { QueryHelp } from './QueryHelp';
import { dateRange, likePage, type PhotoSearch, readSearch, searchKey } from './searchState';

const kinds: Record<ChipKind, { icon: typeof IconTag; title: string; noun: string }> = {
  like: { icon: IconPhotoSearch, title: 'Pictures', noun: 'filter' },
  tag: { icon: IconTag, title: 'Tags', noun: 'tag' },
  folder: { icon: IconFolder, title: 'Folders', noun: 'folder' },
  directory: { icon: IconFolderOpen, title: 'Directories', noun: 'directory' },
  album: { icon: IconAlbum, title: 'Albums', noun: 'album' },
  camera: { icon: IconCamera, title: 'Cameras', noun: 'camera' },
  place: { icon: IconMapPin, title: 'Places', noun: 'place' },
  bbox: { icon: IconMap, title: 'Map', noun: 'filter' },
  date: { icon: IconCalendar, title: 'Dates', noun: 'date' },
  favourite: { icon: IconHeart, title: 'Favourites', noun: 'filter' },
  rating: { icon: IconStar, title: 'Ratings', noun: 'filter' },
  archived: { icon: IconArchive, title: 'Archive', noun: 'filter' },
  missing: { icon: IconPhotoOff, title: 'Missing', noun: 'filter' },
};
/** Suggestions in groups, in this order. */
const groups: Record<Suggestion['kind'], { icon: typeof IconTag; title: string }> = {
  tag: kinds.tag,
  person: { icon: IconUser, title: 'People' },
  folder: kinds.folder,
  camera: kinds.camera,
  place: kinds.place,
  date: kinds.date,
  colour: { icon: IconPalette, title: 'Colors' },
  type: { icon: IconPhoto, title: 'Kinds of file' },
  value: { icon: IconFilter, title: 'Values' },
  field: { icon: IconFilter, title: 'Search in' },
};
const order = Object.keys(groups) as Suggestion['kind'][];

/** The search in the URL, and the page it is for; an empty one on pages that are not about photos. */
function useCurrentSearch(): { page: '/photos' | '/map'; search: PhotoSearch } {
  const { pathname, search } = useRouterState({
    select: (state) => ({ pathname: state.location.pathname, search: state.location.search }),
  });
  const page = pathname.startsWith('/map') ? '/map' : '/photos';
  const key = pathname.startsWith(page) ? searchKey(readSearch(search as Record<string, unknown>)) : '';
  return useMemo(() => ({ page, search: key === '' ? {} : readSearch(search as Record<string, unknown>) }), [page, key]);
}

export function SearchBox() {
  const navigate = useNavigate();
  const { page, search } = useCurrentSearch();
  const [text, setText] = useState(search.q ?? '');
  const [helped, setHelped] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data: folders } = useQuery(foldersQuery);
  const { data: albums } = useQuery({ ...albumsQuery, enabled: search.album !== undefined });
  const alike = useQueries({ queries: (search.like ?? []).filter((id) => id.startsWith('img_')).map(imageQuery) });
  const sources = alike.flatMap((query) => query.data ?? []);
  const documents = useQueries({ queries: [...new Set((search.like ?? []).flatMap((value) => likePage(value)?.document ?? []))].map(documentQuery) });
  const named = documents.flatMap((query) => query.data?.document ?? []);
  const chips = chipsOf(search, (id) => [...(folders ?? []), ...(albums ?? []), ...sources, ...named].find((thing) => thing.id === id)?.name);

  // The URL leads: back, forward and removed filters show here.
  useEffect(() => setText(search.q ?? ''), [search]);

  const [asked] = useDebouncedValue(text.trim(), 120);
  const open = combobox.dropdownOpened;
  const found = useQuery({ ...suggestionsQuery(asked), enabled: open, placeholderData: keepPreviousData });
  const read = useQuery({ ...readQueryQuery(asked), enabled: open && asked !== '' });
  const fault = asked === text.trim() ? (read.data?.problem ?? null) : null;
  const { data: saved } = useQuery({ ...savedSearchesQuery, enabled: open });
  const kept = asked === '' && text === '' ? (saved ?? []).slice(0, 6) : [];
  const taken = new Set(chips.map((chip) => `${chip.kind}/${chip.value}`));
  const suggestions = (found.data?.items ?? []).filter((suggestion) => suggestion.insert != null || !taken.has(`${suggestion.kind}/${suggestion.value}`));

  const go = (next: PhotoSearch) => {
    void navigate({ to: page, search: next });
  };
  const choose = (value: string) => {
    const suggestion = suggestions[Number(value)];
    const one = kept.find((search) => search.id === value);
    const before = (found.data?.text ?? '').slice(0, found.data?.from ?? 0);
    if (one !== undefined) {
      void navigate({ to: '/photos', search: searchOfSaved(one) });
    } else if (value === 'words' || suggestion === undefined) {
      go(withWords(search, text));
    } else if (suggestion.insert == null) {
      // What was typed to find the suggestion has done its work.
      const rest = found.data?.from === 0 && text === search.q ? text : before;
      go(withSuggestion(withWords(search, rest), suggestion));
      setText(rest);
    } else {
      const completed = before + suggestion.insert;
      setText(completed);
      if (suggestion.kind === 'field') {
        // Its value comes next.
        input.current?.focus();
        combobox.resetSelectedOption();
        return;
      }
      go(withWords(search, completed));
    }
    combobox.closeDropdown();
  };

  const byPicture = useFindByPicture((like) => {
    setText('');
    void navigate({ to: '/photos', search: { like: [like] } });
  });

  const removeButtons = () => [...(box.current?.querySelectorAll<HTMLButtonElement>('[data-chip]') ?? [])];
  const remove = (chip: Chip, index: number) => {
    go(withoutChip(search, chip));
    // The focus stays where the next press does something sensible.
    const buttons = removeButtons();
    (buttons[index + 1] ?? buttons[index - 1] ?? input.current)?.focus();
  };
  const onChipKey = (event: KeyboardEvent, chip: Chip, index: number) => {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      remove(chip, index);
    } else if (event.key === 'ArrowLeft') {
      removeButtons()[index - 1]?.focus();
    } else if (event.key === 'ArrowRight') {
      (removeButtons()[index + 1] ?? input.current)?.focus();
    }
  };
  const onInputKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const atStart = event.currentTarget.selectionStart === 0 && event.currentTarget.selectionEnd === 0;
    const last = chips.at(-1);
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && combobox.getSelectedOptionIndex() === -1) {
      event.preventDefault();
      go(withWords(search, text));
      combobox.closeDropdown();
    } else if (event.key === 'Backspace' && text === '' && last !== undefined) {
      event.preventDefault();
      go(withoutChip(search, last));
    } else if (event.key === 'ArrowLeft' && atStart) {
      removeButtons().at(-1)?.focus();
    } else if (event.key === 'F1') {
      event.preventDefault();
      combobox.closeDropdown();
      setHelped(true);
    } else if (event.key === 'Escape' && !open) {
      event.currentTarget.blur();
    }
  };

  return (
    <Combobox store={combobox} onOptionSubmit={choose} shadow="md" withinPortal={false} position="bottom-start" width="target" offset={6}>
      <search className={classes.search}>
        <Combobox.DropdownTarget>
          <div ref={box} className={classes.box} {...byPicture.dropTarget} onClick={(event) => event.target === event.currentTarget && input.current?.focus()}>
            <IconSearch size={18} className={classes.glass} aria-hidden />
            <div className={classes.parts}>
              {chips.map((chip, index) => {
                const Icon = kinds[chip.kind].icon;
                const source = chip.kind === 'like' ? sources.find((image) => image.id === chip.value) : undefined;
                return (
                  <span key={`${chip.kind}/${chip.value}`} className={classes.chip}>
                    {source === undefined ? <Icon size={14} aria-hidden /> : <img className={classes.chipPicture} src={thumbnailUrl(source, 'small')} alt="" width={20} height={20} />}
                    <span className={classes.chipLabel}>{chip.label}</span>
                    <button
                      type="button"
                      data-chip
                      className={classes.remove}
                      aria-label={`Remove ${kinds[chip.kind].noun} ${chip.label}`}
                      onClick={() => remove(chip, index)}
                      onKeyDown={(event) => onChipKey(event, chip, index)}
                    >
                      <IconX size={13} aria-hidden />
                    </button>
                  </span>
                );
              })}
              <Combobox.EventsTarget>
                <input
                  ref={input}
                  id="search"
                  className={classes.input}
                  type="text"
                  inputMode="search"
                  enterKeyHint="search"
                  autoComplete="off"
                  spellCheck={false}
                  aria-label="Search photos"
                  placeholder={chips.length === 0 ? 'Search photos' : ''}
                  value={text}
                  onChange={(event) => {
                    setText(event.currentTarget.value);
                    combobox.openDropdown();
                    combobox.resetSelectedOption();
                  }}
                  onFocus={() => combobox.openDropdown()}
                  onClick={() => combobox.openDropdown()}
                  onBlur={() => combobox.closeDropdown()}
                  onKeyDown={onInputKey}
                />
              </Combobox.EventsTarget>
            </div>
            {found.isFetching && open && <Loader size={16} aria-hidden />}
            {byPicture.button}
            {(text !== '' || chips.length > 0) && (
              <button
                type="button"
                className={classes.clear}
                aria-label="Clear the search"
                onClick={() => {
                  setText('');
                  go(search.sort !== undefined && search.sort !== 'relevance' ? { sort: search.sort } : {});
                  input.current?.focus();
                }}
              >
                <IconX size={17} aria-hidden />
              </button>
            )}
          </div>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={text.trim() === '' && suggestions.length === 0 && kept.length === 0}>
          {fault !== null && (
            <Combobox.Header>
              <div className={classes.fault} role="status">
                <IconAlertTriangle size={16} aria-hidden />
                <div>
                  <FaultyQuery query={asked} start={fault.position} length={fault.length} />
                  <div>{fault.detail}</div>
                </div>
              </div>
            </Combobox.Header>
          )}
          <Combobox.Options className={classes.options} aria-label="Suggestions">
            {text.trim() !== '' && (
              <Combobox.Option value="words">
                <span className={classes.option}>
                  <IconSearch size={16} aria-hidden />
                  <span className={classes.optionLabel}>
                    Search for <b>{text.trim()}</b>
                  </span>
                </span>
              </Combobox.Option>
            )}
            {kept.length > 0 && (
              <Combobox.Group label="Saved searches">
                {kept.map((one) => (
                  <Combobox.Option key={one.id} value={one.id}>
                    <span className={classes.option}>
                      <IconBookmark size={16} aria-hidden />
                      <span className={classes.optionLabel}>{one.name}</span>
                    </span>
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            )}
            {order.map((kind) => {
              const members = suggestions
                .map((suggestion, index) => ({ suggestion, index }))
                .filter(({ suggestion }) => suggestion.kind === kind);
              return members.length === 0 ? null : (
                <Combobox.Group key={kind} label={groups[kind].title}>
                  {members.map(({ suggestion, index }) => (
                    <Combobox.Option key={`${kind}/${suggestion.value}`} value={String(index)}>
                      <SuggestionLine suggestion={suggestion} />
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              );
            })}
          </Combobox.Options>
          <Combobox.Footer>
            {/* The box keeps the focus, or the list would be gone before it is clicked. */}
            <button
              type="button"
              className={classes.help}
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => {
                combobox.closeDropdown();
                setHelped(true);
              }}
            >
              How to search <Kbd size="xs">F1</Kbd>
            </button>
          </Combobox.Footer>
        </Combobox.Dropdown>
        {helped && <QueryHelp onClose={() => setHelped(false)} />}
      </search>
    </Combobox>
  );
}

function SuggestionLine({ suggestion }: { suggestion: Suggestion }) {
  const Icon = groups[suggestion.kind].icon;
  return (
    <span className={classes.option}>
      <Icon size={16} aria-hidden />
      <span className={classes.optionLabel}>{labelOf(suggestion)}</span>
      {suggestion.count != null && <span className={classes.optionCount}>{formatCount(suggestion.count)}</span>}
    </span>
  );
}

/** Dates and countries in the viewer's language; fields with their name; all else as it is called. */
function labelOf(suggestion: Suggestion) {
  if (suggestion.kind === 'field') {
    return (
      <>
        <b>{suggestion.value}:</b> <span className={classes.optionHint}>{suggestion.label}</span>
      </>
    );
  }
  const range = suggestion.kind === 'date' ? dateRange(suggestion.value) : null;
  return suggestion.kind === 'place' ? formatPlaceFilter(suggestion.value) : range === null ? suggestion.label : rangeLabel(range.from, range.to);
}
