import { useSyncExternalStore } from 'react';
import { jobs } from './perform.ts';

export const useJobs = () => useSyncExternalStore(jobs.subscribe, jobs.getState);
