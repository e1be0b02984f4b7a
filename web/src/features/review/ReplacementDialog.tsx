import { Button, Group, Kbd, Modal, Stack, Textarea } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { TagNameInput } from '../tags/TagNameInput';
import type { Suggestion } from './suggestions';

interface Props {
  subjects: readonly Suggestion[];
  onClose: () => void;
  onSave: (text: string) => void;
}

/** What is right instead: another tag, or the caption in better words. */
export function ReplacementDialog({ subjects, onClose, onSave }: Props) {
  const [text, setText] = useState(subjects.length === 1 ? subjects[0]!.text : '');
  const caption = subjects[0]?.kind === 'caption';
  const clean = text.trim();
  const save = () => {
    if (clean !== '') {
      onSave(clean);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  };
  return (
    <Modal opened onClose={onClose} title={caption ? 'Edit the caption' : 'What is right instead?'} size={caption ? 'md' : 'sm'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="md">
          {caption ? (
            <Textarea
              label="Caption"
              description="It becomes your own words."
              data-autofocus
              autosize
              minRows={3}
              maxRows={12}
              maxLength={10_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={onKeyDown}
            />
          ) : (
            <TagNameInput label="Tag" data-autofocus value={text} onChange={setText} onFocus={(event) => event.currentTarget.select()} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={clean === ''} rightSection={caption ? <Kbd aria-hidden>Ctrl Enter</Kbd> : undefined}>
              {caption ? 'Keep' : 'Replace'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
