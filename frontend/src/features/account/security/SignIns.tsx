import type { SignInEntry } from '@archnest/backend/contract';
import { Link } from 'react-router';
import { HealthGlyph, StateGlyph } from '../../../components/glyphs.tsx';
import { ListTable, type ListColumn } from '../../../components/ListTable.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { Nothing, Part } from '../../../components/Part.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Day } from '../../../components/Time.tsx';
import { auditPath } from '../../../paths.ts';
import classes from '../settings.module.css';
import { useSignIns } from './securityQueries.ts';

const columns: readonly ListColumn<SignInEntry>[] = [
  {
    id: 'outcome',
    label: 'Outcome',
    width: 'minmax(0, 1.6fr)',
    render: ({ outcome }) =>
      outcome === 'ok' ? (
        <span className={classes.device}>
          <HealthGlyph value="healthy" />
          Signed in
        </span>
      ) : (
        <span className={classes.failed}>
          <StateGlyph shape="dead" />
          Refused
        </span>
      ),
  },
  {
    id: 'address',
    label: 'Address',
    width: 'minmax(0, 1fr)',
    render: ({ address }) =>
      address === null ? '—' : <SafeText text={address} className="mono" />,
  },
  {
    id: 'at',
    label: 'When',
    width: 'minmax(0, 1fr)',
    render: ({ at }) => <Day at={Date.parse(at)} seconds />,
  },
];

interface Props {
  admin: boolean;
  username: string;
}

/** So that one notices when somebody else tries. */
export function SignIns({ admin, username }: Props) {
  const signIns = useSignIns();
  return (
    <Part
      title="Recent sign-ins"
      about="If one of them was not you, change the password."
      action={
        admin && (
          <Link
            className={`link-button ${classes.link}`}
            to={auditPath({ actor: username, action: 'session' })}
          >
            Open audit
          </Link>
        )
      }
    >
      <Loaded query={signIns} what="the sign-ins">
        {(data) =>
          data.length === 0 ? (
            <Nothing>None yet.</Nothing>
          ) : (
            <ListTable
              label="Recent sign-ins"
              columns={columns}
              rows={data}
              keyOf={(row) => `${row.at} ${row.outcome} ${row.address}`}
            />
          )
        }
      </Loaded>
    </Part>
  );
}
