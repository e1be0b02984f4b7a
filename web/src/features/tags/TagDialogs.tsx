import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { countOf } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { TagChooser } from './TagChooser';
import { operate, useTagOperation, type TagDeed } from './useTagOperation';

export interface ChosenTag {
  id: string;
  name: string;
}

interface Props {
  tags: readonly ChosenTag[];
  onClose: () => void;
  onDone: () => void;
}

/** What a deed would come to, before it is done. */
function Deed({ title, deed, verb, danger, children, onClose, onDone }: {
  title: string;
  deed: TagDeed | null;
  verb: string;
  danger?: boolean;
  children: ReactNode;
  onClose: () => void;
  onDone: () => void;
}) {
  const preview = useQuery({
    queryKey: ['tag-preview', deed],
    queryFn: ({ signal }) => operate(deed!, true, signal),
    enabled: deed !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  const run = useTagOperation(() => {
    onDone();
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={title} size="md">
      <Stack gap="md">
        {children}
        {deed !== null && preview.isError && <ProblemAlert error={preview.error} />}
        <Text size="sm" c="dimmed" role="status" mih={22}>
          {deed !== null && preview.data !== undefined && !preview.isError
            ? `${countOf(preview.data.image_count, 'picture changes', 'pictures change')}. It can be undone for 30 days.`
            : ''}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button {...(danger ? { color: 'red.8' } : {})} disabled={deed === null || preview.isError} loading={run.isPending} onClick={() => deed !== null && run.mutate(deed)}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const namesOf = (tags: readonly ChosenTag[]) => (tags.length <= 4 ? tags.map((tag) => `“${tag.name}”`).join(', ') : `${tags.length} tags`);

export function MergeDialog({ tags, onClose, onDone }: Props) {
  const [into, setInto] = useState<string | null>(tags.length > 1 ? tags[0]!.id : null);
  const ids = tags.map((tag) => tag.id);
  const deed: TagDeed | null = into === null || ids.every((id) => id === into) ? null : { kind: 'merge', ids, into };
  return (
    <Deed title={tags.length === 1 ? `Merge ${namesOf(tags)} into another tag` : `Merge ${namesOf(tags)}`} deed={deed} verb="Merge" onClose={onClose} onDone={onDone}>
      <Text size="sm">
        Pictures with any of them have the one that stays. The other names stand for it from now on, also when a model or a file says them.
      </Text>
      <TagChooser label="The tag that stays" without={tags.length === 1 ? ids : []} first={tags} value={into} onChange={setInto} />
    </Deed>
  );
}

export function MoveDialog({ tags, onClose, onDone }: Props) {
  const [parent, setParent] = useState<string | null>(null);
  const ids = tags.map((tag) => tag.id);
  return (
    <Deed title={`Put ${namesOf(tags)} below another tag`} deed={{ kind: 'move', ids, parent }} verb={parent === null ? 'Move to the top' : 'Move'} onClose={onClose} onDone={onDone}>
      <TagChooser
        label="Below"
        description="Searching for the upper tag finds the pictures of the lower ones as well. Leave it empty for the top."
        without={ids}
        value={parent}
        onChange={setParent}
      />
    </Deed>
  );
}

export function DeleteDialog({ tags, onClose, onDone }: Props) {
  const [deny, setDeny] = useState(true);
  return (
    <Deed title={`Delete ${namesOf(tags)}?`} deed={{ kind: 'delete', ids: tags.map((tag) => tag.id), deny }} verb="Delete" danger onClose={onClose} onDone={onDone}>
      <Text size="sm">They are taken off all pictures, and neither a model nor a file brings them back there. The pictures stay.</Text>
      <Checkbox label="Models must not give them to other pictures either" checked={deny} onChange={(event) => setDeny(event.currentTarget.checked)} />
    </Deed>
  );
}
