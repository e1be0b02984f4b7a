import { ActionIcon, Progress, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconClock, IconCopy, IconPlayerPause, IconPlayerPlay, IconRefresh, IconUpload, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatBytes, formatPercent } from '../../ui/format';
import { remedyOf } from '../../ui/remedy';
import { isEnded, type UploadItem, type UploadState } from './queue';
import classes from './upload.module.css';
import { cancelUpload, pauseUpload, resumeUpload } from './uploads';

const icons: Record<UploadState, typeof IconUpload> = {
  waiting: IconClock,
  sending: IconUpload,
  paused: IconPlayerPause,
  reading: IconClock,
  done: IconCheck,
  duplicate: IconCopy,
  failed: IconAlertTriangle,
  interrupted: IconRefresh,
};

/** One file: how far it is, what became of it, and what can be done about it. */
export function UploadRow({ item }: { item: UploadItem }) {
  const Icon = icons[item.state];
  const share = item.size === 0 ? 0 : item.sent / item.size;
  return (
    <div className={classes.item} data-state={item.state}>
      <Icon size={18} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <Text size="sm" truncate title={item.path}>
          <bdi>{item.name}</bdi>
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {describe(item, share)}
        </Text>
        {item.state === 'sending' && <Progress value={share * 100} size={3} mt={3} aria-label={item.name} />}
      </div>
      {(item.state === 'sending' || item.state === 'waiting') && (
        <Action label={`Pause ${item.name}`} icon={<IconPlayerPause size={16} aria-hidden />} onClick={() => pauseUpload(item.key)} />
      )}
      {item.state === 'paused' && <Action label={`Resume ${item.name}`} icon={<IconPlayerPlay size={16} aria-hidden />} onClick={() => resumeUpload(item.key)} />}
      {item.state === 'failed' && item.image === null && (
        <Action label={`Try ${item.name} again`} icon={<IconRefresh size={16} aria-hidden />} onClick={() => resumeUpload(item.key)} />
      )}
      <Action label={isEnded(item.state) ? `Take ${item.name} off the list` : `Cancel ${item.name}`} icon={<IconX size={16} aria-hidden />} onClick={() => cancelUpload(item.key)} />
    </div>
  );
}

function describe(item: UploadItem, share: number): ReactNode {
  switch (item.state) {
    case 'waiting':
      return item.sent > 0 ? `Waiting, ${formatPercent(share)} sent` : `Waiting, ${formatBytes(item.size)}`;
    case 'sending':
      return `${formatBytes(item.sent)} of ${formatBytes(item.size)}`;
    case 'paused':
      return `Paused at ${formatPercent(share)}`;
    case 'reading':
      return 'Uploaded, the picture is being read';
    case 'done':
      return item.image === null ? 'Uploaded' : <>Uploaded. {show(item, 'Show it')}</>;
    case 'duplicate':
      return item.image === null ? 'In the library already' : <>In the library already. {show(item, 'Show it')}</>;
    case 'interrupted':
      return `${formatPercent(share)} is there. Choose the file again to resume.`;
    case 'failed':
      return item.problem === null ? 'Failed' : [item.problem.title, item.problem.detail, remedyOf(item.problem)].filter((part) => part !== null).join('. ');
  }
}

function show(item: UploadItem, text: string): ReactNode {
  return (
    <Link to="/photos/$imageId" params={{ imageId: item.image! }} className={classes.link} aria-label={`${text}: ${item.name}`}>
      {text}
    </Link>
  );
}

function Action({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} onClick={onClick}>
      {icon}
    </ActionIcon>
  );
}
