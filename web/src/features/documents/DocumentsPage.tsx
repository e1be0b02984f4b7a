import { Button, Select, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFileText, IconSearch, IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, useState, type DragEvent } from 'react';
import { keys, meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { DocumentState } from '../../api/types';
import { countOf } from '../../ui/format';
import page from '../../ui/page.module.css';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { useTitle } from '../../ui/useTitle';
import { acceptedTypes, documentsQuery, documentStates, sendDocument } from './documents';
import { DocumentCard } from './DocumentCard';
import classes from './documents.module.css';

const route = getRouteApi('/app/documents');

/** All documents, what they say, and how far the reading of each is; files are dropped anywhere on it. */
export function DocumentsPage() {
  useTitle('Documents');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const [typed, setTyped] = useState(search.q ?? '');
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const ask = useDebouncedCallback((q: string) => void navigate({ search: ({ q: _, ...rest }) => (q.trim() === '' ? rest : { ...rest, q }), replace: true }), 250);
  const documents = useInfiniteQuery(documentsQuery(search));
  const send = useMutation({
    // One after the other: a dozen files at once would only wait for one another.
    mutationFn: async (files: readonly File[]) => {
      let sent = 0;
      for (const file of files) {
        try {
          await sendDocument(file);
          sent += 1;
          void queryClient.invalidateQueries({ queryKey: keys.documents });
        } catch (error) {
          notifyProblem(error);
        }
      }
      return sent;
    },
    onSuccess: (sent) => {
      if (sent > 0) {
        notifyDone(`${countOf(sent, 'document', 'documents')} sent`, 'Reading begins at once.');
      }
    },
  });
  const writes = mayWrite(me);
  const items = documents.data?.pages.flatMap((each) => each.items) ?? [];
  const total = documents.data?.pages[0]?.total ?? items.length;
  const narrowed = search.q !== undefined || search.state !== undefined;
  const holdsFiles = (event: DragEvent) => writes && event.dataTransfer.types.includes('Files');
  return (
    <div
      className={page.page}
      data-takes-pictures
      onDragOver={(event) => {
        if (holdsFiles(event)) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) {
          setOver(false);
        }
      }}
      onDrop={(event) => {
        setOver(false);
        if (holdsFiles(event)) {
          event.preventDefault();
          send.mutate([...event.dataTransfer.files]);
        }
      }}
    >
      <div className={page.head}>
        <Title order={1}>Documents</Title>
        {writes && (
          <Button leftSection={<IconUpload size={18} aria-hidden />} loading={send.isPending} onClick={() => chooser.current?.click()}>
            Add documents
          </Button>
        )}
      </div>
      {writes && (
        <>
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            accept={acceptedTypes}
            aria-label="Documents to add"
            onChange={(event) => {
              send.mutate([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = '';
            }}
          />
          <div className={classes.drop} data-over={over || undefined}>
            <IconFileText size={28} stroke={1.5} aria-hidden />
            <Text size="sm">Drop PDF files or pictures of pages here. Their text, tables and structure are read page by page.</Text>
          </div>
        </>
      )}
      <div className={classes.tools}>
        <TextInput
          className={classes.search}
          type="search"
          aria-label="Search in documents"
          placeholder="Search in documents"
          leftSection={<IconSearch size={16} aria-hidden />}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            ask(event.currentTarget.value);
          }}
        />
        <Select
          aria-label="State"
          placeholder="Any state"
          clearable
          clearButtonProps={{ 'aria-label': 'Any state' }}
          data={Object.entries(documentStates).map(([value, label]) => ({ value, label }))}
          value={search.state ?? null}
          onChange={(state) =>
            void navigate({ search: ({ state: _, ...rest }) => (state === null ? rest : { ...rest, state: state as DocumentState }), replace: true })
          }
        />
      </div>
      {documents.isError && <ProblemAlert error={documents.error} onRetry={() => void documents.refetch()} />}
      {documents.isPending && (
        <Stack gap="sm" aria-busy>
          {[0, 1, 2].map((line) => (
            <Skeleton key={line} h={112} radius="lg" />
          ))}
        </Stack>
      )}
      {documents.isSuccess && items.length === 0 && (
        <EmptyState icon={<IconFileText size={32} />} title={narrowed ? 'No such documents' : 'No documents yet'}>
          {narrowed
            ? 'Nothing that you see is called so or says that.'
            : 'Add a PDF or a scan. PDF files in your folders are listed here after a scan, and read by themselves where the folder is set so.'}
        </EmptyState>
      )}
      {items.length > 0 && (
        <Text size="sm" c="dimmed" mb="xs" role="status">
          {countOf(total, 'document', 'documents')}
        </Text>
      )}
      <ul className={classes.list}>
        {items.map((document) => (
          <li key={document.id}>
            <DocumentCard document={document} writes={writes} />
          </li>
        ))}
      </ul>
      {documents.hasNextPage && (
        <Button variant="default" mt="md" loading={documents.isFetchingNextPage} onClick={() => void documents.fetchNextPage()}>
          Show older documents
        </Button>
      )}
    </div>
  );
}
