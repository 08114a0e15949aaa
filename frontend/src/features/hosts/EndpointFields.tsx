import { Banner } from '../../components/Banner.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';
import { useViewport } from '../../hooks/useViewport.ts';
import {
  defaultPorts,
  defaultSocket,
  endpointModes,
  modeWords,
  parseEndpoint,
  settleEndpoint,
  type EndpointDraft,
  type EndpointMode,
} from './endpoint.ts';
import type { EngineErrors } from './engineForm.ts';
import { TextField } from '../../components/fields.tsx';
import form from '../../components/fields.module.css';
import classes from './engine.module.css';

interface Props {
  endpoint: EndpointDraft;
  errors: EngineErrors;
  onChange: (next: (before: EndpointDraft) => EndpointDraft) => void;
}

/** Where the Engine listens: a socket of this machine, or a port of another. */
export function EndpointFields({ endpoint, errors, onChange }: Props) {
  const { mode } = endpoint;
  // There the keyboard would hide half of what is offered.
  const phone = useViewport() === 0;
  const set = (patch: Partial<EndpointDraft>) => onChange((before) => ({ ...before, ...patch }));
  const settle = () => {
    // Nothing changed is no change: it would take away what a trial has just said.
    const settled = settleEndpoint(endpoint);
    if (!isSame(settled, endpoint)) onChange(() => settled);
  };
  return (
    <>
      <Modes mode={mode} onMode={(next) => set({ mode: next })} />
      {mode === 'unix' ? (
        <TextField
          label="Socket path"
          mono
          value={endpoint.socket}
          placeholder={defaultSocket}
          hint="On the machine that runs ArchNest."
          error={errors.socket}
          onValue={(socket) => set({ socket })}
          onBlur={settle}
        />
      ) : (
        <div className={classes.address}>
          <TextField
            label="Address"
            mono
            value={endpoint.address}
            placeholder="192.168.1.20"
            error={errors.address}
            inputMode="url"
            data-autofocus={!phone || undefined}
            onValue={(address, pasted) =>
              pasted && parseEndpoint(address)
                ? onChange((before) => settleEndpoint({ ...before, address }))
                : set({ address })
            }
            onBlur={settle}
          />
          <TextField
            label="Port"
            mono
            value={endpoint.port}
            placeholder={defaultPorts[mode]}
            error={errors.port}
            inputMode="numeric"
            onValue={(port) => set({ port })}
          />
        </div>
      )}
      {mode === 'tcp' && <PlainWarning />}
    </>
  );
}

const isSame = (a: EndpointDraft, b: EndpointDraft) =>
  a.mode === b.mode && a.socket === b.socket && a.address === b.address && a.port === b.port;

const Modes = ({ mode, onMode }: { mode: EndpointMode; onMode: (mode: EndpointMode) => void }) => (
  <fieldset className={form.segments}>
    <legend className={form.legend}>Connection</legend>
    {endpointModes.map((option) => (
      <label key={option} className={form.segment}>
        <input type="radio" name="mode" checked={option === mode} onChange={() => onMode(option)} />
        {modeWords[option]}
      </label>
    ))}
  </fieldset>
);

const PlainWarning = () => (
  <div className={classes.warning}>
    <Banner tone="warn" mark={<HostGlyph status="unverified" />}>
      <strong>Whoever reaches this port is root on that machine.</strong> A plain Docker port asks
      for no password and encrypts nothing. Use TLS, or the agent, which opens no port.
    </Banner>
  </div>
);
