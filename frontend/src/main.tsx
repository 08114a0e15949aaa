import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/accents.css';
import './styles/mantine.css';
import './styles/base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchStyles } from './components/failedStyles.ts';
import { accountKeys } from './features/account/queries.ts';
import { makeQueryClient } from './queryClient.ts';
import { Router } from './router.tsx';
import { endSession } from './sessionEnd.ts';
import { colorSchemeManager, cssVariables, theme } from './theme.ts';

watchStyles();

const queryClient = makeQueryClient({
  onSessionEnded: () => endSession(queryClient),
  onMustChange: () => void queryClient.invalidateQueries({ queryKey: accountKeys.me }),
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <Router />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
