import { Skeleton, Table, Text, Title } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { formatCount, formatPercent } from '../../ui/format';
import { EmptyState, ProblemAlert } from '../../ui/states';
import classes from './review.module.css';

interface Row {
  suggested: number;
  waiting: number;
  accepted: number;
  rejected: number;
  precision?: number | null;
}

/** How often models were right, by model and by tag. */
export function ReviewStatistics() {
  const statistics = useQuery({ queryKey: [...keys.review, 'statistics'], queryFn: ({ signal }) => answer(api.GET('/api/v1/review/statistics', { signal })) });
  if (statistics.isError) {
    return <ProblemAlert error={statistics.error} onRetry={() => void statistics.refetch()} />;
  }
  if (statistics.isPending) {
    return <Skeleton h={240} radius="lg" />;
  }
  if (statistics.data.models.length === 0) {
    return (
      <EmptyState icon={<IconChartBar size={32} />} title="No model has suggested anything yet">
        Once you review what models suggest, this tells how often each of them is right.
      </EmptyState>
    );
  }
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        Precision: accepted of those that were accepted or rejected.
      </Text>
      <Title order={2} size="h3" mb="xs">
        By model
      </Title>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label="By model">
        <Table>
          <Head first={['Model']} />
          <Table.Tbody>
            {statistics.data.models.map((row) => (
              <Table.Tr key={row.model}>
                <Table.Td>{row.model}</Table.Td>
                <Cells row={row} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Title order={2} size="h3" mt="lg" mb="xs">
        By tag
      </Title>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label="By tag">
        <Table>
          <Head first={['Tag', 'Model']} />
          <Table.Tbody>
            {statistics.data.tags.map((row) => (
              <Table.Tr key={`${row.tag_id} ${row.model}`}>
                <Table.Td>
                  <Link to="/review" search={{ tag: row.tag_name, model: row.model }}>
                    {row.tag_name}
                  </Link>
                </Table.Td>
                <Table.Td>{row.model}</Table.Td>
                <Cells row={row} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}

function Head({ first }: { first: readonly string[] }) {
  return (
    <Table.Thead>
      <Table.Tr>
        {[...first, 'Suggested', 'Waiting', 'Accepted', 'Rejected', 'Precision'].map((title) => (
          <Table.Th key={title}>{title}</Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

function Cells({ row }: { row: Row }) {
  return (
    <>
      <Table.Td>{formatCount(row.suggested)}</Table.Td>
      <Table.Td>{formatCount(row.waiting)}</Table.Td>
      <Table.Td>{formatCount(row.accepted)}</Table.Td>
      <Table.Td>{formatCount(row.rejected)}</Table.Td>
      <Table.Td>{row.precision == null ? '–' : formatPercent(row.precision)}</Table.Td>
    </>
  );
}
