import { Button, Checkbox, FileButton, Group, List, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { VocabularyImport } from '../../api/types';
import { countOf } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';

type Format = 'text' | 'csv' | 'json';

const formatOf = (name: string): Format => (name.toLowerCase().endsWith('.csv') ? 'csv' : name.toLowerCase().endsWith('.json') ? 'json' : 'text');

/** Takes a vocabulary in: read first, then taken. */
export function ImportDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [format, setFormat] = useState<Format>('text');
  const [text, setText] = useState('');
  const [replace, setReplace] = useState(false);
  const [read, setRead] = useState<VocabularyImport | null>(null);
  const take = useMutation({
    mutationFn: (preview: boolean) => answer(api.POST('/api/v1/vocabulary/import', { body: { format, text, replace, preview } })),
    onSuccess: (result, preview) => {
      if (preview) {
        setRead(result);
      } else {
        notifyDone('Imported', `${countOf(result.vocabulary.tag_count, 'tag', 'tags')} in the vocabulary.`);
        onDone();
        onClose();
      }
    },
  });
  const edit = (change: () => void) => {
    change();
    setRead(null);
    take.reset();
  };
  return (
    <Modal opened onClose={onClose} title="Import a vocabulary" size="lg">
      <Stack gap="md">
        <Group gap="sm">
          <FileButton
            accept=".txt,.csv,.json,text/plain,text/csv,application/json"
            onChange={(file) => {
              if (file !== null) {
                void file.text().then((content) =>
                  edit(() => {
                    setText(content);
                    setFormat(formatOf(file.name));
                  }),
                );
              }
            }}
          >
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconFile size={16} aria-hidden />}>
                Choose a file
              </Button>
            )}
          </FileButton>
          <SegmentedControl
            aria-label="Format"
            value={format}
            onChange={(value) => edit(() => setFormat(value as Format))}
            data={[
              { value: 'text', label: 'Text' },
              { value: 'csv', label: 'CSV' },
              { value: 'json', label: 'JSON' },
            ]}
          />
        </Group>
        <Textarea
          label="Or paste it"
          description={
            {
              text: 'A tag a line; a tab before those below another; {synonyms} in braces below their tag; !word denies a word. Keyword lists of Lightroom and Bridge fit.',
              csv: 'Columns name, parent, synonyms (separated by semicolons), kind (tag or denied).',
              json: '{"tags":[{"name":"dog","parent":"animal","synonyms":["hound"]}],"denied":["person"]}',
            }[format]
          }
          autosize
          minRows={5}
          maxRows={12}
          value={text.length > 20_000 ? `${text.slice(0, 20_000)}\n…` : text}
          readOnly={text.length > 20_000}
          onChange={(event) => edit(() => setText(event.currentTarget.value))}
          onKeyDown={(event) => {
            // In a keyword list a tab means something; with a modifier it still leaves the field.
            if (event.key === 'Tab' && !event.shiftKey && format === 'text' && event.currentTarget.value !== '' && text.length <= 20_000) {
              event.preventDefault();
              const { selectionStart, selectionEnd } = event.currentTarget;
              edit(() => setText(`${text.slice(0, selectionStart)}\t${text.slice(selectionEnd)}`));
            }
          }}
        />
        <Checkbox label="Take out of the vocabulary what is not in it" checked={replace} onChange={(event) => edit(() => setReplace(event.currentTarget.checked))} />
        {take.isError && <ProblemAlert error={take.error} />}
        {read !== null && (
          <div role="status">
            <Text size="sm">
              {countOf(read.tags, 'tag', 'tags')}, {countOf(read.synonyms, 'synonym', 'synonyms')}, {countOf(read.denied, 'denied word', 'denied words')}
              {read.problem_count > 0 && `; ${countOf(read.problem_count, 'entry is', 'entries are')} left out:`}
            </Text>
            <List size="sm" mah={160} style={{ overflowY: 'auto' }}>
              {read.problems.map((problem, index) => (
                <List.Item key={index}>
                  {problem.text}: {problem.reason}
                </List.Item>
              ))}
            </List>
          </div>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {read === null ? (
            <Button disabled={text.trim() === ''} loading={take.isPending} onClick={() => take.mutate(true)}>
              Check
            </Button>
          ) : (
            <Button loading={take.isPending} onClick={() => take.mutate(false)}>
              Import
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
