import { Loader } from '@mantine/core';
import { IconFileText, IconSparkles, IconUser, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { ImageTag, ImageTags } from '../../api/types';
import { formatPercent } from '../../ui/format';
import { notifyProblem } from '../../ui/toasts';
import { TagNameInput } from '../tags/TagNameInput';
import classes from './TagEditor.module.css';

const sources = {
  model: { icon: IconSparkles, text: 'Recognised' },
  manual: { icon: IconUser, text: 'Added by hand' },
  file: { icon: IconFileText, text: 'From the file' },
} as const;

/** One entry a tag: a tag may have several sources, of which the surest is shown. */
export function mergeTags(tags: readonly ImageTag[]): ImageTag[] {
  const rank = { manual: 0, file: 1, model: 2 };
  const merged = new Map<string, ImageTag>();
  for (const tag of tags) {
    const before = merged.get(tag.id);
    if (before === undefined || rank[tag.source] < rank[before.source]) {
      merged.set(tag.id, tag);
    }
  }
  return [...merged.values()].sort(
    (a, b) => rank[a.source] - rank[b.source] || (b.confidence ?? 0) - (a.confidence ?? 0) || a.name.localeCompare(b.name),
  );
}

interface Props {
  id: string;
  tags: ImageTags;
  /** Whether tags can be added and removed; else they are only read. */
  editable: boolean;
  /** The label whose boxes are to be shown, or null. */
  onHover: (label: string | null) => void;
}

export function TagEditor({ id, tags, editable, onHover }: Props) {
  const queryClient = useQueryClient();
  const [text, setText] = useState('');
  const settled = () => {
    void queryClient.invalidateQueries({ queryKey: keys.imageTags(id) });
    void queryClient.invalidateQueries({ queryKey: keys.allSuggestions });
  };
  const add = useMutation({
    mutationFn: (name: string) => answer(api.PUT('/api/v1/images/{id}/tags/{name}', { params: { path: { id, name } } })),
    onSuccess: () => setText(''),
    onError: notifyProblem,
    onSettled: settled,
  });
  const remove = useMutation({
    mutationFn: (tag: ImageTag) => answer(api.DELETE('/api/v1/images/{id}/tags/{tag_id}', { params: { path: { id, tag_id: tag.id } } })),
    onMutate: (tag) => {
      queryClient.setQueryData<ImageTags>(
        keys.imageTags(id),
        (before) => before && { ...before, items: before.items.filter((other) => other.id !== tag.id) },
      );
      onHover(null);
    },
    onError: notifyProblem,
    onSettled: settled,
  });
  const submit = (name: string) => {
    if (name.trim() !== '' && !add.isPending) {
      add.mutate(name.trim());
    }
  };
  const merged = mergeTags(tags.items);
  const labels = new Set(tags.detections.map((detection) => detection.label));
  return (
    <>
      {merged.length > 0 && (
        <ul className={classes.tags}>
          {merged.map((tag) => {
            const source = sources[tag.source];
            const Icon = source.icon;
            const title = tag.confidence == null ? source.text : `${source.text}, ${formatPercent(tag.confidence)} sure`;
            return (
              <li
                key={tag.id}
                className={classes.tag}
                data-fixed={!editable || undefined}
                onPointerEnter={() => labels.has(tag.name) && onHover(tag.name)}
                onPointerLeave={() => onHover(null)}
                onFocus={() => labels.has(tag.name) && onHover(tag.name)}
                onBlur={() => onHover(null)}
              >
                <span className={classes.source} role="img" aria-label={source.text} title={title}>
                  <Icon size={14} />
                </span>
                <Link to="/photos" search={{ tag: [tag.name] }} className={classes.name} title={`All pictures with ${tag.name}`}>
                  {tag.name}
                </Link>
                {tag.confidence != null && <span className={classes.confidence}>{formatPercent(tag.confidence)}</span>}
                {editable && (
                  <button type="button" className={classes.remove} aria-label={`Remove tag ${tag.name}`} onClick={() => remove.mutate(tag)}>
                    <IconX size={13} aria-hidden />
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {editable && (
        <TagNameInput
          aria-label="Add a tag"
          placeholder="Add a tag"
          value={text}
          onChange={setText}
          without={(name) => merged.some((tag) => tag.name === name)}
          onOptionSubmit={submit}
          onKeyDown={(event) => {
            // With an option selected, the list itself submits it.
            if (
              event.key === 'Enter' &&
              !event.nativeEvent.isComposing &&
              event.currentTarget.getAttribute('aria-activedescendant') === null
            ) {
              submit(text);
            }
          }}
          rightSection={add.isPending ? <Loader size={16} /> : null}
          comboboxProps={{ withinPortal: false }}
        />
      )}
      {!editable && merged.length === 0 && <p className={classes.none}>No tags</p>}
    </>
  );
}
