import { Button, Group, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { IconFileText, IconFiles, IconPencil, IconSparkles, IconUser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { ImageChange, ImageDetails, ValueSource } from '../../api/types';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { changeOf, fieldNames, textOf, undoOf, type EditableField } from './values';
import classes from './ValueEditor.module.css';

const sources = {
  manual: { icon: IconUser, text: 'Added by hand' },
  sidecar: { icon: IconFiles, text: 'From the sidecar' },
  file: { icon: IconFileText, text: 'From the file' },
  model: { icon: IconSparkles, text: 'Written by a vision model' },
} as const;

/** Says in a small sign who says a value. */
export function SourceMark({ source }: { source: ValueSource | null | undefined }) {
  if (source == null) {
    return null;
  }
  const { icon: Icon, text } = sources[source];
  return (
    <span className={classes.source} role="img" aria-label={text} title={text}>
      <Icon size={13} />
    </span>
  );
}

interface Props {
  image: ImageDetails;
  field: EditableField;
  editable: boolean;
  multiline?: boolean;
  placeholder: string;
  /** What is shown of the value; null: there is none. */
  children: ReactNode;
}

/** A value that is edited where it stands: Enter keeps it, Escape leaves it as it was, nothing typed shows the file's value again. */
export function ValueEditor({ image, field, editable, multiline = false, placeholder, children }: Props) {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const queryClient = useQueryClient();
  const button = useRef<HTMLButtonElement>(null);
  const returnFocus = useRef(false);
  useEffect(() => {
    if (text === null && returnFocus.current) {
      returnFocus.current = false;
      button.current?.focus();
    }
  }, [text]);

  const send = (change: ImageChange) => answer(api.PATCH('/api/v1/images/{id}', { params: { path: { id: image.id } }, body: change }));
  const shown = (changed: ImageDetails) => {
    queryClient.setQueryData(keys.image(changed.id), changed);
    void queryClient.invalidateQueries({ queryKey: keys.allSuggestions });
  };
  const undo = useMutation({ mutationFn: send, onSuccess: shown, onError: notifyProblem });
  const save = useMutation({
    mutationFn: send,
    onSuccess: (changed) => {
      const before = undoOf(image, field);
      close();
      shown(changed);
      notifyDone(`The ${fieldNames[field]} was changed`, null, { label: 'Undo', run: () => undo.mutate(before) });
    },
    onError: notifyProblem,
  });

  function close() {
    returnFocus.current = true;
    setText(null);
    setProblem(null);
  }

  function submit() {
    if (text === null || save.isPending) {
      return;
    }
    if (text.trim() === textOf(image, field)) {
      close();
      return;
    }
    const change = changeOf(field, text);
    if ('problem' in change) {
      setProblem(change.problem);
    } else {
      save.mutate(change);
    }
  }

  if (text === null) {
    return (
      <div className={classes.shown}>
        <div className={classes.value}>
          {children}
          {children !== null && <SourceMark source={image.sources[field]} />}
        </div>
        {editable && (
          <UnstyledButton
            ref={button}
            className={children === null ? classes.add : classes.edit}
            {...(children === null ? {} : { 'aria-label': `Edit the ${fieldNames[field]}` })}
            onClick={() => setText(textOf(image, field))}
          >
            {children === null ? placeholder : <IconPencil size={15} aria-hidden />}
          </UnstyledButton>
        )}
      </div>
    );
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing && (!multiline || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
  };
  const input = {
    'aria-label': `The ${fieldNames[field]}`,
    value: text,
    placeholder,
    error: problem,
    autoFocus: true,
    disabled: save.isPending,
    onChange: (event: { currentTarget: { value: string } }) => {
      setText(event.currentTarget.value);
      setProblem(null);
    },
    onKeyDown,
  };
  return (
    <div className={classes.editor}>
      {multiline ? <Textarea {...input} autosize minRows={2} maxRows={10} maxLength={10_000} /> : <TextInput {...input} maxLength={1_000} />}
      <Group gap="xs" mt={6}>
        <Button size="compact-sm" onClick={submit} loading={save.isPending}>
          Save
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={close}>
          Cancel
        </Button>
      </Group>
    </div>
  );
}
