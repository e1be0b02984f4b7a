import { ActionIcon, Anchor, Badge, Button, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconDownload, IconRotateClockwise, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { answer, api } from '../../api/client';
import type { Job, Model } from '../../api/types';
import { isLive } from '../../live/reducers';
import { countOf, formatBytes, formatMoment } from '../../ui/format';
import { JobProgress } from '../../ui/JobProgress';
import page from '../../ui/page.module.css';
import { notifyProblem } from '../../ui/toasts';
import classes from './models.module.css';
import { trustWords } from './trust';

interface Props {
  model: Model;
  /** What loaded models may hold together, in bytes. */
  budget: number;
  administrator: boolean;
  /** What looks at the pictures with it, while that is under way. */
  looking: Job | null;
  onDownload: () => void;
  onRemove: () => void;
}

export function ModelRow({ model, budget, administrator, looking, onDownload, onRemove }: Props) {
  const job = model.job ?? null;
  const live = job !== null && isLive(job);
  const there = model.state === 'installed' || model.state === 'broken';
  const tooLarge = model.state !== 'built_in' && model.load_bytes != null && model.load_bytes > budget;
  return (
    <li className={classes.model} aria-label={model.title}>
      <div className={classes.head}>
        <div className={page.rowBody}>
          <div className={page.rowTitle}>
            <bdi>{model.title}</bdi>
            {model.is_loaded && (
              <Badge variant="light" color="verdigris" size="sm" tt="none">
                In memory
              </Badge>
            )}
            {(model.state === 'broken' || (model.state === 'installed' && model.error != null)) && (
              <Badge variant="light" color="red" size="sm" tt="none" leftSection={<IconAlertTriangle size={12} aria-hidden />}>
                Cannot be used
              </Badge>
            )}
          </div>
          <div className={page.rowFacts}>
            {model.used_for != null && <span>{model.used_for}</span>}
            {model.size_bytes > 0 && <span>{`${there || model.state === 'built_in' ? '' : 'about '}${formatBytes(model.size_bytes)}`}</span>}
            {model.licence != null && <span>{model.licence}</span>}
            {model.installed_at != null && <span>{`Installed ${formatMoment(model.installed_at)}`}</span>}
            {!live && model.partial_bytes > 0 && <span>{`${formatBytes(model.partial_bytes)} of it are here`}</span>}
          </div>
        </div>
        {administrator && !live && (
          <Group gap="xs" className={page.rowAction} wrap="nowrap">
            {model.state === 'available' && <Fetch model={model} onDownload={onDownload} />}
            {(there || model.partial_bytes > 0) && (
              <ActionIcon
                variant="subtle"
                color="red"
                size={34}
                aria-label={there ? `Remove ${model.title}` : `Throw away what is here of ${model.title}`}
                title={there ? 'Remove' : 'Throw away what is here'}
                onClick={onRemove}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        )}
      </div>
      {model.description != null && (
        <Text size="sm" mt={4}>
          {model.description}
        </Text>
      )}
      {tooLarge && (
        <Text size="sm" mt={4} className={classes.warning}>
          Its largest part needs {formatBytes(model.load_bytes ?? 0)} of memory; models.memory_budget_mb allows {formatBytes(budget)}.
        </Text>
      )}
      {looking !== null && (
        <div className={classes.job}>
          <Text size="sm" c="dimmed">
            Pictures are found by meaning as soon as they have been looked at:
          </Text>
          <JobProgress job={looking} noun="pictures" cancellable={false} />
        </div>
      )}
      {live && (
        <div className={classes.job}>
          <JobProgress job={job} noun="bytes" cancellable={administrator} />
        </div>
      )}
      {(model.error ?? job?.error) != null && <Why error={(model.error ?? job?.error)!} />}
      {model.files.length > 0 && <Files model={model} />}
    </li>
  );
}

/** Begins, or goes on with what broke off. */
function Fetch({ model, onDownload }: { model: Model; onDownload: () => void }) {
  const retry = useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/jobs/{id}/retry', { params: { path: { id } } })),
    onError: notifyProblem,
  });
  const job = model.job;
  return job != null ? (
    <Button
      variant="default"
      size="sm"
      leftSection={<IconRotateClockwise size={16} aria-hidden />}
      loading={retry.isPending}
      onClick={() => retry.mutate(job.id)}
      aria-label={`${model.partial_bytes > 0 ? 'Go on' : 'Try again'}: ${model.title}`}
    >
      {model.partial_bytes > 0 ? 'Go on' : 'Try again'}
    </Button>
  ) : (
    <Button variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />} onClick={onDownload} aria-label={`Download ${model.title}`}>
      Download
    </Button>
  );
}

function Why({ error }: { error: NonNullable<Model['error']> }) {
  return (
    <div className={classes.error}>
      <Text size="sm" fw={600}>
        {error.title}
      </Text>
      {error.detail != null && error.detail !== error.title && <Text size="sm">{error.detail}</Text>}
      <Text size="sm" c="dimmed">
        {error.remedy}
      </Text>
    </div>
  );
}

/** What it is made of, and what vouched for it: for those who want to know. */
function Files({ model }: { model: Model }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <UnstyledButton className={classes.more} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <IconChevronDown size={16} aria-hidden className={classes.chevron} />
        {countOf(model.files.length, 'file', 'files')}
        <span className={classes.hidden}> of {model.title}</span>
      </UnstyledButton>
      <Collapse expanded={open} id={id}>
        {model.source != null && (
          <Text size="sm" c="dimmed" className={classes.source}>
            {model.source}
          </Text>
        )}
        {model.licence_note != null && (
          <Text size="sm" c="dimmed" mt={4}>
            {model.licence_note}
          </Text>
        )}
        {model.licence_address != null && (
          <Anchor size="sm" href={model.licence_address} target="_blank" rel="noreferrer noopener">
            The licence: {model.licence}
          </Anchor>
        )}
        <ul className={classes.files}>
          {model.files.map((file) => (
            <li key={file.path}>
              <div className={classes.file}>
                <span className={classes.path}>{file.path}</span>
                <span>{formatBytes(file.size_bytes)}</span>
              </div>
              {file.sha256 != null && <div className={classes.hash}>SHA-256 {file.sha256}</div>}
              {file.trust != null && <div className={classes.trust}>{trustWords[file.trust]}</div>}
            </li>
          ))}
        </ul>
      </Collapse>
    </>
  );
}
