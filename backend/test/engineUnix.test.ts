import { engineConformance } from './conformance/engine.ts';

engineConformance('the Engine by its socket', async () => ({ kind: 'unix' }));
