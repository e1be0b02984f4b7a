import { ActionIcon, Button, Group, Menu, NumberInput, SegmentedControl, Skeleton, Text, Title, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowLeft, IconChevronLeft, IconChevronRight, IconDots, IconListTree, IconLock, IconPhotoSearch, IconPlayerStop, IconRefresh, IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { DocumentDetails } from '../../api/types';
import { countOf } from '../../ui/format';
import { JobProgress } from '../../ui/JobProgress';
import pageClasses from '../../ui/page.module.css';
import { ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { DeleteDialog } from './DeleteDialog';
import { documentPageQuery, documentQuery, documentStates, pictureOf, type TextView } from './documents';
import classes from './documents.module.css';
import { ElementList } from './ElementList';
import { OutlineDialog } from './OutlineDialog';
import { PageSheet } from './PageSheet';
import { needsPassword, PasswordDialog } from './PasswordDialog';
import { RereadDialog } from './RereadDialog';
import { TextSource } from './TextSource';
import { useDocumentActions } from './useDocumentActions';

const route = getRouteApi('/app/documents/$documentId');

/** One document: the picture of a page beside what was read of it. */
export function DocumentPage() {
  const { documentId } = route.useParams();
  const details = useQuery(documentQuery(documentId));
  useTitle(details.data?.document.title ?? details.data?.document.name ?? 'Document');
  if (details.isError) {
    return (
      <div className={pageClasses.page}>
        <ProblemAlert error={details.error} onRetry={() => void details.refetch()} />
      </div>
    );
  }
  return details.isPending ? (
    <div className={pageClasses.page} aria-busy>
      <Skeleton h={40} mb="md" />
      <Skeleton h={480} />
    </div>
  ) : (
    <Viewer details={details.data} />
  );
}

type Dialog = 'password' | 'reread' | 'rereadPage' | 'delete' | 'outline' | null;

function Viewer({ details }: { details: DocumentDetails }) {
  const { document, pages } = details;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const leave = useNavigate();
  const { data: me } = useQuery(meQuery);
  const [dialog, setDialog] = useState<Dialog>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const actions = useDocumentActions(document.id);
  const wanted = search.page ?? 1;
  const at = Math.max(0, pages.findIndex((each) => each.number >= wanted));
  const summary = pages[at];
  const number = summary?.number ?? wanted;
  const page = useQuery({ ...documentPageQuery(document.id, number), enabled: summary !== undefined, placeholderData: keepPreviousData });
  const view = search.view ?? 'text';
  const writes = mayWrite(me) && document.access !== 'view';
  const idle = document.job == null && !document.is_missing;
  const go = (to: number | undefined) => {
    if (to !== undefined) {
      setChosen(null);
      void navigate({ search: ({ page: _, ...rest }) => (to > 1 ? { ...rest, page: to } : rest), replace: true });
    }
  };
  useHotkeys([
    ['ArrowLeft', () => go(pages[at - 1]?.number)],
    ['ArrowRight', () => go(pages[at + 1]?.number)],
    ['Home', () => go(pages[0]?.number)],
    ['End', () => go(pages.at(-1)?.number)],
  ]);
  return (
    <div className={classes.viewer}>
      <div className={classes.bar}>
        <ActionIcon component={Link} to="/documents" variant="subtle" color="gray" size={36} aria-label="All documents">
          <IconArrowLeft size={20} />
        </ActionIcon>
        <div className={classes.heading}>
          <Title order={1} size="h3">
            <bdi>{document.title ?? document.name}</bdi>
          </Title>
          <Text size="sm" c="dimmed">
            {document.is_missing ? 'The file is not there at the moment' : documentStates[document.state]}
            {document.page_count != null && `, ${countOf(document.page_count, 'page', 'pages')}`}
            {document.pages_failed > 0 && `, ${document.pages_failed} failed`}
          </Text>
        </div>
        {pages.length > 0 && (
          <Group gap={6} wrap="nowrap" role="group" aria-label="Page">
            <ActionIcon variant="default" size={36} aria-label="Previous page" disabled={at === 0} onClick={() => go(pages[at - 1]?.number)}>
              <IconChevronLeft size={18} />
            </ActionIcon>
            <NumberInput
              aria-label="Page number"
              w={72}
              hideControls
              allowDecimal={false}
              min={1}
              max={pages.at(-1)?.number ?? 1}
              value={number}
              onChange={(value) => typeof value === 'number' && pages.some((each) => each.number === value) && go(value)}
            />
            <Text size="sm" c="dimmed">
              of {document.page_count ?? pages.length}
              {summary?.label != null && summary.label !== String(number) && ` (${summary.label})`}
            </Text>
            <ActionIcon variant="default" size={36} aria-label="Next page" disabled={at >= pages.length - 1} onClick={() => go(pages[at + 1]?.number)}>
              <IconChevronRight size={18} />
            </ActionIcon>
          </Group>
        )}
        {summary?.state === 'read' && (
          <Tooltip label="Find pictures like this page">
            <ActionIcon
              component={Link}
              to="/photos"
              search={{ like: [`${document.id}.${number}`] } as never}
              variant="default"
              size={36}
              aria-label="Find pictures like this page"
            >
              <IconPhotoSearch size={18} />
            </ActionIcon>
          </Tooltip>
        )}
        {details.outline.length > 0 && (
          <ActionIcon variant="default" size={36} aria-label="Table of contents" onClick={() => setDialog('outline')}>
            <IconListTree size={18} />
          </ActionIcon>
        )}
        {writes && (
          <Menu position="bottom-end" width={230}>
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label="What to do with it">
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {!idle && document.job != null && (
                <Menu.Item leftSection={<IconPlayerStop size={18} aria-hidden />} onClick={() => actions.cancel.mutate()}>
                  Stop reading
                </Menu.Item>
              )}
              {summary !== undefined && (
                <Menu.Item leftSection={<IconRefresh size={18} aria-hidden />} disabled={!idle} onClick={() => setDialog('rereadPage')}>
                  Read this page again
                </Menu.Item>
              )}
              <Menu.Item leftSection={<IconRefresh size={18} aria-hidden />} disabled={!idle} onClick={() => setDialog('reread')}>
                Read it anew
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={18} aria-hidden />} onClick={() => setDialog('delete')}>
                {document.folder_id == null ? 'Delete it' : 'Forget what was read'}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {(document.job != null || document.error != null || (writes && idle && ['listed', 'cancelled'].includes(document.state))) && (
        <div className={classes.status}>
          {document.job != null ? (
            <>
              <JobProgress job={document.job} noun="pages" cancellable={document.access === 'owner'} />
              {document.job.message != null && (
                <Text size="sm" c="dimmed">
                  {document.job.message}
                </Text>
              )}
            </>
          ) : (
            <Group gap="sm">
              {document.error != null && (
                <Text size="sm" className={classes.problem}>
                  {document.error.title}. {document.error.detail} {document.error.remedy}
                </Text>
              )}
              {writes && idle && needsPassword(document) && (
                <Button size="compact-sm" leftSection={<IconLock size={16} aria-hidden />} onClick={() => setDialog('password')}>
                  Enter the password
                </Button>
              )}
              {writes && idle && !needsPassword(document) && (
                <Button size="compact-sm" variant="default" loading={actions.read.isPending} onClick={() => actions.read.mutate({})}>
                  {document.pages_read > 0 ? 'Go on reading' : 'Read it'}
                </Button>
              )}
            </Group>
          )}
        </div>
      )}
      {page.isError && <ProblemAlert error={page.error} onRetry={() => void page.refetch()} />}
      <div className={classes.panes}>
        <section className={classes.pane} aria-label="The page" tabIndex={0}>
          {page.data !== undefined && (
            <PageSheet
              page={page.data}
              picture={pictureOf(document.id, page.data.number, document.revision, 'large')}
              chosen={pointed ?? chosen}
              onPoint={setPointed}
              onChoose={setChosen}
            />
          )}
        </section>
        <section className={classes.pane} aria-label="What was read" tabIndex={0}>
          <div className={classes.paneHead}>
            <SegmentedControl
              aria-label="Form of the text"
              value={view}
              onChange={(value) =>
                void navigate({ search: ({ view: _, ...rest }) => (value === 'text' ? rest : { ...rest, view: value as TextView }), replace: true })
              }
              data={[
                { value: 'text', label: 'Text' },
                { value: 'markdown', label: 'Markdown' },
                { value: 'json', label: 'JSON' },
              ]}
            />
          </div>
          {view === 'text' ? (
            <>
              {page.data?.error != null && (
                <Group gap="sm" mb="sm">
                  <Text size="sm" className={classes.problem}>
                    {page.data.error.title}. {page.data.error.detail} {page.data.error.remedy}
                  </Text>
                  {writes && idle && (
                    <Button size="compact-sm" variant="default" onClick={() => setDialog('rereadPage')}>
                      Read this page again
                    </Button>
                  )}
                </Group>
              )}
              {page.data?.layout_error != null && (
                <Text size="sm" c="dimmed" mb="sm">
                  Laid out by rules alone: {page.data.layout_error.title}. {page.data.layout_error.detail}
                </Text>
              )}
              {page.data?.layout_engine != null && page.data.layout_engine !== 'rules' && (
                <Text size="sm" c="dimmed" mb="sm">
                  Laid out with <bdi>{page.data.layout_engine}</bdi>.
                </Text>
              )}
              {page.data !== undefined && page.data.hidden_words > 0 && (
                <Text size="sm" c="dimmed" mb="sm">
                  {countOf(page.data.hidden_words, 'word', 'words')} that nobody sees on the page {page.data.hidden_words === 1 ? 'is' : 'are'} left out.
                </Text>
              )}
              {page.data?.state === 'read' && page.data.elements.length === 0 && (
                <Text size="sm" c="dimmed">
                  There is nothing to read on this page.
                </Text>
              )}
              {page.data !== undefined && (
                <ElementList
                  document={document.id}
                  page={page.data.number}
                  revision={document.revision}
                  final={page.data.is_final}
                  elements={page.data.elements}
                  pointed={pointed}
                  chosen={chosen}
                  onPoint={setPointed}
                  onChoose={setChosen}
                />
              )}
            </>
          ) : (
            <TextSource document={document} format={view} />
          )}
        </section>
      </div>
      {dialog === 'password' && <PasswordDialog document={document} onClose={() => setDialog(null)} />}
      {dialog === 'reread' && <RereadDialog document={document} page={null} onClose={() => setDialog(null)} />}
      {dialog === 'rereadPage' && <RereadDialog document={document} page={number} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && <DeleteDialog document={document} onClose={() => setDialog(null)} onDeleted={() => void leave({ to: '/documents' })} />}
      {dialog === 'outline' && (
        <OutlineDialog
          outline={details.outline}
          onGo={(to) => {
            setDialog(null);
            go(to);
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
