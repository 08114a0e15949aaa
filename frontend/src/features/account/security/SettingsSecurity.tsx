import type { Profile } from '@archnest/backend/contract';
import { ApiTokens } from './ApiTokens.tsx';
import { SessionList } from './SessionList.tsx';
import { SignIn } from './SignIn.tsx';
import { SignIns } from './SignIns.tsx';

/** What lets one in, and what was let in. */
export default function SettingsSecurity({ me }: { me: Profile }) {
  return (
    <>
      <SignIn me={me} />
      <SessionList />
      <ApiTokens role={me.role} />
      <SignIns admin={me.role === 'admin'} username={me.username} />
    </>
  );
}
