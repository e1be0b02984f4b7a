import { ActionIcon, Collapse, Group, Select, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconDice5, IconLock, IconLockOpen } from '@tabler/icons-react';
import type { Problem } from '../../api/problem';
import type { GenerateOptions } from '../../api/types';
import { largestSeed, type Draft, type Settled } from './draft';
import { NumberField } from './NumberField';
import { SizeFields } from './SizeFields';
import classes from './studio.module.css';

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  options: GenerateOptions;
  settled: Settled;
  problem: Problem | null;
}

const advanced = ['width', 'height', 'steps', 'guidance_scale', 'scheduler', 'seed', 'num_images', 'format'];

/** All that a preset and the model settle unless it is said. */
export function AdvancedFields({ draft, change, options, settled, problem }: Props) {
  const [opened, { toggle }] = useDisclosure(false);
  const fault = (field: string) => problem?.fields[field]?.join(' ');
  // What was refused is shown where it can be mended.
  const open = opened || advanced.some((field) => fault(field) !== undefined);
  const abilities = settled.model?.abilities;
  const schedulers = abilities === undefined ? options.schedulers : abilities.schedulers;
  return (
    <div>
      <UnstyledButton className={classes.fold} aria-expanded={open} onClick={toggle}>
        <IconChevronDown size={16} aria-hidden data-open={open || undefined} />
        Size, steps, seed and more
      </UnstyledButton>
      <Collapse expanded={open}>
        <div className={classes.fields}>
          <SizeFields change={change} draft={draft} settled={settled} fault={fault} />
          <NumberField
            label="Steps"
            min={1}
            max={abilities?.most_steps ?? 150}
            allowDecimal={false}
            value={draft.steps}
            placeholder={settled.steps === null ? '' : String(settled.steps)}
            onChange={(steps) => change({ steps })}
            error={fault('steps')}
          />
          <NumberField
            label="Guidance"
            min={0}
            max={30}
            step={0.5}
            decimalScale={2}
            value={draft.guidance}
            placeholder={settled.guidance === null ? '' : String(settled.guidance)}
            onChange={(guidance) => change({ guidance })}
            error={fault('guidance_scale')}
          />
          <Select
            label="Scheduler"
            clearable
            clearButtonProps={{ 'aria-label': 'The model’s own scheduler' }}
            disabled={schedulers.length === 0}
            data={schedulers}
            value={draft.scheduler !== null && schedulers.includes(draft.scheduler) ? draft.scheduler : null}
            placeholder={abilities?.scheduler ?? 'The model’s own'}
            onChange={(scheduler) => change({ scheduler })}
            error={fault('scheduler')}
          />
          <Select
            label="Format"
            allowDeselect={false}
            data={options.formats.map((value) => ({ value, label: value.toUpperCase() }))}
            value={draft.format ?? options.formats[0] ?? null}
            onChange={(format) => change({ format })}
            error={fault('format')}
          />
          <NumberField
            label="Pictures"
            min={1}
            max={options.max_pictures}
            allowDecimal={false}
            clampBehavior="strict"
            value={draft.pictures}
            empty={1}
            onChange={(pictures) => change({ pictures: pictures ?? 1 })}
            error={fault('num_images')}
          />
          <Seed seed={draft.seed} onChange={(seed) => change({ seed })} error={fault('seed')} />
        </div>
      </Collapse>
    </div>
  );
}

/** By chance for each request, or held: the same request then makes the same picture. */
function Seed({ seed, onChange, error }: { seed: number | null; onChange: (seed: number | null) => void; error: string | undefined }) {
  const roll = () => onChange(crypto.getRandomValues(new Uint32Array(1))[0]!);
  return (
    <Group gap={4} wrap="nowrap" align="flex-end">
      <NumberField
        label="Seed"
        flex={1}
        miw={0}
        hideControls
        min={0}
        max={largestSeed}
        allowDecimal={false}
        value={seed}
        placeholder="By chance"
        onChange={onChange}
        error={error}
      />
      <Tooltip label="Another seed, and hold it">
        <ActionIcon variant="default" size={36} aria-label="Another seed, and hold it" onClick={roll}>
          <IconDice5 size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={seed === null ? 'By chance for each request' : 'Let go of the seed'}>
        <ActionIcon variant="default" size={36} aria-label="Hold the seed" aria-pressed={seed !== null} onClick={() => (seed === null ? roll() : onChange(null))}>
          {seed === null ? <IconLockOpen size={18} /> : <IconLock size={18} />}
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
