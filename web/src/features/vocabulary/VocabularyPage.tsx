import { ActionIcon, Button, Group, Loader, Menu, Skeleton, Switch, TagsInput, Text, TextInput, Title } from '@mantine/core';
import { IconDownload, IconPencil, IconSearch, IconUpload, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys, meQuery, vocabularyQuery, vocabularyTagsQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { TagNode } from '../../api/types';
import { countOf, formatCount } from '../../ui/format';
import page from '../../ui/page.module.css';
import { Note, ProblemAlert } from '../../ui/states';
import { notifyProblem } from '../../ui/toasts';
import { useTitle } from '../../ui/useTitle';
import tagClasses from '../tags/tags.module.css';
import { TagNameInput } from '../tags/TagNameInput';
import { TagsNav } from '../tags/TagsNav';
import { DeniedWords } from './DeniedWords';
import { ImportDialog } from './ImportDialog';

const route = getRouteApi('/app/vocabulary');

/** Everything that follows from another vocabulary is asked for again. */
export function useVocabularyChanged() {
  const queryClient = useQueryClient();
  return () => {
    for (const queryKey of [keys.vocabulary, keys.tags, keys.review, keys.images, keys.allSuggestions]) {
      void queryClient.invalidateQueries({ queryKey });
    }
  };
}

/** Which tags models may give. */
export function VocabularyPage() {
  useTitle('Vocabulary');
  const [importing, setImporting] = useState(false);
  const { data: me } = useQuery(meQuery);
  const vocabulary = useQuery(vocabularyQuery);
  const changed = useVocabularyChanged();
  const writes = mayWrite(me);
  const setFree = useMutation({
    mutationFn: (free: boolean) => answer(api.PUT('/api/v1/vocabulary', { body: { free_tags: free } })),
    onError: notifyProblem,
    onSettled: changed,
  });
  const data = vocabulary.data;
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Vocabulary</Title>
        <Group gap="xs">
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
                Export
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {(['text', 'csv', 'json'] as const).map((format) => (
                <Menu.Item key={format} component="a" href={`/api/v1/vocabulary/export?format=${format}`} download>
                  {{ text: 'Keyword list (text)', csv: 'Table (CSV)', json: 'JSON' }[format]}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          {writes && (
            <Button variant="default" leftSection={<IconUpload size={16} aria-hidden />} onClick={() => setImporting(true)}>
              Import
            </Button>
          )}
        </Group>
      </div>
      <TagsNav />
      {vocabulary.isError && <ProblemAlert error={vocabulary.error} onRetry={() => void vocabulary.refetch()} />}
      {vocabulary.isPending && <Skeleton h={80} radius="md" mb="md" />}
      {data !== undefined && (
        <>
          <Text c="dimmed" size="sm" mb="sm">
            {countOf(data.tag_count, 'tag', 'tags')}, {countOf(data.synonym_count, 'synonym', 'synonyms')}, {countOf(data.denied_count, 'denied word', 'denied words')}. What
            models suggest is held to it, and so is what they have suggested before; what people and files say is not.
          </Text>
          <Switch
            mb="md"
            label="Models may also give tags that are not listed here"
            checked={setFree.isPending ? setFree.variables : data.free_tags}
            disabled={!writes}
            onChange={(event) => setFree.mutate(event.currentTarget.checked)}
          />
          {data.waiting_images > 0 && <Note>The tags of {countOf(data.waiting_images, 'picture', 'pictures')} are being made anew.</Note>}
          {!data.free_tags && data.tag_count === 0 && <Note>Nothing is listed and nothing else is allowed: models give no tags at all.</Note>}
          {data.tag_count > data.for_models && (
            <Note>Vision models are given the first {formatCount(data.for_models)} tags to choose from, in the order in which they were added.</Note>
          )}
          <AllowedTags writes={writes} empty={data.tag_count === 0} />
          <DeniedWords writes={writes} />
        </>
      )}
      {importing && <ImportDialog onClose={() => setImporting(false)} onDone={changed} />}
    </div>
  );
}

function AllowedTags({ writes, empty }: { writes: boolean; empty: boolean }) {
  const navigate = useNavigate();
  const q = route.useSearch().q ?? '';
  const tags = useInfiniteQuery(vocabularyTagsQuery(q));
  const items = tags.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <section aria-labelledby="allowed">
      <Title order={2} size="h3" id="allowed" mt="lg" mb="sm">
        Allowed tags
      </Title>
      {writes && <AddTag />}
      {empty ? (
        <Text c="dimmed">No tag is listed yet. Add the ones you want to see, or import a keyword list.</Text>
      ) : (
        <>
          <TextInput
            mb="sm"
            aria-label="Find an allowed tag"
            placeholder="Find an allowed tag"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={q}
            maxLength={100}
            onChange={(event) => void navigate({ to: '/vocabulary', search: event.currentTarget.value === '' ? {} : { q: event.currentTarget.value }, replace: true })}
          />
          <ul className={page.rows} aria-busy={tags.isPending}>
            {items.map((tag) => (
              <AllowedTag key={tag.id} tag={tag} writes={writes} />
            ))}
          </ul>
          {tags.isSuccess && items.length === 0 && <Text c="dimmed">No allowed tag begins like this.</Text>}
          {tags.hasNextPage && (
            <Button variant="subtle" size="xs" loading={tags.isFetchingNextPage} onClick={() => void tags.fetchNextPage()}>
              Show more
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function AddTag() {
  const [name, setName] = useState('');
  const [parent, setParent] = useState('');
  const [synonyms, setSynonyms] = useState<string[]>([]);
  const changed = useVocabularyChanged();
  const add = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/vocabulary/tags', { body: { name: name.trim(), parent: parent.trim() === '' ? null : parent.trim(), synonyms } })),
    onSuccess: () => {
      setName('');
      setSynonyms([]);
    },
    onError: notifyProblem,
    onSettled: changed,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && !add.isPending) {
          add.mutate();
        }
      }}
    >
      <div className={tagClasses.tools}>
        <TextInput className={tagClasses.search} label="New tag" maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TagNameInput className={tagClasses.search} label="Below" placeholder="at the top" maxLength={100} value={parent} onChange={setParent} />
        <TagsInput className={tagClasses.search} label="Synonyms" placeholder="Enter after each" maxTags={50} value={synonyms} onChange={setSynonyms} />
        <Button type="submit" mt={24} disabled={name.trim() === ''} loading={add.isPending}>
          Allow
        </Button>
      </div>
    </form>
  );
}

function AllowedTag({ tag, writes }: { tag: TagNode; writes: boolean }) {
  const [editing, setEditing] = useState(false);
  const [synonyms, setSynonyms] = useState<string[]>([]);
  const changed = useVocabularyChanged();
  const save = useMutation({
    mutationFn: () => answer(api.PUT('/api/v1/vocabulary/tags/{id}/synonyms', { params: { path: { id: tag.id } }, body: { synonyms } })),
    onSuccess: () => setEditing(false),
    onError: notifyProblem,
    onSettled: changed,
  });
  const remove = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/vocabulary/tags/remove', { body: { tag_ids: [tag.id] } })),
    onError: notifyProblem,
    onSettled: changed,
  });
  return (
    <li className={page.row}>
      <div className={page.rowBody}>
        <div className={page.rowTitle}>
          {tag.path.length > 0 && <span className={tagClasses.path}>{tag.path.join(' › ')} ›</span>}
          {tag.name}
        </div>
        {editing ? (
          <Group gap="xs" align="flex-end" mt={4}>
            <TagsInput flex={1} aria-label={`Synonyms of ${tag.name}`} maxTags={50} value={synonyms} onChange={setSynonyms} />
            <Button size="sm" loading={save.isPending} onClick={() => save.mutate()}>
              Save
            </Button>
            <Button size="sm" variant="default" onClick={() => setEditing(false)}>
              Cancel
            </Button>
          </Group>
        ) : (
          <div className={page.rowFacts}>
            <span>{countOf(tag.count, 'picture', 'pictures')}</span>
            {tag.synonyms.length > 0 && <span>also: {tag.synonyms.join(', ')}</span>}
          </div>
        )}
      </div>
      {writes && !editing && (
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            aria-label={`Edit the synonyms of ${tag.name}`}
            onClick={() => {
              setSynonyms([...tag.synonyms]);
              setEditing(true);
            }}
          >
            <IconPencil size={17} />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" size={34} aria-label={`Take ${tag.name} out of the vocabulary`} disabled={remove.isPending} onClick={() => remove.mutate()}>
            {remove.isPending ? <Loader size={14} /> : <IconX size={17} />}
          </ActionIcon>
        </Group>
      )}
    </li>
  );
}
