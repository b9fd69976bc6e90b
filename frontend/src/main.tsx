/** The page's entry: styles in their order, then the app. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './ui/tokens.css';
import './ui/global.css';
import './ui/contrast.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { createTexts } from './i18n/i18n';
import { stay } from './lib/stay';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
stay(window);
createRoot(root).render(
  <StrictMode>
    <App texts={createTexts()} />
  </StrictMode>,
);
