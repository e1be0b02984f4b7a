import { Button, Group, Skeleton } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { DocumentView } from '../../api/types';
import { copyText } from '../../ui/clipboard';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import { documentTextQuery, downloadOf } from './documents';
import classes from './documents.module.css';

/** Characters that are shown; the file has all. More would only make the browser slow. */
const shownLength = 200_000;

/** All of the document as Markdown or JSON, to be copied or taken away. */
export function TextSource({ document, format }: { document: DocumentView; format: 'markdown' | 'json' }) {
  const text = useQuery(documentTextQuery(document, format));
  if (text.isError) {
    return <ProblemAlert error={text.error} onRetry={() => void text.refetch()} />;
  }
  return (
    <>
      <Group gap="sm" mb="sm">
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          disabled={text.data === undefined}
          onClick={() => void copyText(text.data ?? '').then((copied) => notifyDone(copied ? 'Copied' : 'The browser does not let it be copied'))}
        >
          Copy
        </Button>
        <Button component="a" href={downloadOf(document.id, format)} size="compact-md" variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Download
        </Button>
      </Group>
      {text.data === undefined ? (
        <Skeleton h={320} />
      ) : (
        <pre className={classes.source}>
          {text.data.slice(0, shownLength)}
          {text.data.length > shownLength && '\n…'}
        </pre>
      )}
    </>
  );
}
