import { Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import page from '../../ui/page.module.css';
import { useTitle } from '../../ui/useTitle';
import { AutomationSection } from './AutomationSection';
import { ModelsSection } from './ModelsSection';
import { PromptsSection, type Draft } from './PromptsSection';
import { RunsSection } from './RunsSection';
import { TrialSection } from './TrialSection';

const route = getRouteApi('/app/tagging');

/** Vision models: which there are, what they are asked, a trial, and the runs over the library. */
export function TaggingPage() {
  useTitle('Describe');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [draft, setDraft] = useState<Draft>({ name: '', text: '', language: '' });
  const pictures = search.pictures?.split(',') ?? [];
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Describe</Title>
      </div>
      <ModelsSection />
      <RunsSection />
      <PromptsSection draft={draft} onDraft={setDraft} />
      <TrialSection
        draft={draft}
        pictures={pictures}
        trial={search.trial ?? null}
        onTrial={(trial) => void navigate({ search: (before) => ({ ...before, trial }), replace: true, resetScroll: false })}
      />
      <AutomationSection />
    </div>
  );
}
