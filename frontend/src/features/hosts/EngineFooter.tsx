import { Button } from '@mantine/core';
import { Said } from '../../components/DialogFrame.tsx';
import type { EngineForm } from './useEngineForm.ts';

interface Props {
  form: EngineForm;
  /** What the button does when nothing stands in the way. */
  verb: string;
  onClose: () => void;
}

/** Trying and saving. A host that does not answer takes a second word. */
export function EngineFooter({ form, verb, onClose }: Props) {
  const { testing, saving, savesNext, failed } = form;
  return (
    <>
      {savesNext ? (
        <Button onClick={form.skip}>Save without testing</Button>
      ) : (
        <Button onClick={form.test} loading={testing} disabled={saving}>
          Test
        </Button>
      )}
      <Said>{failed && !testing && 'The test failed. Once saved, ArchNest keeps trying.'}</Said>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        type="submit"
        variant="filled"
        loading={saving || savesNext}
        disabled={testing && !savesNext}
      >
        {failed && !testing ? 'Save anyway' : verb}
      </Button>
    </>
  );
}
