import { Button, Checkbox, Group, MultiSelect, Skeleton, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, api } from '../../api/client';
import { foldersQuery, keys, meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { ModelSelect } from './ModelSelect';
import { PromptSelect } from './PromptSelect';
import { describeSettingsQuery } from './queries';
import classes from './tagging.module.css';

/** What is done without being asked for, and which model and prompt are meant when none is named. */
export function AutomationSection() {
  const queryClient = useQueryClient();
  const settings = useQuery(describeSettingsQuery);
  const folders = useQuery(foldersQuery);
  const { data: me } = useQuery(meQuery);
  const [draft, setDraft] = useState(settings.data);
  useEffect(() => setDraft(settings.data), [settings.data]);
  const save = useMutation({
    mutationFn: () => answer(api.PUT('/api/v1/description-settings', { body: draft! })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.descriptionSettings, saved);
      notifyDone('Saved');
    },
    onError: notifyProblem,
  });
  return (
    <Section title="By itself" lead="Which model and prompt are yours, and when pictures are described without your asking.">
      {settings.isError && <ProblemAlert error={settings.error} onRetry={() => void settings.refetch()} />}
      {draft === undefined ? (
        <Skeleton h={180} mt="md" />
      ) : (
        <Stack gap="sm" mt="md">
          <Group grow align="flex-start" className={classes.sides}>
            <ModelSelect label="My model" value={draft.model ?? null} onChange={(model) => setDraft({ ...draft, model })} />
            <PromptSelect label="My prompt" placeholder="The one that comes with Limner" value={draft.prompt_id ?? null} onChange={(prompt) => setDraft({ ...draft, prompt_id: prompt })} />
          </Group>
          <Checkbox
            label="Describe new and changed pictures as they are found"
            checked={draft.on_scan}
            onChange={(event) => setDraft({ ...draft, on_scan: event.currentTarget.checked })}
          />
          <TextInput
            label="Daily at, by the server's clock"
            description="Then all that lack a description are described. Empty: not daily."
            type="time"
            w={220}
            value={draft.daily_at ?? ''}
            onChange={(event) => setDraft({ ...draft, daily_at: event.currentTarget.value === '' ? null : event.currentTarget.value })}
          />
          <MultiSelect
            label="Only in these folders"
            placeholder={(draft.folder_ids ?? []).length === 0 ? 'In all of them' : ''}
            data={folders.data?.filter((folder) => folder.access === 'owner').map((folder) => ({ value: folder.id, label: folder.name })) ?? []}
            value={draft.folder_ids ?? []}
            onChange={(ids) => setDraft({ ...draft, folder_ids: ids.length === 0 ? null : ids })}
          />
          {mayWrite(me) && (
            <Group>
              <Button loading={save.isPending} onClick={() => save.mutate()}>
                Save
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Section>
  );
}
