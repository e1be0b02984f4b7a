import { Checkbox, Group, NumberInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Deed } from './useBulk';

interface Props {
  /** Null while nothing that makes sense is entered. */
  onChange: (deed: Deed | null) => void;
}

/** One time for all of them, or each file's own again. */
export function DateInput({ onChange }: Props) {
  const [time, setTime] = useState('');
  const [own, setOwn] = useState(false);
  const say = (text: string, back: boolean) => {
    setTime(text);
    setOwn(back);
    onChange(back ? { kind: 'set_taken_at' } : text === '' ? null : { kind: 'set_taken_at', value: text });
  };
  return (
    <Stack gap="sm">
      <TextInput
        type="datetime-local"
        step={1}
        min="1826-01-01T00:00"
        label="Taken at"
        description="What the clock on the wall showed."
        data-autofocus
        disabled={own}
        value={time}
        onChange={(event) => say(event.currentTarget.value, own)}
      />
      <Checkbox label="What each file says" checked={own} onChange={(event) => say(time, event.currentTarget.checked)} />
    </Stack>
  );
}

const parts = [
  { name: 'days', label: 'Days', seconds: 86_400, max: 36_500 },
  { name: 'hours', label: 'Hours', seconds: 3_600, max: 23 },
  { name: 'minutes', label: 'Minutes', seconds: 60, max: 59 },
  { name: 'seconds', label: 'Seconds', seconds: 1, max: 59 },
] as const;

/** By how much the camera's clock was wrong. */
export function ShiftInput({ onChange }: Props) {
  const [sign, setSign] = useState<1 | -1>(1);
  const [amounts, setAmounts] = useState<Record<string, number>>({});
  const say = (nextSign: 1 | -1, next: Record<string, number>) => {
    setSign(nextSign);
    setAmounts(next);
    const seconds = parts.reduce((sum, part) => sum + (next[part.name] ?? 0) * part.seconds, 0);
    onChange(seconds === 0 ? null : { kind: 'shift_taken_at', value: String(nextSign * seconds) });
  };
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Direction"
        value={sign === 1 ? 'later' : 'earlier'}
        onChange={(value) => say(value === 'later' ? 1 : -1, amounts)}
        data={[
          { value: 'later', label: 'Later' },
          { value: 'earlier', label: 'Earlier' },
        ]}
      />
      <Group gap="sm" grow wrap="nowrap" preventGrowOverflow={false}>
        {parts.map((part, index) => (
          <NumberInput
            key={part.name}
            label={part.label}
            min={0}
            max={part.max}
            clampBehavior="strict"
            allowDecimal={false}
            hideControls
            {...(index === 0 ? { 'data-autofocus': true } : {})}
            value={amounts[part.name] ?? ''}
            onChange={(value) => say(sign, { ...amounts, [part.name]: Number(value) })}
          />
        ))}
      </Group>
    </Stack>
  );
}
