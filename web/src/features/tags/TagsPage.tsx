import { Button, CloseButton, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconArrowBackUp, IconArrowMerge, IconHierarchy, IconSearch, IconTags, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery, tagOperationsQuery, tagTreeQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { TagOperation } from '../../api/types';
import { countOf, formatAgo, formatMoment } from '../../ui/format';
import { JobProgress } from '../../ui/JobProgress';
import page from '../../ui/page.module.css';
import { EmptyState } from '../../ui/states';
import { useNow } from '../../ui/useNow';
import { useTitle } from '../../ui/useTitle';
import { TagBranch, type TreeHands } from './TagBranch';
import { DeleteDialog, MergeDialog, MoveDialog, type ChosenTag } from './TagDialogs';
import classes from './tags.module.css';
import { TagsNav } from './TagsNav';
import { undoneOf, useUndoOperation } from './useTagOperation';

const route = getRouteApi('/app/tags');
const dialogs = { merge: MergeDialog, move: MoveDialog, delete: DeleteDialog };

/** One's own tags as a tree, and what can be done to them. */
export function TagsPage() {
  useTitle('Tags');
  const navigate = useNavigate();
  const q = route.useSearch().q ?? '';
  const { data: me } = useQuery(meQuery);
  const tags = useInfiniteQuery(tagTreeQuery(null, q));
  const [chosen, setChosen] = useState<ReadonlyMap<string, ChosenTag>>(new Map());
  const [asked, setAsked] = useState<{ what: keyof typeof dialogs; tags: readonly ChosenTag[] } | null>(null);
  const hands: TreeHands = {
    editable: mayWrite(me),
    chosen,
    choose: (tag, on) =>
      setChosen((before) => {
        const next = new Map(before);
        if (on) {
          next.set(tag.id, { id: tag.id, name: tag.name });
        } else {
          next.delete(tag.id);
        }
        return next;
      }),
    ask: (what, tag) => setAsked({ what, tags: [{ id: tag.id, name: tag.name }] }),
  };
  const Dialog = asked === null ? null : dialogs[asked.what];
  const total = tags.data?.pages[0]?.total;
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Tags</Title>
      </div>
      <TagsNav />
      {(q !== '' || total !== 0) && (
        <div className={classes.tools}>
          <TextInput
            className={classes.search}
            aria-label="Find a tag"
            placeholder="Find a tag"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={q}
            maxLength={100}
            onChange={(event) => void navigate({ to: '/tags', search: event.currentTarget.value === '' ? {} : { q: event.currentTarget.value }, replace: true })}
            rightSection={q === '' ? undefined : <CloseButton size="sm" aria-label="Find nothing" onClick={() => void navigate({ to: '/tags', search: {}, replace: true })} />}
          />
        </div>
      )}
      {tags.isSuccess && total === 0 ? (
        <EmptyState icon={<IconTags size={32} />} title={q === '' ? 'No tags yet' : 'No such tag'}>
          {q === '' ? (
            <>
              Tags appear when pictures are scanned or when you give them. Which ones models may give, you say under{' '}
              <Link to="/vocabulary">Vocabulary</Link>.
            </>
          ) : (
            'No tag and no synonym of yours begins like this.'
          )}
        </EmptyState>
      ) : (
        <TagBranch parent={null} q={q} hands={hands} />
      )}
      {chosen.size > 0 && (
        <div className={classes.bar} role="toolbar" aria-label="Chosen tags">
          <Text size="sm" fw={600} role="status" flex={1}>
            {countOf(chosen.size, 'tag chosen', 'tags chosen')}
          </Text>
          <Button size="xs" variant="default" disabled={chosen.size < 2} leftSection={<IconArrowMerge size={16} aria-hidden />} onClick={() => setAsked({ what: 'merge', tags: [...chosen.values()] })}>
            Merge
          </Button>
          <Button size="xs" variant="default" leftSection={<IconHierarchy size={16} aria-hidden />} onClick={() => setAsked({ what: 'move', tags: [...chosen.values()] })}>
            Move
          </Button>
          <Button size="xs" variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsked({ what: 'delete', tags: [...chosen.values()] })}>
            Delete
          </Button>
          <CloseButton aria-label="Choose none" onClick={() => setChosen(new Map())} />
        </div>
      )}
      <History />
      {asked !== null && Dialog !== null && <Dialog tags={asked.tags} onClose={() => setAsked(null)} onDone={() => setChosen(new Map())} />}
    </div>
  );
}

function History() {
  const operations = useQuery(tagOperationsQuery);
  if ((operations.data?.length ?? 0) === 0) {
    return null;
  }
  return (
    <section aria-labelledby="lately">
      <Title order={2} size="h3" id="lately" mt="xl" mb="sm">
        Done lately
      </Title>
      <Stack gap="xs">
        {operations.data?.map((operation) => (
          <Operation key={operation.id} operation={operation} />
        ))}
      </Stack>
    </section>
  );
}

function Operation({ operation }: { operation: TagOperation }) {
  const now = useNow(30_000);
  const undo = useUndoOperation();
  const created = operation.created_at ?? '';
  return (
    <Paper withBorder radius="md" p="sm">
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <div>
          <Text size="sm" fw={600}>
            {operation.title}
          </Text>
          <Text size="sm" c="dimmed" title={formatMoment(created)}>
            {operation.state === 'undone' ? `Undone: ${undoneOf(operation)}` : countOf(operation.image_count, 'picture', 'pictures')}, {formatAgo(created, now)}
          </Text>
        </div>
        {(operation.state === 'applied' || operation.state === 'applying') && (
          <Button
            variant="default"
            size="xs"
            flex="none"
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            aria-label={`Undo: ${operation.title}`}
            loading={undo.isPending}
            onClick={() => undo.mutate(operation.id!)}
          >
            Undo
          </Button>
        )}
      </Group>
      {operation.job != null && <JobProgress job={operation.job} noun="pictures" cancellable />}
    </Paper>
  );
}
