import { Button } from '@mantine/core';
import { profilePatch, type Profile } from '@archnest/backend/contract';
import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { TextField } from '../../components/fields.tsx';
import { Line, Lines, Part, Tag } from '../../components/Part.tsx';
import { visible } from '../../lib/visible.ts';
import { fieldErrors } from './fieldErrors.ts';
import { useSaveProfile } from './queries.ts';
import classes from './settings.module.css';

/** How one is called; what one may do is for an admin to change. */
export default function SettingsProfile({ me }: { me: Profile }) {
  const [typed, setTyped] = useState(me.name ?? '');
  const save = useSaveProfile();
  const name = typed.trim() || null;
  const parsed = profilePatch.safeParse({ name });
  const refused = save.error instanceof ApiError ? fieldErrors(save.error.issues) : {};
  const error = fieldErrors(parsed.error?.issues)['name'] ?? refused['name'];
  const changed = name !== me.name;
  return (
    <Part page title="Profile" about="How the people of this ArchNest see you.">
      <form
        className={classes.profile}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && parsed.success) save.mutate({ name });
        }}
      >
        <Avatar large name={name ?? me.username} />
        <div className={classes.grow}>
          <TextField
            label="Name"
            placeholder={visible(me.username)}
            value={typed}
            maxLength={64}
            autoComplete="name"
            error={error ?? (save.error && !refused['name'] ? save.error.message : undefined)}
            hint="Shown in place of the username, and in two letters. Leave it empty to show the username."
            onValue={(value) => {
              setTyped(value);
              save.reset();
            }}
          />
        </div>
        <div className={classes.save}>
          <Button
            type="submit"
            variant="filled"
            loading={save.isPending}
            disabled={!changed || !parsed.success}
          >
            Save
          </Button>
          <span role="status">{save.isSuccess && !changed ? 'Saved.' : ''}</span>
        </div>
      </form>
      <Lines>
        <Line name="Username">
          <b>{visible(me.username)}</b>
          <span className={classes.quiet}>You sign in with it. An admin can change it.</span>
        </Line>
        <Line name="Role">
          <Tag>{me.role === 'admin' ? 'Admin' : 'Member'}</Tag>
          <span className={classes.quiet}>
            {me.role === 'admin'
              ? 'You see and change everything.'
              : 'You can look. Ask an admin to act.'}
          </span>
        </Line>
      </Lines>
    </Part>
  );
}
