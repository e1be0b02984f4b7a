import '@mantine/core/styles.layer.css';
import './ui/global.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { toProblem } from './api/problem';
import { keys, queryClient } from './api/queries';
import { router } from './router';
import { cssVariables, theme } from './ui/theme';
import { notifyProblem, Toasts } from './ui/toasts';

// A page that has something to show keeps it when asking anew is refused; the refusal is said in passing. A role that was changed shows in
// what is offered from then on.
queryClient.getQueryCache().subscribe((event) => {
  if (event.type === 'updated' && event.action.type === 'error' && event.query.state.data !== undefined) {
    const problem = toProblem(event.action.error);
    if (problem.status === 403 || problem.status === 429) {
      notifyProblem(problem);
    }
  }
});
queryClient.getMutationCache().subscribe((event) => {
  if (event.type === 'updated' && event.action.type === 'error' && toProblem(event.action.error).code === 'authorization') {
    void queryClient.invalidateQueries({ queryKey: keys.me });
  }
});

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no #root');
}

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
