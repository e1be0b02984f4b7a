import { Button, Kbd, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconBrush } from '@tabler/icons-react';
import { useRef } from 'react';
import { toProblem } from '../../api/problem';
import type { GenerateOptions } from '../../api/types';
import { formatCount } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { AdvancedFields } from './AdvancedFields';
import { settle, type Draft } from './draft';
import { hindrance } from './hindrance';
import { LibraryKnowledge } from './LibraryKnowledge';
import { PresetFields } from './PresetFields';
import { PromptFields } from './PromptFields';
import { StartPicture } from './StartPicture';
import classes from './studio.module.css';
import { usePaint } from './usePaint';
import type { StartHandle } from './useStart';

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  options: GenerateOptions;
  handle: StartHandle;
}

/** All that is said of a picture before it is painted. */
export function StudioForm({ draft, change, options, handle }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const settled = settle(draft, options);
  const paint = usePaint(draft, settled, handle.start);
  const hinders = hindrance(draft, settled, handle.start);
  const problem = paint.isError ? toProblem(paint.error) : null;
  const go = () => {
    if (hinders === null && !paint.isPending) {
      paint.mutate(undefined, {
        onSuccess: () => {
          // Below the form where it is narrow: what was asked for is shown.
          if (window.matchMedia('(max-width: 62em)').matches) {
            document.getElementById('studio-queue')?.scrollIntoView({ behavior: 'smooth', block: 'start' });
          }
        },
      });
    }
  };
  useHotkeys(
    [
      [
        'mod+Enter',
        (event) => {
          // A key that is held down is meant once, and elsewhere on the page it is meant for what is there.
          const nowhere = event.target === document.body && document.querySelector('[role="dialog"]') === null;
          if (!event.repeat && (nowhere || form.current?.contains(event.target as Node) === true)) {
            go();
          }
        },
      ],
    ],
    [],
  );
  return (
    <form
      ref={form}
      onKeyDown={(event) => {
        // Enter sends the form as often as it repeats; in a text it begins lines.
        if (event.repeat && event.key === 'Enter' && !(event.target instanceof HTMLTextAreaElement)) {
          event.preventDefault();
        }
      }}
      className={classes.form}
      aria-label="What is to be painted"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <PromptFields draft={draft} change={change} model={settled.model} longest={options.prompt_max_length} problem={problem} />
      <PresetFields draft={draft} change={change} options={options} settled={settled} />
      {/* One that is there already can be taken away again. */}
      {(settled.model?.abilities.takes_picture !== false || handle.start !== null) && <StartPicture handle={handle} draft={draft} change={change} settled={settled} problem={problem} />}
      <LibraryKnowledge draft={draft} change={change} model={settled.model} hasStart={handle.start !== null} />
      <AdvancedFields draft={draft} change={change} options={options} settled={settled} problem={problem} />
      <div className={classes.go}>
        {problem !== null && <ProblemAlert error={problem} />}
        <Button
          type="submit"
          size="md"
          fullWidth
          leftSection={<IconBrush size={20} aria-hidden />}
          rightSection={<Kbd size="xs" visibleFrom="sm">Ctrl ↵</Kbd>}
          aria-keyshortcuts="Control+Enter"
          disabled={hinders !== null}
          loading={paint.isPending}
        >
          Paint
        </Button>
        <Text size="xs" c="dimmed" className={classes.goNote}>
          {hinders ?? (options.daily_pictures == null ? '' : `${formatCount(options.pictures_today)} of ${formatCount(options.daily_pictures)} pictures asked for today`)}
        </Text>
      </div>
    </form>
  );
}
