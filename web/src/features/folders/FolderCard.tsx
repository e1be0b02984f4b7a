import { ActionIcon, Badge, Button, Group, Menu, Paper, Text, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconClock,
  IconDots,
  IconFolder,
  IconLock,
  IconPencil,
  IconPhoto,
  IconRefresh,
  IconShare,
  IconTrash,
  IconUsers,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../../api/client';
import { keys, meQuery, sharesQuery } from '../../api/queries';
import { mayEdit } from '../../api/roles';
import type { Folder } from '../../api/types';
import { countOf, formatAgo, formatMoment } from '../../ui/format';
import { JobProgress } from '../../ui/JobProgress';
import { notifyProblem } from '../../ui/toasts';
import { useNow } from '../../ui/useNow';
import { AbsenceQuestion } from './AbsenceQuestion';
import classes from './folders.module.css';
import { accessWords, sharedWith, sharingChoice } from './sharing';
import { whyPolled } from './watching';

const states = {
  ready: null,
  missing: {
    text: 'Not there',
    hint: 'The folder is not there at the moment. What is known of its pictures is kept; mount or restore it, then scan again.',
  },
  unreadable: {
    text: 'Not readable',
    hint: 'The server may not read this folder. Give the user that runs it the permission, then scan again.',
  },
} as const;

interface Props {
  folder: Folder;
  onEdit: () => void;
  onRemove: () => void;
  onFailures: () => void;
  onShare: () => void;
  onStopSharing: () => void;
}

export function FolderCard({ folder, onEdit, onRemove, onFailures, onShare, onStopSharing }: Props) {
  const queryClient = useQueryClient();
  const now = useNow(30_000);
  const state = states[folder.state];
  const polled = whyPolled(folder.watching);
  const job = folder.active_job ?? null;
  const { data: me } = useQuery(meQuery);
  const mine = folder.access === 'owner';
  const editable = mayEdit(me, folder.access);
  const sharing = sharingChoice(me, folder);
  const scan = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/folders/{id}/scan', { params: { path: { id: folder.id } } })),
    onSuccess: (started) => {
      queryClient.setQueryData<Folder[]>(keys.folders, (folders) =>
        folders?.map((other) => (other.id === folder.id ? { ...other, active_job: started } : other)),
      );
    },
    onError: notifyProblem,
  });
  return (
    <Paper component="article" withBorder radius="lg" className={classes.card} aria-label={folder.name}>
      <Link
        to="/photos"
        search={{ folder: [folder.id] }}
        className={classes.covers}
        data-count={Math.min(4, folder.cover_image_ids.length)}
        aria-label={`Pictures of ${folder.name}`}
        tabIndex={-1}
      >
        {folder.cover_image_ids.length === 0 ? (
          <IconFolder size={40} stroke={1.4} aria-hidden />
        ) : (
          folder.cover_image_ids
            .slice(0, 4)
            .map((id) => <img key={id} src={`/api/v1/images/${encodeURIComponent(id)}/thumbnail?size=small`} alt="" loading="lazy" />)
        )}
      </Link>
      <div className={classes.body}>
        <div className={classes.nameLine}>
          <h2 className={classes.name}>
            <Link to="/photos" search={{ folder: [folder.id] }}>
              {folder.name}
            </Link>
          </h2>
          {state !== null && (
            <Badge color="red" variant="light" leftSection={<IconAlertTriangle size={12} aria-hidden />} tt="none">
              {state.text}
            </Badge>
          )}
          {polled !== null && (
            <Tooltip label={polled} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
              <Badge color="yellow" variant="light" tt="none" tabIndex={0} leftSection={<IconClock size={12} aria-hidden />}>
                Checked from time to time
              </Badge>
            </Tooltip>
          )}
          {folder.sidecar_problem != null && (
            <Tooltip label={folder.sidecar_problem} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
              <Badge color="red" variant="light" tt="none" tabIndex={0} leftSection={<IconAlertTriangle size={12} aria-hidden />}>
                Sidecars are not written
              </Badge>
            </Tooltip>
          )}
          <Menu position="bottom-end" width={200}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size={34} ml="auto" aria-label={`More about ${folder.name}`}>
                <IconDots size={20} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                component={Link}
                to="/photos"
                search={{ folder: [folder.id] } as never}
                leftSection={<IconPhoto size={18} aria-hidden />}
              >
                Show the pictures
              </Menu.Item>
              {sharing === 'end' && (
                <Menu.Item leftSection={<IconLock size={18} aria-hidden />} onClick={onStopSharing}>
                  Stop sharing
                </Menu.Item>
              )}
              {mine && editable && (
                <>
                  <Menu.Item leftSection={<IconShare size={18} aria-hidden />} onClick={onShare}>
                    Share
                  </Menu.Item>
                  <Menu.Item leftSection={<IconPencil size={18} aria-hidden />} onClick={onEdit}>
                    Edit
                  </Menu.Item>
                  {!folder.managed && (
                    <>
                      <Menu.Divider />
                      <Menu.Item color="red" leftSection={<IconTrash size={18} aria-hidden />} onClick={onRemove}>
                        Remove
                      </Menu.Item>
                    </>
                  )}
                </>
              )}
            </Menu.Dropdown>
          </Menu>
        </div>
        {mine ? (
          <Text size="sm" c="dimmed" className={classes.path}>
            {folder.managed ? 'What you upload without choosing a folder' : folder.path}
          </Text>
        ) : (
          <Text size="sm" c="dimmed" className={classes.sharing}>
            <IconUsers size={15} aria-hidden />
            <span>
              Shared by <bdi>{folder.owner.user_name}</bdi>. {accessWords(editable ? folder.access : 'view')}.
            </span>
          </Text>
        )}
        {state !== null && folder.absence == null && (
          <Text size="sm" c="dimmed">
            {state.hint}
          </Text>
        )}
        {folder.absence != null && <AbsenceQuestion folder={folder} absence={folder.absence} mayAnswer={mine && editable} />}
        <Group gap="xs" className={classes.facts}>
          <span>{countOf(folder.image_count, 'picture', 'pictures')}</span>
          {mine && <Sharing folder={folder} onChange={sharing === 'change' ? onShare : sharing === 'end' ? onStopSharing : null} />}
          {editable && folder.failure_count > 0 && (
            <Button
              variant="light"
              color="red"
              size="compact-xs"
              radius="xl"
              leftSection={<IconAlertTriangle size={13} aria-hidden />}
              onClick={onFailures}
            >
              {countOf(folder.failure_count, 'file could not be read', 'files could not be read')}
            </Button>
          )}
        </Group>
        {/* As high with a scan as without: starting one moves nothing. */}
        <div className={classes.work}>
          {job !== null ? (
            // The job is the owner's, whoever asked for the scan.
            <JobProgress job={job} noun="pictures" cancellable={mine} />
          ) : (
            <>
              <Text size="sm" c="dimmed" title={folder.last_scan_at == null ? undefined : formatMoment(folder.last_scan_at)}>
                {folder.last_scan_at == null ? 'Never scanned' : `Scanned ${formatAgo(folder.last_scan_at, now)}`}
              </Text>
              {editable && (
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconRefresh size={15} aria-hidden />}
                  loading={scan.isPending}
                  onClick={() => scan.mutate()}
                >
                  Scan
                </Button>
              )}
            </>
          )}
        </div>
      </div>
    </Paper>
  );
}

/** Whom one's own folder is shared with; a click changes it. */
function Sharing({ folder, onChange }: { folder: Folder; onChange: (() => void) | null }) {
  const shared = folder.shared === true;
  const shares = useQuery({ ...sharesQuery(folder.id), enabled: shared });
  const text = !shared ? 'Private' : shares.data === undefined ? 'Shared' : sharedWith(shares.data);
  const Icon = shared ? IconUsers : IconLock;
  return onChange !== null ? (
    <Button
      variant="default"
      size="compact-xs"
      radius="xl"
      className={classes.sharingButton}
      leftSection={<Icon size={14} aria-hidden />}
      onClick={onChange}
      title="Change whom it is shared with"
    >
      {text}
    </Button>
  ) : (
    <div className={classes.sharing}>
      <Icon size={15} aria-hidden />
      <span>{text}</span>
    </div>
  );
}
