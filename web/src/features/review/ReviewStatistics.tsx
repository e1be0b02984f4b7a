import { Skeleton, Table, Text, Title } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { formatCount, formatPercent } from '../../ui/format';
import { EmptyState, ProblemAlert } from '../../ui/states';
import classes from './review.module.css';

const ofTags = ['Suggested', 'Waiting', 'Accepted', 'Rejected', 'Precision'];
const ofCaptions = ['Written', 'Waiting', 'Accepted', 'Edited', 'Rejected', 'Precision'];

/** How often models were right, by model and by tag. */
export function ReviewStatistics() {
  const statistics = useQuery({ queryKey: [...keys.review, 'statistics'], queryFn: ({ signal }) => answer(api.GET('/api/v1/review/statistics', { signal })) });
  if (statistics.isError) {
    return <ProblemAlert error={statistics.error} onRetry={() => void statistics.refetch()} />;
  }
  if (statistics.isPending) {
    return <Skeleton h={240} radius="lg" />;
  }
  const { models, captions, tags } = statistics.data;
  if (models.length === 0 && captions.length === 0) {
    return (
      <EmptyState icon={<IconChartBar size={32} />} title="No model has suggested anything yet">
        Once you review what models suggest, this tells how often each of them is right.
      </EmptyState>
    );
  }
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        Precision: accepted of those that were accepted, edited or rejected.
      </Text>
      <Counts title="Tags by model" columns={['Model', ...ofTags]}>
        {models.map((row) => (
          <Table.Tr key={row.model}>
            <Table.Td>{row.model}</Table.Td>
            <Cells counts={[row.suggested, row.waiting, row.accepted, row.rejected]} precision={row.precision} />
          </Table.Tr>
        ))}
      </Counts>
      <Counts title="Captions by model" columns={['Model', ...ofCaptions]}>
        {captions.map((row) => (
          <Table.Tr key={row.model}>
            <Table.Td>
              <Link to="/review" search={{ view: 'captions', model: row.model }}>
                {row.model}
              </Link>
            </Table.Td>
            <Cells counts={[row.written, row.waiting, row.accepted, row.edited, row.rejected]} precision={row.precision} />
          </Table.Tr>
        ))}
      </Counts>
      <Counts title="By tag" columns={['Tag', 'Model', ...ofTags]}>
        {tags.map((row) => (
          <Table.Tr key={`${row.tag_id} ${row.model}`}>
            <Table.Td>
              <Link to="/review" search={{ tag: row.tag_name, model: row.model }}>
                {row.tag_name}
              </Link>
            </Table.Td>
            <Table.Td>{row.model}</Table.Td>
            <Cells counts={[row.suggested, row.waiting, row.accepted, row.rejected]} precision={row.precision} />
          </Table.Tr>
        ))}
      </Counts>
    </>
  );
}

/** A table that scrolls sideways by itself; nothing where there is no row. */
function Counts({ title, columns, children }: { title: string; columns: readonly string[]; children: readonly ReactNode[] }) {
  if (children.length === 0) {
    return null;
  }
  return (
    <>
      <Title order={2} size="h3" mb="xs">
        {title}
      </Title>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={title}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{column}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </div>
    </>
  );
}

function Cells({ counts, precision }: { counts: readonly number[]; precision?: number | null | undefined }) {
  return (
    <>
      {counts.map((count, place) => (
        <Table.Td key={place}>{formatCount(count)}</Table.Td>
      ))}
      <Table.Td>{precision == null ? '–' : formatPercent(precision)}</Table.Td>
    </>
  );
}
