import {
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconSkull,
  IconSquare,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Action } from './verbs.ts';

export const actionIcons: Record<Action, TablerIcon> = {
  start: IconPlayerPlay,
  stop: IconSquare,
  restart: IconRefresh,
  pause: IconPlayerPause,
  unpause: IconPlayerPlay,
  kill: IconSkull,
  remove: IconTrash,
};
