import { Badge, Group, List, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { VisionServer } from '../../api/types';
import { formatBytes } from '../../ui/format';
import page from '../../ui/page.module.css';
import { Section } from '../../ui/Section';
import { Note, ProblemAlert } from '../../ui/states';
import { modelsQuery } from './queries';
import classes from './tagging.module.css';
import { amber } from './words';

/** The servers of models: whether they answer, how fast, and what they have. */
export function ModelsSection() {
  const models = useQuery(modelsQuery);
  return (
    <Section
      title="Models"
      lead={
        <>
          Each picture is looked at by a model that you run. It gets a small JPEG of the picture and the prompt below, and nothing else. Which
          words it may use is in the <Link to="/vocabulary">vocabulary</Link>; what it said waits in the <Link to="/review">review</Link>.
        </>
      }
    >
      {models.isError && <ProblemAlert error={models.error} onRetry={() => void models.refetch()} />}
      {models.isPending && <Skeleton h={64} mt="md" />}
      {models.data?.servers.length === 0 && (
        <Note>
          No model server is set up. Install Ollama, load a vision model (<code>ollama pull gemma3:4b</code>), and put its address into
          config.ini: <code>[ollama] server = http://127.0.0.1:11434</code> and <code>model = gemma3:4b</code>.
        </Note>
      )}
      <ul className={page.rows}>
        {models.data?.servers.map((server) => (
          <Server key={server.kind} server={server} chosen={models.data.default ?? null} />
        ))}
      </ul>
    </Section>
  );
}

function Server({ server, chosen }: { server: VisionServer; chosen: string | null }) {
  const name = server.kind === 'ollama' ? 'Ollama' : 'OpenAI-compatible server';
  return (
    <li className={page.row}>
      <div className={page.rowBody}>
        <div className={page.rowTitle}>
          {name}
          {server.version != null && <Text span c="dimmed" size="sm">{server.version}</Text>}
          {server.problem == null ? (
            <Badge color="teal.9" variant="filled">Answers</Badge>
          ) : (
            <Badge color={amber} variant="filled">{server.resting ? 'Left alone for a while' : 'Does not answer'}</Badge>
          )}
        </div>
        <div className={page.rowFacts}>
          {server.address != null && <span>{server.address}</span>}
          {server.latency_ms != null && <span>{Math.round(server.latency_ms)} ms</span>}
          {server.in_flight > 0 && <span>{server.in_flight} being asked</span>}
        </div>
        {server.problem != null && (
          <Text size="sm" mt={4} className={classes.problem}>
            {server.problem.title}. {server.problem.detail} {server.problem.remedy}
          </Text>
        )}
        {server.models.length > 0 && (
          <List size="sm" mt={6} className={classes.models} listStyleType="none">
            {server.models.map((model) => (
              <List.Item key={model.id}>
                <Group gap={8}>
                  <Text span fw={model.id === chosen ? 650 : 400}>{model.name}</Text>
                  <Text span c="dimmed" size="xs">
                    {[model.parameters, model.bytes == null ? null : formatBytes(model.bytes), model.loaded === true ? 'in memory' : null, model.id === chosen ? "the server's choice" : null]
                      .filter((fact) => fact != null)
                      .join(' · ')}
                  </Text>
                </Group>
              </List.Item>
            ))}
          </List>
        )}
      </div>
    </li>
  );
}
