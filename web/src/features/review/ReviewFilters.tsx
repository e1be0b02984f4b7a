import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { foldersQuery, keys } from '../../api/queries';
import classes from './review.module.css';
import type { ReviewSearch } from './reviewSearch';

/** Which suggestions are to be seen. On a telephone the fields wait behind a button: the picture is what matters there. */
export function ReviewFilters({ search }: { search: ReviewSearch }) {
  const navigate = useNavigate();
  const folders = useQuery(foldersQuery);
  const statistics = useQuery({ queryKey: [...keys.review, 'statistics'], queryFn: ({ signal }) => answer(api.GET('/api/v1/review/statistics', { signal })) });
  const set = (change: { [key in keyof ReviewSearch]?: ReviewSearch[key] | undefined }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== ''));
    void navigate({ to: '/review', search: next as ReviewSearch, replace: true });
  };
  const numberOf = (value: string | number) => (typeof value === 'number' ? value : undefined);
  const captions = search.view === 'captions';
  const [open, setOpen] = useState(false);
  const models = (captions ? statistics.data?.captions : statistics.data?.models) ?? [];
  const { view: _, ...active } = search;
  const count = Object.keys(active).length;
  return (
    <>
      <Button
        hiddenFrom="sm"
        size="xs"
        variant="default"
        mb="xs"
        aria-expanded={open}
        leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
        onClick={() => setOpen(!open)}
      >
        {count === 0 ? 'Filters' : `Filters (${count})`}
      </Button>
      <div className={classes.filters} data-open={open}>
        {!captions && <TextInput label="Tag" placeholder="any" maxLength={100} value={search.tag ?? ''} onChange={(event) => set({ tag: event.currentTarget.value })} />}
        <Select
          label="Model"
          placeholder="any"
          clearable
          data={models.map((model) => model.model)}
          value={search.model ?? null}
          onChange={(value) => set({ model: value ?? undefined })}
        />
        <Select
          label="Folder"
          placeholder="any"
          clearable
          data={(folders.data ?? []).map((folder) => ({ value: folder.id, label: folder.name }))}
          value={search.folder ?? null}
          onChange={(value) => set({ folder: value ?? undefined })}
        />
        {!captions && (
          <>
            <NumberInput label="Surer than" suffix=" %" min={0} max={100} value={search.min ?? ''} onChange={(value) => set({ min: numberOf(value) })} />
            <NumberInput label="Less sure than" suffix=" %" min={0} max={100} value={search.max ?? ''} onChange={(value) => set({ max: numberOf(value) })} />
          </>
        )}
        {captions ? (
          <Select
            label="First"
            allowDeselect={false}
            data={[
              { value: 'newest', label: 'The newest' },
              { value: 'oldest', label: 'The oldest' },
            ]}
            value={search.order ?? 'newest'}
            onChange={(value) => set({ order: value === 'oldest' ? value : undefined })}
          />
        ) : (
          <Select
            label="First"
            allowDeselect={false}
            data={[
              { value: 'surest', label: 'The surest' },
              { value: 'unsurest', label: 'The least sure' },
            ]}
            value={search.order ?? 'surest'}
            onChange={(value) => set({ order: value === 'unsurest' ? value : undefined })}
          />
        )}
      </div>
    </>
  );
}
