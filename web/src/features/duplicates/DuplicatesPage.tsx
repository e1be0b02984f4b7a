import { Button, Group, SegmentedControl, Select, Tabs, Text, Title } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { countOf, formatCount } from '../../ui/format';
import page from '../../ui/page.module.css';
import { Note } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { ExactCopies } from './ExactCopies';
import { GroupQueue } from './GroupQueue';
import { ResolveDialog } from './ResolveDialog';
import classes from './duplicates.module.css';
import { readDuplicatesSearch, type DuplicatesSearch } from './duplicatesSearch';

const route = getRouteApi('/app/duplicates');

export const ruleNames = [
  { value: 'largest', label: 'Keep the largest' },
  { value: 'most_metadata', label: 'Keep the one with most said of it' },
  { value: 'oldest', label: 'Keep the oldest' },
];

/** Pictures that are there more than once: side by side, and decided by keyboard. */
export function DuplicatesPage() {
  useTitle('Duplicates');
  const navigate = useNavigate();
  const search = route.useSearch();
  const [resolving, setResolving] = useState(false);
  const kind = search.kind ?? 'near';
  const threshold = search.threshold ?? 6;
  const summary = useQuery({
    queryKey: [...keys.duplicates, 'summary', threshold],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/duplicates/summary', { params: { query: { threshold } }, signal })),
  });
  const go = (change: Record<string, unknown>) => void navigate({ to: '/duplicates', search: readDuplicatesSearch({ ...search, ...change }) satisfies DuplicatesSearch });
  const count = (number: number | undefined) => (number === undefined ? '' : ` ${formatCount(number)}`);
  const groups = kind === 'near' ? summary.data?.near : summary.data?.burst;
  return (
    <div className={`${page.page} ${classes.page}`}>
      <div className={page.head}>
        <Title order={1}>Duplicates</Title>
        {kind !== 'exact' && (
          <Button variant="default" leftSection={<IconWand size={18} aria-hidden />} disabled={!groups} onClick={() => setResolving(true)}>
            Decide all…
          </Button>
        )}
      </div>
      <Tabs value={kind} onChange={(value) => go({ kind: value })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="near">Near{count(summary.data?.near)}</Tabs.Tab>
          <Tabs.Tab value="burst">Bursts{count(summary.data?.burst)}</Tabs.Tab>
          <Tabs.Tab value="exact">Copies{count(summary.data?.exact)}</Tabs.Tab>
        </Tabs.List>
        {(summary.data?.pending ?? 0) > 0 && <Note>{countOf(summary.data!.pending, 'picture has', 'pictures have')} yet to be compared with the others.</Note>}
        {kind !== 'exact' && (
          <Group className={classes.bar}>
            {kind === 'near' && (
              <SegmentedControl
                aria-label="How alike"
                value={String(threshold)}
                onChange={(value) => go({ threshold: value })}
                data={[
                  { value: '2', label: 'Same' },
                  { value: '6', label: 'Alike' },
                  { value: '10', label: 'Similar' },
                ]}
              />
            )}
            <Select aria-label="Which one to keep" data={ruleNames} value={search.keep ?? 'largest'} onChange={(value) => go({ keep: value })} allowDeselect={false} w={290} maw="100%" />
            {kind === 'near' && (
              <Text size="sm" c="dimmed">
                At most {threshold} of 64 bits apart
              </Text>
            )}
          </Group>
        )}
        <Tabs.Panel value="near">
          <GroupQueue key={`near ${threshold} ${search.keep ?? ''}`} kind="near" threshold={threshold} keep={search.keep ?? 'largest'} />
        </Tabs.Panel>
        <Tabs.Panel value="burst">
          <GroupQueue key={`burst ${search.keep ?? ''}`} kind="burst" threshold={threshold} keep={search.keep ?? 'largest'} />
        </Tabs.Panel>
        <Tabs.Panel value="exact">
          <ExactCopies />
        </Tabs.Panel>
      </Tabs>
      {resolving && kind !== 'exact' && <ResolveDialog kind={kind} threshold={threshold} keep={search.keep ?? 'largest'} onClose={() => setResolving(false)} />}
    </div>
  );
}
