import { Code, Modal, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queryFieldsQuery } from '../../api/queries';
import { ProblemAlert } from '../../ui/states';

const joined: [string, string][] = [
  ['red cup', 'Both words, each as the beginning of one'],
  ['"red cup"', 'The words one after the other'],
  ['-cup', 'Without the word'],
  ['cat OR dog', 'Either; AND and NOT in capitals too'],
  ['(cat OR dog) beach', 'Parentheses go first'],
];

/** What can be written into the search box. */
export function QueryHelp({ onClose }: { onClose: () => void }) {
  const fields = useQuery(queryFieldsQuery);
  return (
    <Modal opened onClose={onClose} title="How to search" size="lg">
      <Rows rows={joined} />
      <Text component="h3" size="sm" fw={650} mt="md" mb={4}>
        Fields
      </Text>
      {fields.isError && <ProblemAlert error={fields.error} onRetry={() => void fields.refetch()} />}
      {fields.isPending && <Skeleton h={360} />}
      {fields.data !== undefined && <Rows rows={fields.data.map((field) => [field.example, field.summary])} />}
    </Modal>
  );
}

function Rows({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <Table withRowBorders={false} verticalSpacing={4}>
      <Table.Tbody>
        {rows.map(([example, meaning]) => (
          <Table.Tr key={example}>
            <Table.Td w="45%">
              <Code>{example}</Code>
            </Table.Td>
            <Table.Td>{meaning}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
