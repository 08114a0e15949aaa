import { sshDockerCommand, sshMode, type SshDocker } from '@archnest/backend/contract';
import { IconChevronRight } from '@tabler/icons-react';
import { Option } from '../../../components/Check.tsx';
import form from '../../../components/fields.module.css';
import { commandHints, modeWords } from './sshWords.ts';
import classes from './steps.module.css';

interface Props {
  docker: SshDocker;
  /** Open from the start, where somebody was sent here. */
  open?: boolean;
  onChange: (docker: SshDocker) => void;
}

/** How Docker is reached there: folded away, since it is found out by itself. */
export const DockerFields = ({ docker, open = false, onChange }: Props) => (
  <details
    className={classes.fold}
    open={open || undefined}
    onToggle={({ currentTarget }) =>
      currentTarget.open && currentTarget.scrollIntoView({ block: 'nearest' })
    }
  >
    <summary>
      <IconChevronRight size={14} stroke={1.6} aria-hidden />
      <b>Docker options</b>
      <span className="truncate">{summary(docker)}</span>
    </summary>
    <div className={classes.folded}>
      <Option
        checked={!docker.enabled}
        onChange={(jumpOnly) => onChange({ ...docker, enabled: !jumpOnly })}
      >
        Only a jump host: show no containers of it
      </Option>
      {docker.enabled && (
        <>
          <fieldset className={classes.radios}>
            <legend className={form.legend}>How to reach Docker</legend>
            {sshMode.options.map((mode) => (
              <label key={mode} className={classes.radio}>
                <input
                  type="radio"
                  name="ssh-mode"
                  checked={docker.mode === mode}
                  onChange={() => onChange({ ...docker, mode })}
                />
                <span>
                  <b>{modeWords[mode].name}</b>
                  <span>{modeWords[mode].hint}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <div>
            <fieldset className={form.segments}>
              <legend className={form.legend}>Command</legend>
              {sshDockerCommand.options.map((command) => (
                <label key={command} className={form.segment}>
                  <input
                    type="radio"
                    name="ssh-command"
                    checked={docker.command === command}
                    onChange={() => onChange({ ...docker, command })}
                  />
                  {command}
                </label>
              ))}
            </fieldset>
            <p className={form.hint}>{commandHints[docker.command]}</p>
          </div>
        </>
      )}
    </div>
  </details>
);

const summary = ({ enabled, mode, command }: SshDocker) =>
  enabled ? `${modeWords[mode].name}, ${command}` : 'Only a jump host';
