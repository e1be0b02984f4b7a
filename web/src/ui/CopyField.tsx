import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { copyText } from './clipboard';
import classes from './CopyField.module.css';

/** Copies, says so for a while, and says too when the browser did not let it. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') {
      return;
    }
    const timer = setTimeout(() => setState('idle'), 2_500);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <Button
      variant="default"
      miw={104}
      leftSection={state === 'copied' ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      onClick={() => void copyText(text).then((done) => setState(done ? 'copied' : 'failed'))}
    >
      <span aria-live="polite">{state === 'copied' ? 'Copied' : state === 'failed' ? 'Copy it by hand' : label}</span>
    </Button>
  );
}

/** Something long that is to be taken elsewhere: a link, a key. */
export function CopyField({ label, value, description }: { label: string; value: string; description?: string }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.field}>
      <TextInput
        ref={input}
        label={label}
        description={description}
        value={value}
        readOnly
        onFocus={() => input.current?.select()}
        classNames={{ input: classes.value ?? '' }}
        spellCheck={false}
      />
      <CopyButton text={value} />
    </div>
  );
}
