import { Button, Modal, Skeleton, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { thumbnailUrl } from '../../api/pictures';
import { keys } from '../../api/queries';
import { ProblemAlert } from '../../ui/states';
import classes from './studio.module.css';

/** An image of the library, by its words or among the newest. */
export function LibraryPicker({ onPick, onClose }: { onPick: (id: string) => void; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 250);
  const images = useInfiniteQuery({
    queryKey: [...keys.images, 'picker', q],
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET('/api/v1/images', { params: { query: { limit: 60, ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });
  const items = images.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <Modal opened onClose={onClose} title="Begin with a picture of the library" size="xl">
      <TextInput
        data-autofocus
        type="search"
        aria-label="Search the library"
        placeholder="Search the library"
        leftSection={<IconSearch size={16} aria-hidden />}
        maxLength={500}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        my="sm"
      />
      {images.isError && <ProblemAlert error={images.error} onRetry={() => void images.refetch()} />}
      <div className={classes.shelf}>
        <div className={classes.picker} aria-busy={images.isPending || images.isPlaceholderData}>
          {images.isPending && Array.from({ length: 12 }, (_, index) => <Skeleton key={index} className={classes.pick} />)}
          {items.map((image) => (
            <button key={image.id} type="button" className={classes.pick} aria-label={`Begin with ${image.name}`} onClick={() => onPick(image.id)}>
              <img src={thumbnailUrl(image, 'small')} alt="" loading="lazy" />
            </button>
          ))}
        </div>
        {images.isSuccess && items.length === 0 && <Text c="dimmed">{q === '' ? 'There are no pictures in your library yet.' : 'Nothing in your library fits that.'}</Text>}
        {images.hasNextPage && (
          <Button variant="default" mt="md" loading={images.isFetchingNextPage} onClick={() => void images.fetchNextPage()}>
            Show more
          </Button>
        )}
      </div>
    </Modal>
  );
}
