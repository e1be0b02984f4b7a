import { Anchor, Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconFolderDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery, modelsQuery, runningJobsQuery } from '../../api/queries';
import { isAdministrator } from '../../api/roles';
import type { Model, ModelList } from '../../api/types';
import { formatBytes } from '../../ui/format';
import page from '../../ui/page.module.css';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { DownloadDialog } from './DownloadDialog';
import { ImportDialog } from './ImportDialog';
import { ModelRow } from './ModelRow';
import { RemoveDialog } from './RemoveDialog';

const route = getRouteApi('/app/models');

/** Which models are on the server, and which can be had. */
export function ModelsPage() {
  useTitle('Models');
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const models = useQuery(modelsQuery);
  const importing = route.useSearch().import !== undefined;
  const setImporting = (open: boolean) => void navigate({ to: '/models', search: open ? { import: '1' } : {}, replace: !open });
  const administrator = isAdministrator(me);
  const data = models.data;
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Models</Title>
        {administrator && (
          <Button variant="default" leftSection={<IconFolderDown size={18} aria-hidden />} onClick={() => setImporting(true)}>
            Import
          </Button>
        )}
      </div>
      {models.isError && <ProblemAlert error={models.error} onRetry={() => void models.refetch()} />}
      {models.isPending && (
        <Stack gap="md" aria-busy>
          <Skeleton h={190} radius="lg" />
          <Skeleton h={320} radius="lg" />
        </Stack>
      )}
      {data !== undefined && <Lists models={data} administrator={administrator} onImport={() => setImporting(true)} />}
      {importing && administrator && data !== undefined && <ImportDialog folders={data.import_folders} onClose={() => setImporting(false)} />}
    </div>
  );
}

function Lists({ models, administrator, onImport }: { models: ModelList; administrator: boolean; onImport: () => void }) {
  const [opened, setOpened] = useState<{ what: 'download' | 'remove'; model: Model } | null>(null);
  const { data: running } = useQuery(runningJobsQuery);
  const looking = running?.find((job) => job.kind === 'embed_meaning') ?? null;
  const close = () => setOpened(null);
  const installed = models.items.filter((model) => model.state === 'installed' || model.state === 'broken');
  const available = models.items.filter((model) => model.state === 'available' || model.state === 'installing');
  const builtIn = models.items.filter((model) => model.state === 'built_in');
  const rows = (list: readonly Model[], label: string) => (
    <ul className={page.rows} aria-label={label}>
      {list.map((model) => (
        <ModelRow
          key={model.id}
          model={model}
          budget={models.memory_budget_bytes}
          administrator={administrator}
          looking={model.state === 'installed' && model.task === 'image-text-embedding' && installed.filter((other) => other.task === model.task).length === 1 ? looking : null}
          onDownload={() => setOpened({ what: 'download', model })}
          onRemove={() => setOpened({ what: 'remove', model })}
        />
      ))}
    </ul>
  );
  return (
    <>
      <Section
        title="Installed"
        lead={`${formatBytes(models.disk_used_bytes)} on the disk${models.disk_free_bytes == null ? '' : `, ${formatBytes(models.disk_free_bytes)} free`}.`}
      >
        {installed.length === 0 ? (
          <Text c="dimmed" mt="sm">
            None yet. The models that come with the server find things and read text; one that understands words lets you search for pictures by what they mean.
          </Text>
        ) : (
          rows(installed, 'Installed models')
        )}
      </Section>
      {available.length > 0 && (
        <Section
          title="Available"
          lead={
            administrator ? (
              <>
                Downloaded from <bdi>{models.download_host}</bdi>, once; then they run on this server alone. No internet on this server?{' '}
                <Anchor component="button" type="button" inherit underline="always" onClick={onImport}>
                  Import from a folder
                </Anchor>
                .
              </>
            ) : (
              'An administrator can install these.'
            )
          }
        >
          {rows(available, 'Available models')}
        </Section>
      )}
      <Section title="Come with the server">{rows(builtIn, 'Models that come with the server')}</Section>
      {opened?.what === 'download' && <DownloadDialog model={opened.model} host={models.download_host} free={models.disk_free_bytes ?? null} onClose={close} />}
      {opened?.what === 'remove' && <RemoveDialog model={opened.model} onClose={close} />}
    </>
  );
}
