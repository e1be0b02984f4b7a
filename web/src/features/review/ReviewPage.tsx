import { Tabs, Title } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import page from '../../ui/page.module.css';
import { useTitle } from '../../ui/useTitle';
import { TagsNav } from '../tags/TagsNav';
import { ReviewQueue } from './ReviewQueue';
import { ReviewStatistics } from './ReviewStatistics';

const route = getRouteApi('/app/review');

/** What models suggest, gone through by keyboard; and how often they were right. */
export function ReviewPage() {
  useTitle('Review');
  const navigate = useNavigate();
  const search = route.useSearch();
  const show = (view: string | null) => {
    const { view: _, order: __, ...rest } = search;
    void navigate({ to: '/review', search: view === 'statistics' || view === 'captions' ? { ...rest, view } : rest });
  };
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Review</Title>
      </div>
      <TagsNav />
      <Tabs value={search.view ?? 'queue'} onChange={show} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="queue">Tags</Tabs.Tab>
          <Tabs.Tab value="captions">Captions</Tabs.Tab>
          <Tabs.Tab value="statistics">Statistics</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="queue">
          <ReviewQueue search={search} />
        </Tabs.Panel>
        <Tabs.Panel value="captions">
          <ReviewQueue search={search} />
        </Tabs.Panel>
        <Tabs.Panel value="statistics">
          <ReviewStatistics />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
