import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import type { Draft, Settled } from './draft';
import { NumberField } from './NumberField';
import { ratioOf, ratios, sidesOf, sizeOf } from './sizes';
import classes from './studio.module.css';

interface Props {
  change: (change: Partial<Draft>) => void;
  draft: Draft;
  settled: Settled;
  fault: (field: string) => string | undefined;
}

/** How large and of which shape: by ratio, or side by side; of a model that draws squares alone, how large. */
export function SizeFields({ change, draft, settled, fault }: Props) {
  const sides = sidesOf(settled.model);
  const limits = { min: sides.least, max: sides.most, step: sides.step, allowDecimal: false };
  const { width, height } = settled;
  const shape = ratioOf(settled, sides.step);
  if (settled.model?.abilities.squares_alone === true) {
    return <NumberField label="Side" {...limits} value={draft.width} placeholder={String(width)} onChange={(side) => change({ width: side, height: side })} error={fault('width') ?? fault('height')} />;
  }
  return (
    <>
      <Group gap={6} role="group" aria-label="Shape" className={classes.wide}>
        {ratios.map(({ name, ratio }) => (
          <Button key={name} size="compact-xs" variant={shape === name ? 'light' : 'default'} aria-pressed={shape === name} onClick={() => change(sizeOf(ratio, settled, sides))}>
            {name}
          </Button>
        ))}
        <Tooltip label="Turn it: lying or standing">
          <ActionIcon size={22} variant="default" aria-label="Turn it: lying or standing" disabled={width === height} onClick={() => change({ width: height, height: width })}>
            <IconArrowsExchange size={14} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <NumberField label="Width" {...limits} value={draft.width} placeholder={String(width)} onChange={(width) => change({ width })} error={fault('width')} />
      <NumberField label="Height" {...limits} value={draft.height} placeholder={String(height)} onChange={(height) => change({ height })} error={fault('height')} />
    </>
  );
}
