import { Button, Group, Pill, Text, TextInput, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { deniedWordsQuery } from '../../api/queries';
import { notifyProblem } from '../../ui/toasts';
import tagClasses from '../tags/tags.module.css';
import { useVocabularyChanged } from './VocabularyPage';

/** Words that models must not give. */
export function DeniedWords({ writes }: { writes: boolean }) {
  const [name, setName] = useState('');
  const changed = useVocabularyChanged();
  const words = useInfiniteQuery(deniedWordsQuery(''));
  const deny = useMutation({
    mutationFn: (names: string[]) => answer(api.POST('/api/v1/vocabulary/denied', { body: { names } })),
    onSuccess: () => setName(''),
    onError: notifyProblem,
    onSettled: changed,
  });
  const allow = useMutation({
    mutationFn: (word: string) => answer(api.POST('/api/v1/vocabulary/denied/remove', { body: { names: [word] } })),
    onError: notifyProblem,
    onSettled: changed,
  });
  const items = words.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="denied">
      <Title order={2} size="h3" id="denied" mt="xl" mb="sm">
        Denied words
      </Title>
      {writes && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const names = name.split(',').map((each) => each.trim()).filter((each) => each !== '');
            if (names.length > 0 && !deny.isPending) {
              deny.mutate(names);
            }
          }}
        >
          <div className={tagClasses.tools}>
            <TextInput
              className={tagClasses.search}
              aria-label="Words to deny"
              placeholder="Words to deny, separated by commas"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={name.trim() === ''} loading={deny.isPending}>
              Deny
            </Button>
          </div>
        </form>
      )}
      {words.isSuccess && items.length === 0 && <Text c="dimmed">No word is denied.</Text>}
      <Group gap="xs">
        {items.map((word) => (
          <Pill
            key={word.name}
            size="md"
            withRemoveButton={writes}
            removeButtonProps={{ 'aria-label': `Allow ${word.name} again`, 'aria-hidden': false, tabIndex: 0 }}
            onRemove={() => allow.mutate(word.name)}
          >
            {word.name}
          </Pill>
        ))}
        {words.hasNextPage && (
          <Button variant="subtle" size="xs" loading={words.isFetchingNextPage} onClick={() => void words.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Group>
    </section>
  );
}
