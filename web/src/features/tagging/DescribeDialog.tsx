import { Button, Checkbox, Group, Modal, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { countOf } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { ModelSelect } from './ModelSelect';
import { PromptSelect } from './PromptSelect';
import { estimateWords } from './words';

/** Which pictures: by name, or all that a search finds but for some. */
export type Pictures = { image_ids: string[] } | { filter: Record<string, unknown>; except: string[] };

interface Props {
  pictures: Pictures;
  title: string;
  onClose: () => void;
  onBegun?: () => void;
}

/** Says before it begins what a run would take. */
export function DescribeDialog({ pictures, title, onClose, onBegun }: Props) {
  const queryClient = useQueryClient();
  const [model, setModel] = useState<string | null>(null);
  const [prompt, setPrompt] = useState<string | null>(null);
  const [again, setAgain] = useState(false);
  const [priority, setPriority] = useState('0');
  const body = { ...pictures, ...(model === null ? {} : { model }), ...(prompt === null ? {} : { prompt_id: prompt }), ask_again: again, priority: Number(priority) };
  const estimate = useQuery({
    queryKey: [...keys.descriptionRuns, 'estimate', JSON.stringify(body)],
    queryFn: ({ signal }) => answer(api.POST('/api/v1/description-runs/estimate', { body, signal })),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const begin = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/description-runs', { body })),
    onSuccess: async (run) => {
      notifyDone('The model begins', `${countOf(run.image_count, 'picture', 'pictures')}; the page Describe shows how it goes.`);
      onClose();
      onBegun?.();
      await queryClient.invalidateQueries({ queryKey: keys.descriptionRuns });
    },
    onError: notifyProblem,
  });
  return (
    <Modal opened onClose={onClose} title={title} size="md">
      <Stack
        gap="md"
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          begin.mutate();
        }}
      >
        <ModelSelect label="Model" value={model} onChange={setModel} />
        <PromptSelect label="Prompt" value={prompt} onChange={setPrompt} />
        <Select
          label="When other runs wait for the same model"
          data={[
            { value: '5', label: 'Before the others' },
            { value: '0', label: 'As they come' },
            { value: '-5', label: 'After the others' },
          ]}
          value={priority}
          onChange={(value) => setPriority(value ?? '0')}
          allowDeselect={false}
        />
        <Checkbox label="Ask again where it has answered already" checked={again} onChange={(event) => setAgain(event.currentTarget.checked)} />
        <div role="status" aria-live="polite" style={{ minHeight: 44 }}>
          {estimate.isError ? (
            <ProblemAlert error={estimate.error} onRetry={() => void estimate.refetch()} />
          ) : estimate.data === undefined ? (
            <Skeleton h={22} />
          ) : (
            <Text size="sm">{estimateWords(estimate.data)}</Text>
          )}
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={begin.isPending} disabled={estimate.data === undefined || estimate.data.image_count === 0}>
            Begin
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
