import { Badge, Button, Popover, Stack, Switch, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys, queuesQuery } from '../../api/queries';
import type { Queue } from '../../api/types';
import { formatCount } from '../../ui/format';
import { notifyProblem } from '../../ui/toasts';
import { kindLabel } from './stateLabels';

/** Each kind of work can be held: what runs goes on to its end, what waits goes on waiting. */
export function Queues() {
  const { data: queues = [] } = useQuery(queuesQuery);
  const paused = queues.filter((queue) => queue.paused).length;
  if (queues.length === 0) {
    return null;
  }
  return (
    <Popover position="bottom-end" width={320} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          rightSection={
            paused > 0 ? (
              <Badge color="orange.8" size="sm" circle={paused < 10} variant="filled" aria-label={`${paused} paused`}>
                {paused}
              </Badge>
            ) : null
          }
        >
          Queues
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {queues.map((queue) => (
            <QueueLine key={queue.kind} queue={queue} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function QueueLine({ queue }: { queue: Queue }) {
  const queryClient = useQueryClient();
  const toggle = useMutation({
    mutationFn: (run: boolean) =>
      run
        ? answer(api.POST('/api/v1/queues/{kind}/resume', { params: { path: { kind: queue.kind } } }))
        : answer(api.POST('/api/v1/queues/{kind}/pause', { params: { path: { kind: queue.kind } } })),
    onMutate: (run) => {
      queryClient.setQueryData<Queue[]>(keys.queues, (queues) =>
        queues?.map((other) => (other.kind === queue.kind ? { ...other, paused: !run } : other)),
      );
    },
    onError: notifyProblem,
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.queues }),
  });
  return (
    <Switch
      checked={!queue.paused}
      onChange={(event) => toggle.mutate(event.currentTarget.checked)}
      label={
        <>
          <Text span fw={600} size="sm">
            {kindLabel(queue.kind)}
          </Text>
          <Text size="xs" c="dimmed">
            {queue.paused ? 'Paused · ' : ''}
            {formatCount(queue.running)} running, {formatCount(queue.queued)} waiting
          </Text>
        </>
      }
    />
  );
}
