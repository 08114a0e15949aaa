import { ask, codeOf as _unused } from './accountsKit.ts';
