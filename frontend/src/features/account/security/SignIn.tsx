import { Button } from '@mantine/core';
import type { Profile } from '@archnest/backend/contract';
import { useState } from 'react';
import { HealthGlyph } from '../../../components/glyphs.tsx';
import { lazyOverlay } from '../../../components/lazyPart.tsx';
import { Line, Lines, Part } from '../../../components/Part.tsx';
import classes from '../settings.module.css';

const ChangePassword = lazyOverlay(() => import('./ChangePassword.tsx'));
const SetUpTotp = lazyOverlay(() => import('./SetUpTotp.tsx'));
const TurnOffTotp = lazyOverlay(() => import('./TurnOffTotp.tsx'));
const NewRecoveryCodes = lazyOverlay(() => import('./NewRecoveryCodes.tsx'));

type Open = 'password' | 'setUp' | 'turnOff' | 'codes';

/** The password and the second factor. */
export function SignIn({ me }: { me: Profile }) {
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Part title="Sign-in">
      <Lines>
        <Line
          name="Password"
          action={<Button onClick={() => setOpen('password')}>Change password</Button>}
        >
          <span className={classes.quiet}>Changing it ends your other sessions.</span>
        </Line>
        <Line name="Second factor" action={<Factor on={me.totp} onOpen={setOpen} />}>
          {me.totp ? (
            <>
              <span className={classes.on}>
                <HealthGlyph value="healthy" />
                On
              </span>
              <span className={classes.quiet}>A code of your authenticator app</span>
            </>
          ) : (
            <>
              <span>Off</span>
              <span className={classes.quiet}>A code of your phone, besides the password.</span>
            </>
          )}
        </Line>
        {me.totp && (
          <Line
            name="Recovery codes"
            action={<Button onClick={() => setOpen('codes')}>Make new codes</Button>}
          >
            <span className={classes.quiet}>For when the phone is gone. Each works once.</span>
          </Line>
        )}
      </Lines>
      {open === 'password' && <ChangePassword me={me} onClose={close} />}
      {open === 'setUp' && <SetUpTotp onClose={close} />}
      {open === 'turnOff' && <TurnOffTotp onClose={close} />}
      {open === 'codes' && <NewRecoveryCodes onClose={close} />}
    </Part>
  );
}

const Factor = ({ on, onOpen }: { on: boolean; onOpen: (what: Open) => void }) =>
  on ? (
    <Button className={classes.danger} onClick={() => onOpen('turnOff')}>
      Turn off…
    </Button>
  ) : (
    <Button onClick={() => onOpen('setUp')}>Set up</Button>
  );
