import { Badge, Button, Paper } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { DocumentView } from '../../api/types';
import { countOf, formatAgo, formatBytes } from '../../ui/format';
import { JobProgress } from '../../ui/JobProgress';
import { useNow } from '../../ui/useNow';
import { documentStates, pictureOf } from './documents';
import classes from './documents.module.css';
import { PasswordDialog, needsPassword } from './PasswordDialog';
import { useDocumentActions } from './useDocumentActions';

export function DocumentCard({ document, writes }: { document: DocumentView; writes: boolean }) {
  const now = useNow(60_000);
  const [asks, setAsks] = useState(false);
  const [bare, setBare] = useState(false);
  const { read } = useDocumentActions(document.id);
  const mayRead = writes && document.access !== 'view' && document.job == null && !document.is_missing;
  return (
    <Paper withBorder radius="lg" className={classes.card}>
      {document.pages_read > 0 && !bare ? (
        <img className={classes.cover} src={pictureOf(document.id, document.hits?.[0]?.page ?? 1, document.revision, 'small')} alt="" loading="lazy" onError={() => setBare(true)} />
      ) : (
        <span className={`${classes.cover} ${classes.blank}`} aria-hidden>
          <IconFileText size={28} stroke={1.4} />
        </span>
      )}
      <div className={classes.body}>
        <Link to="/documents/$documentId" params={{ documentId: document.id }} className={classes.name}>
          <bdi>{document.title ?? document.name}</bdi>
        </Link>
        <div className={classes.facts}>
          {document.title != null && <bdi>{document.name}</bdi>}
          {document.page_count != null && <span>{countOf(document.page_count, 'page', 'pages')}</span>}
          <span>{formatBytes(document.size)}</span>
          <span>{formatAgo(document.created_at, now)}</span>
          {document.path != null && <bdi>{document.path}</bdi>}
          {document.pages_failed > 0 && <span>{countOf(document.pages_failed, 'page', 'pages')} failed</span>}
        </div>
        {document.job != null ? (
          <JobProgress job={document.job} noun="pages" cancellable={document.access === 'owner'} />
        ) : (
          <Badge mt={6} variant="default" color="gray">
            {document.is_missing ? 'File missing' : documentStates[document.state]}
          </Badge>
        )}
        {document.error != null && (
          <div className={classes.problem}>
            {document.error.title}. {document.error.detail} {document.error.remedy}
          </div>
        )}
        {mayRead && needsPassword(document) && (
          <Button size="compact-sm" mt={8} onClick={() => setAsks(true)}>
            Enter the password
          </Button>
        )}
        {mayRead && !needsPassword(document) && ['listed', 'cancelled', 'failed'].includes(document.state) && (
          <Button size="compact-sm" mt={8} variant="default" loading={read.isPending} onClick={() => read.mutate({})}>
            {document.pages_read > 0 ? 'Go on reading' : 'Read it'}
          </Button>
        )}
        {document.hits != null && document.hits.length > 0 && (
          <ul className={classes.hits}>
            {document.hits.map((hit) => (
              <li key={hit.page}>
                <Link to="/documents/$documentId" params={{ documentId: document.id }} search={hit.page > 1 ? { page: hit.page } : {}}>
                  Page {hit.page}
                </Link>
                {hit.excerpt != null && <>: {hit.excerpt}</>}
              </li>
            ))}
          </ul>
        )}
      </div>
      {asks && <PasswordDialog document={document} onClose={() => setAsks(false)} />}
    </Paper>
  );
}
