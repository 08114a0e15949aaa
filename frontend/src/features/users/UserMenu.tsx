import type { ManagedUser } from '@archnest/backend/contract';
import { IconDots, IconKey, IconPencil, IconShieldOff, IconTrash } from '@tabler/icons-react';
import { MenuButton } from '../../components/MenuButton.tsx';
import type { MenuEntry } from '../../components/menuEntries.ts';
import { visible } from '../../lib/visible.ts';

export type UserAct = 'edit' | 'reset' | 'factor' | 'delete';

interface Props {
  user: ManagedUser;
  /** One's own password and second factor are changed where they are asked for first. */
  self: boolean;
  onlyAdmin: boolean;
  onAct: (act: UserAct) => void;
}

/** What an admin can do about somebody. */
export const UserMenu = ({ user, self, onlyAdmin, onAct }: Props) => (
  <MenuButton
    position="bottom-end"
    className="icon-button"
    aria-label={`What to do about ${visible(user.username)}`}
    entries={() => [
      { name: 'Edit…', icon: IconPencil, onChoose: () => onAct('edit') },
      ...(self ? [] : forOthers(user, onAct)),
      ...(onlyAdmin || self
        ? []
        : [
            'line' as const,
            { name: 'Delete…', icon: IconTrash, danger: true, onChoose: () => onAct('delete') },
          ]),
    ]}
  >
    <IconDots size={16} stroke={1.6} aria-hidden />
  </MenuButton>
);

const forOthers = ({ totp }: ManagedUser, onAct: Props['onAct']): MenuEntry[] => [
  { name: 'Reset password…', icon: IconKey, onChoose: () => onAct('reset') },
  ...(totp
    ? [
        {
          name: 'Take second factor away…',
          icon: IconShieldOff,
          onChoose: () => onAct('factor'),
        },
      ]
    : []),
];
