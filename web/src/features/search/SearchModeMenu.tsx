import { Button, Menu, Text } from '@mantine/core';
import { IconAbc, IconCube, IconEye, IconSparkles } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { meQuery } from '../../api/queries';
import { isAdministrator } from '../../api/roles';
import classes from '../gallery/GalleryPage.module.css';
import { ChoiceItem } from '../../ui/ChoiceItem';
import type { Found } from '../gallery/feed';
import type { Mode, PhotoSearch } from './searchState';

const choices: { mode: Mode | undefined; label: string; explained: string; icon: typeof IconAbc }[] = [
  { mode: undefined, label: 'Text and meaning', explained: 'Names, tags and text, and what the pictures show', icon: IconSparkles },
  { mode: 'semantic', label: 'Meaning only', explained: 'What the pictures show, whatever they are called', icon: IconEye },
  { mode: 'text', label: 'Text only', explained: 'Names, tags and text that have the words', icon: IconAbc },
];

const reasons: Record<Exclude<NonNullable<Found['reason']>, 'no_text_model' | 'text_model_failed'>, string> = {
  no_free_words: 'There are only filters and exact words here: nothing to look for by its meaning.',
  order: 'In this order the words are looked for as text.',
  vectors_pending: 'The pictures are still being looked at: so far the words are looked for as text.',
  text_model_loading: 'The model that knows what words mean is being loaded: until then the words are looked for as text.',
  too_common: 'So many pictures have these words that they come newest first.',
};

/** The same, behind what was chosen and cannot be had. */
const whyText: Record<NonNullable<Found['reason']>, string> = {
  no_free_words: 'only filters and exact words are asked for',
  order: 'another order than best match was chosen',
  no_text_model: 'no model for meaning is installed',
  vectors_pending: 'the pictures are still being looked at',
  text_model_loading: 'the model for meaning is being loaded',
  text_model_failed: 'the model for meaning failed',
  too_common: 'too many pictures have these words',
};

/** How the words are looked for: the default is as text and by what they mean. */
export function SearchModeMenu({ search, found }: { search: PhotoSearch; found: Found | null }) {
  const navigate = useNavigate();
  const administrator = isAdministrator(useQuery(meQuery).data);
  const current = choices.find((choice) => choice.mode === search.mode)!;
  // What was asked for until the answer is there, so that the button does not change twice.
  const fellBack = search.mode === undefined && found?.mode === 'text' && found.reason != null;
  const shown = fellBack ? { label: 'Text for now', icon: IconAbc } : current;
  const Icon = shown.icon;
  const hint = found?.reason;
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-md" className={classes.tool} leftSection={<Icon size={17} aria-hidden />} aria-label={`How the words are looked for: ${shown.label}`}>
          <span className={classes.toolLabel}>{shown.label}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ mode, label, explained, icon: Each }) => (
          <ChoiceItem
            key={label}
            label={label}
            explained={fellBack && mode === search.mode ? `For now as text: ${whyText[hint!]}` : explained}
            icon={Each}
            chosen={mode === search.mode}
            onChoose={() => {
              const { mode: _, ...rest } = search;
              void navigate({ to: '/photos', search: mode === undefined ? rest : { ...rest, mode } });
            }}
          />
        ))}
        {hint != null && (
          <>
            <Menu.Divider />
            {hint === 'no_text_model' || hint === 'text_model_failed' ? (
              <Menu.Item leftSection={<IconCube size={17} aria-hidden />} onClick={() => void navigate({ to: '/models' })}>
                {hint === 'text_model_failed' ? 'The model for meaning failed' : administrator ? 'Install a model for meaning' : 'No model for meaning is installed'}
                <Text size="xs" c="dimmed">
                  {hint === 'text_model_failed'
                    ? 'The page of models tells why. Meanwhile the words are looked for as text.'
                    : administrator
                      ? 'So far the words are looked for as text.'
                      : 'An administrator can install one. So far the words are looked for as text.'}
                </Text>
              </Menu.Item>
            ) : (
              <Menu.Label>{reasons[hint]}</Menu.Label>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
