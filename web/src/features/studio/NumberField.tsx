import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';
import { shownOf, typed, type Typed } from './numbers';

interface Props extends Omit<NumberInputProps, 'value' | 'defaultValue' | 'onChange' | 'onBlur'> {
  value: number | null;
  onChange: (value: number | null) => void;
  /** What an empty field stands for. */
  empty?: number | null;
}

/** A field for a number that leaves what is being typed as it is typed. */
export function NumberField({ value, onChange, empty = null, ...others }: Props) {
  const [last, setLast] = useState<Typed | null>(null);
  return (
    <NumberInput
      {...others}
      value={shownOf(last, value)}
      onChange={(text) => {
        const now = typed(text, value, empty);
        setLast(now);
        if (now.number !== value) {
          onChange(now.number);
        }
      }}
      // Left, it shows the number that is gone by.
      onBlur={() => setLast(null)}
    />
  );
}
