import { Alert, Button, Code, Collapse, Group, Modal, Select, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, api } from '../../api/client';
import { keys, meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { Prompt } from '../../api/types';
import { countOf, formatMoment } from '../../ui/format';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { promptQuery, promptsQuery } from './queries';
import classes from './tagging.module.css';
import { unknownVariables, variables } from './words';

export interface Draft {
  name: string;
  text: string;
  language: string;
}

/** The prompt as it is being written; a trial tries it unsaved. */
export function PromptsSection({ draft, onDraft }: { draft: Draft; onDraft: (draft: Draft) => void }) {
  const queryClient = useQueryClient();
  const prompts = useQuery(promptsQuery);
  const { data: me } = useQuery(meQuery);
  const [id, setId] = useState<string | null>(null);
  const [history, setHistory] = useState(false);
  const [removing, setRemoving] = useState(false);
  const chosen = prompts.data?.find((prompt) => prompt.id === id) ?? null;
  const first = prompts.data?.[0];
  useEffect(() => {
    if (id === null && first !== undefined) {
      open(first);
    }
  }, [id, first]);

  function open(prompt: Prompt) {
    setId(prompt.id);
    onDraft({ name: prompt.name, text: prompt.text, language: prompt.language });
  }

  const settled = async (prompt: Prompt, said: string) => {
    notifyDone(said);
    open(prompt);
    await queryClient.invalidateQueries({ queryKey: keys.prompts });
  };
  const save = useMutation({
    mutationFn: () => answer(api.PUT('/api/v1/prompts/{id}', { params: { path: { id: id! } }, body: draft })),
    onSuccess: (prompt) => settled(prompt, `Saved as version ${prompt.version}`),
    onError: notifyProblem,
  });
  const add = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/prompts', { body: { ...draft, name: chosen?.name === draft.name ? `${draft.name} (mine)` : draft.name } })),
    onSuccess: (prompt) => settled(prompt, `Saved as ${prompt.name}`),
    onError: notifyProblem,
  });
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/prompts/{id}', { params: { path: { id: id! } } })),
    onSuccess: async () => {
      notifyDone('The prompt is removed', 'What was answered to it stays.');
      setRemoving(false);
      setId(null);
      await queryClient.invalidateQueries({ queryKey: keys.prompts });
    },
    onError: notifyProblem,
  });
  const unknown = unknownVariables(draft.text);
  const changed = chosen !== null && (chosen.text !== draft.text || chosen.language !== draft.language || chosen.name !== draft.name);
  return (
    <Section title="Prompt" lead="What the model is asked about each picture. A changed prompt is a new version; only what it changes is asked again.">
      {prompts.isError && <ProblemAlert error={prompts.error} onRetry={() => void prompts.refetch()} />}
      {prompts.isPending ? (
        <Skeleton h={220} mt="md" />
      ) : (
        <Stack gap="sm" mt="md">
          <Select
            label="Saved prompts"
            data={prompts.data?.map((prompt) => ({ value: prompt.id, label: prompt.built_in ? `${prompt.name} (comes with Limner)` : prompt.name })) ?? []}
            value={id}
            allowDeselect={false}
            onChange={(value) => {
              const prompt = prompts.data?.find((one) => one.id === value);
              if (prompt !== undefined) {
                open(prompt);
              }
            }}
          />
          <Group grow align="flex-start" className={classes.sides}>
            <TextInput label="Name" value={draft.name} maxLength={100} onChange={(event) => onDraft({ ...draft, name: event.currentTarget.value })} />
            <TextInput
              label="Language of the answers"
              value={draft.language}
              maxLength={50}
              onChange={(event) => onDraft({ ...draft, language: event.currentTarget.value })}
            />
          </Group>
          <Textarea
            label="Text"
            value={draft.text}
            autosize
            minRows={6}
            maxRows={18}
            maxLength={8000}
            error={unknown.length > 0 ? `There is no ${unknown.join(', ')}.` : null}
            onChange={(event) => onDraft({ ...draft, text: event.currentTarget.value })}
          />
          <Group gap={6}>
            <Text size="sm" c="dimmed">
              Put in:
            </Text>
            {variables.map((name) => (
              <Button key={name} size="compact-xs" variant="default" onClick={() => onDraft({ ...draft, text: `${draft.text}{${name}}` })}>
                {`{${name}}`}
              </Button>
            ))}
          </Group>
          {mayWrite(me) && (
            <Group gap="sm">
              {chosen !== null && !chosen.built_in && (
                <Button disabled={!changed || unknown.length > 0} loading={save.isPending} onClick={() => save.mutate()}>
                  Save
                </Button>
              )}
              <Button variant="default" disabled={unknown.length > 0 || draft.text.trim() === ''} loading={add.isPending} onClick={() => add.mutate()}>
                Save as another
              </Button>
              {chosen !== null && !chosen.built_in && (
                <Button variant="subtle" color="gray" onClick={() => setRemoving(true)}>
                  Remove…
                </Button>
              )}
              {chosen !== null && (
                <Button variant="subtle" color="gray" aria-expanded={history} onClick={() => setHistory(!history)}>
                  {history ? 'Hide the versions' : 'Show the versions'}
                </Button>
              )}
            </Group>
          )}
          {removing && chosen !== null && (
            <Modal opened onClose={() => setRemoving(false)} title={`Remove “${chosen.name}”?`}>
              <Text size="sm">
                It goes with its {countOf(chosen.version, 'version', 'versions')}, and this cannot be undone. What models answered to it stays with the pictures. Runs on new pictures that use it go over to the
                prompt that comes with Limner.
              </Text>
              <Group justify="flex-end" mt="md">
                <Button variant="default" data-autofocus onClick={() => setRemoving(false)}>
                  Keep it
                </Button>
                <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
                  Remove
                </Button>
              </Group>
            </Modal>
          )}
          <Collapse expanded={history}>{history && id !== null && <Versions id={id} onUse={(text, language) => onDraft({ ...draft, text, language })} />}</Collapse>
        </Stack>
      )}
    </Section>
  );
}

function Versions({ id, onUse }: { id: string; onUse: (text: string, language: string) => void }) {
  const history = useQuery(promptQuery(id));
  if (history.isError) {
    return <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />;
  }
  return (
    <Stack gap="xs">
      {history.data?.versions.map((version) => (
        <Alert key={version.number} variant="default" title={`Version ${version.number}`}>
          <Text size="xs" c="dimmed">
            {new Date(version.created_at).getTime() === 0 ? 'Comes with Limner' : formatMoment(version.created_at)} · {version.language} ·{' '}
            {countOf(version.answer_count, 'answer', 'answers')}
          </Text>
          <Code block className={classes.version} tabIndex={0}>
            {version.text}
          </Code>
          <Button size="compact-xs" variant="default" mt={6} aria-label={`Use this text: version ${version.number}`} onClick={() => onUse(version.text, version.language)}>
            Use this text
          </Button>
        </Alert>
      ))}
    </Stack>
  );
}
