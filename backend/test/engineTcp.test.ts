import { engineConformance } from './conformance/engine.ts';

engineConformance('the Engine by TCP', async () => ({ kind: 'tcp' }));
