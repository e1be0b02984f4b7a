import { Skeleton, Stack, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { meQuery } from '../../api/queries';
import { isAdministrator, mayWrite } from '../../api/roles';
import type { GenerateOptions, Generation } from '../../api/types';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { useTitle } from '../../ui/useTitle';
import { draftOf, offeredDraft } from './draft';
import { Gallery } from './Gallery';
import { NoPaintingModel } from './NoPaintingModel';
import { generateOptionsQuery } from './queries';
import { StudioForm } from './StudioForm';
import classes from './studio.module.css';
import { keepDraft, useDraft } from './useDraft';
import { useStart } from './useStart';
import { readPicture } from './useStudioActions';

const route = getRouteApi('/app/studio');

/** Pictures are painted from words, and from other pictures. */
export function StudioPage() {
  useTitle('Studio');
  const { data: me } = useQuery(meQuery);
  const options = useQuery(generateOptionsQuery);
  if (me !== undefined && !mayWrite(me)) {
    return (
      <EmptyState icon={<IconLock size={32} />} title="Painting is for members" order={1}>
        A viewer looks at what is shared, and paints nothing.
      </EmptyState>
    );
  }
  return (
    <div className={classes.page}>
      <Title order={1} className={classes.title}>
        Studio
      </Title>
      {options.isError && <ProblemAlert error={options.error} onRetry={() => void options.refetch()} />}
      {options.isPending && (
        <Stack className={classes.form} aria-busy>
          <Skeleton h={110} radius="md" />
          <Skeleton h={60} radius="md" />
          <Skeleton h={60} radius="md" />
          <Skeleton h={120} radius="md" />
        </Stack>
      )}
      {options.data !== undefined && me !== undefined && <Studio key={me.id} owner={me.id} options={options.data} administrator={isAdministrator(me)} />}
    </div>
  );
}

function Studio({ owner, options, administrator }: { owner: string; options: GenerateOptions; administrator: boolean }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [written, change] = useDraft(owner, options.proposed_preset ?? null);
  const draft = offeredDraft(written, options);
  const handle = useStart(search.from, (from) => void navigate({ search: ({ from: _, ...rest }) => (from === null ? rest : { ...rest, from }), replace: true }));
  const { image } = handle;
  const filled = useRef<string | null>(null);
  // Who comes from a picture begins with what is said of it, unless something is written already.
  useEffect(() => {
    if (image !== undefined && filled.current !== image.id) {
      filled.current = image.id;
      const words = image.description ?? image.title ?? image.keywords.map((keyword) => keyword.path.at(-1)).join(', ');
      if (draft.prompt.trim() === '' && words !== '') {
        change({ prompt: words.slice(0, options.prompt_max_length) });
      }
    }
  }, [image, draft.prompt, change, options.prompt_max_length]);
  const toForm = () => {
    document.getElementById('main')?.scrollTo({ top: 0 });
    document.getElementById('studio-prompt')?.focus();
  };
  const reuse = (generation: Generation, seed: number | null) => {
    const bringBack = handle.keep();
    const lost = (before: string, now: string) => before.trim() !== '' && before !== now;
    const replaced = handle.start !== null || lost(written.prompt, generation.prompt) || lost(written.negative, generation.negative_prompt ?? '');
    // How many there were is not what the picture was made with.
    change({ ...draftOf(generation, seed), pictures: draft.pictures });
    handle.clear();
    void navigate({ search: ({ show: _, with: __, from: ___, ...rest }) => (generation.init_image_id == null ? rest : { ...rest, from: generation.init_image_id }) }).then(toForm);
    notifyDone(
      'Its parameters are in the form',
      generation.has_mask || (generation.strength != null && generation.init_image_id == null) ? 'The file or the mask that it began with is not kept: choose it again.' : null,
      // Only where something was lost that somebody wrote or chose.
      replaced
        ? {
            label: 'Undo',
            run: () => {
              // Kept as well: from another page, bringing back the picture leads here again.
              keepDraft(owner, written);
              change(written);
              bringBack();
            },
          }
        : null,
    );
  };
  const beginWith = async (generation: Generation, number: number) => {
    try {
      handle.takeFile(await readPicture({ id: generation.id, number }), `Painting ${generation.id}`);
    } catch (error) {
      notifyProblem(error);
      return;
    }
    await navigate({ search: ({ show: _, with: __, from: ___, ...rest }) => rest });
    toForm();
  };
  return (
    <div className={classes.studio} data-bare={options.models.length === 0 || undefined}>
      {options.models.length === 0 ? <NoPaintingModel administrator={administrator} /> : <StudioForm draft={draft} change={change} options={options} handle={handle} />}
      <Gallery options={options} onReuse={reuse} onBeginWith={(generation, number) => void beginWith(generation, number)} />
    </div>
  );
}
