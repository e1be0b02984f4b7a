import { Badge, Button, Group, Loader, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys, meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { Trial, TrialAnswer } from '../../api/types';
import { countOf, formatDuration, formatPercent } from '../../ui/format';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { notifyProblem } from '../../ui/toasts';
import { ModelSelect } from './ModelSelect';
import type { Draft } from './PromptsSection';
import { promptsQuery, trialQuery } from './queries';
import classes from './tagging.module.css';
import { secondsOf, unknownVariables } from './words';

interface Props {
  draft: Draft;
  /** The pictures to try on; none: the latest ones. */
  pictures: readonly string[];
  trial: string | null;
  onTrial: (id: string) => void;
}

/** One or two prompts or models on a few pictures, side by side. Nothing of it is stored with the pictures. */
export function TrialSection({ draft, pictures, trial, onTrial }: Props) {
  const [left, setLeft] = useState<string | null>(null);
  const [right, setRight] = useState<string | null>(null);
  const [second, setSecond] = useState('none');
  const prompts = useQuery(promptsQuery);
  const { data: me } = useQuery(meQuery);
  const latest = useQuery({
    queryKey: [...keys.images, 'for-trial'],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/images', { params: { query: { limit: 4 } }, signal }))).items.map((image) => image.id),
    enabled: pictures.length === 0,
  });
  const chosen = pictures.length > 0 ? pictures : (latest.data ?? []);
  const begin = useMutation({
    mutationFn: () => {
      const other = second === 'none' ? null : second === 'draft' ? draft : (prompts.data?.find((prompt) => prompt.id === second) ?? null);
      const variants = [
        { text: draft.text, language: draft.language, ...(left === null ? {} : { model: left }) },
        ...(other === null ? [] : [{ text: other.text, language: other.language, ...(right === null ? {} : { model: right }) }]),
      ];
      return answer(api.POST('/api/v1/description-trials', { body: { image_ids: [...chosen], variants } }));
    },
    onSuccess: (begun) => onTrial(begun.id),
    onError: notifyProblem,
  });
  return (
    <Section
      title="Trial"
      lead={`The prompt above on ${pictures.length > 0 ? `the ${countOf(pictures.length, 'picture', 'pictures')} you chose` : 'your latest pictures'}, beside another prompt or model if you like. Choose others among your photos. No tag comes of it.`}
    >
      <Stack gap="sm" mt="md">
        <Group grow align="flex-start" className={classes.sides}>
          <ModelSelect label="Model" value={left} onChange={setLeft} />
          <Select
            label="Beside it"
            data={[
              { value: 'none', label: 'Nothing' },
              { value: 'draft', label: 'The same prompt' },
              ...(prompts.data?.map((prompt) => ({ value: prompt.id, label: prompt.name })) ?? []),
            ]}
            value={second}
            allowDeselect={false}
            onChange={(value) => setSecond(value ?? 'none')}
          />
          {second !== 'none' && <ModelSelect label="Model beside it" value={right} onChange={setRight} />}
        </Group>
        {mayWrite(me) && (
          <Group>
            <Button
              loading={begin.isPending}
              disabled={chosen.length === 0 || draft.text.trim() === '' || unknownVariables(draft.text).length > 0}
              onClick={() => begin.mutate()}
            >
              Try it on {countOf(chosen.length, 'picture', 'pictures')}
            </Button>
          </Group>
        )}
        {trial !== null && <TrialResult id={trial} />}
      </Stack>
    </Section>
  );
}

function TrialResult({ id }: { id: string }) {
  const trial = useQuery({ ...trialQuery(id), refetchInterval: (query) => (query.state.data?.done === true || query.state.status === 'error' ? false : 1_000) });
  if (trial.isError) {
    return <ProblemAlert error={trial.error} onRetry={() => void trial.refetch()} />;
  }
  return trial.data === undefined ? <Loader aria-label="Loading the trial" /> : <Answers trial={trial.data} />;
}

function Answers({ trial }: { trial: Trial }) {
  const prompts = useQuery(promptsQuery);
  const nameOf = (text: string) => prompts.data?.find((prompt) => prompt.text === text)?.name ?? 'A prompt not saved';
  return (
    <div className={classes.trial} role="region" aria-label="Answers side by side" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Picture</th>
            {trial.variants.map((variant, place) => (
              <th key={place} scope="col">
                {variant.model}
                <Text size="xs" fw={400} title={variant.text} className={classes.triedPrompt}>
                  {nameOf(variant.text)}: {variant.text}
                </Text>
                <Text size="xs" c="dimmed" fw={400}>
                  {[variant.language, secondsOf(variant.seconds_per_picture), variant.library_seconds == null ? '' : `all your pictures: ${formatDuration(variant.library_seconds)}`]
                    .filter((part) => part !== '')
                    .join(' · ')}
                </Text>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {trial.pictures.map((picture) => (
            <tr key={picture.image_id}>
              <td>
                <img src={`/api/v1/images/${encodeURIComponent(picture.image_id)}/thumbnail`} alt="" className={classes.tried} loading="lazy" />
              </td>
              {picture.answers.map((one, place) => (
                <td key={place}>
                  <Answer answer={one} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Answer({ answer: one }: { answer: TrialAnswer }) {
  if (one.state === 'pending') {
    return <Loader size="sm" aria-label="Waiting for the model" />;
  }
  if (one.error != null) {
    return (
      <Text size="sm" className={classes.problem}>
        {one.error.title}. {one.error.detail}
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      {one.caption != null && (
        <Text size="sm">
          <bdi>{one.caption}</bdi>
        </Text>
      )}
      <Group gap={4}>
        {one.tags.map((tag) => (
          <Badge key={tag.name} variant="default" tt="none" title={formatPercent(tag.confidence)}>
            {tag.name}
          </Badge>
        ))}
      </Group>
      <Text size="xs" c="dimmed">
        {secondsOf(one.seconds)}
      </Text>
    </Stack>
  );
}
