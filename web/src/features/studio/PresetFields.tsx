import { Button, SegmentedControl, Select, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { GenerateOptions } from '../../api/types';
import { formatDuration } from '../../ui/format';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import type { Draft, PresetName, Settled } from './draft';
import classes from './studio.module.css';

const presetWords: Record<PresetName, string> = { low: 'Low', balanced: 'Balanced', high: 'High' };

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  options: GenerateOptions;
  settled: Settled;
}

/** How much is made of the machine, and with which model. */
export function PresetFields({ draft, change, options, settled }: Props) {
  const chosen = options.presets.find((each) => each.name === draft.preset);
  return (
    <>
      {options.presets.length > 0 && (
        <div>
          <Text size="sm" fw={500} id="studio-preset" mb={4}>
            Quality
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="studio-preset"
            data={[{ value: '', label: 'My own' }, ...options.presets.map(({ name }) => ({ value: name, label: presetWords[name] }))]}
            value={draft.preset ?? ''}
            // All that a preset sets is left to it.
            onChange={(value) =>
              change(value === '' ? { preset: null } : { preset: value as PresetName, model: null, width: null, height: null, steps: null, guidance: null })
            }
          />
          <div className={classes.presetFacts}>
            <span>
              {settled.width} × {settled.height}
              {settled.steps !== null && `, ${settled.steps} steps`}
            </span>
            {chosen?.seconds != null && <span>about {formatDuration(Math.max(1, chosen.seconds))} a picture</span>}
            {chosen !== undefined && chosen.name === options.proposed_preset && <span>proposed for this machine</span>}
            {chosen !== undefined && !chosen.is_measured && <Measure />}
          </div>
        </div>
      )}
      <Select
        label="Model"
        allowDeselect={false}
        data={options.models.map(({ id, title, remote }) => ({ value: id, label: remote ? `${title} (another server)` : title }))}
        value={settled.model?.id ?? null}
        placeholder="Choose a model"
        // What suits one model is too much or too little for another.
        onChange={(model) =>
          model !== settled.model?.id &&
          change({ model, preset: null, steps: null, guidance: null, ...(options.models.find((each) => each.id === model)?.abilities.squares_alone === true ? { width: null, height: null } : {}) })
        }
        {...(settled.model?.remote === true ? { description: 'Prompts and pictures are sent to another server.' } : {})}
      />
    </>
  );
}

/** A few steps of each preset, so that its time is known. */
function Measure() {
  const measure = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/generate/measure')),
    onSuccess: () => notifyDone('Measuring', 'A little is painted with each preset; then it says how long a picture takes.'),
    onError: notifyProblem,
  });
  return (
    <Button size="compact-xs" variant="default" loading={measure.isPending} disabled={measure.isSuccess} onClick={() => measure.mutate()}>
      Measure this machine
    </Button>
  );
}
