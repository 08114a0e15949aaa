import type { Host } from '@archnest/backend/contract';
import { isCutOff } from '../../components/hostStanding.ts';
import { Facets } from './Facets.tsx';
import type { Density } from './layout.ts';
import { SearchBox } from './SearchBox.tsx';
import type { TableProps } from './TableView.tsx';
import { canAct } from './actions/verbs.ts';
import { DensityToggle, GroupBy, SelectToggle, Toolbar } from './Toolbar.tsx';
import { Totals } from './Totals.tsx';
import type { TableData } from './useTableData.ts';

interface Props extends TableProps {
  table: TableData;
  density: Density;
  onDensity: (density: Density) => void;
}

/** The search and the choices over the table, and what they leave of it. */
export function TableControls({ rows: all, view, update, viewport, table, ...props }: Props) {
  const phone = viewport === 0;
  const { rows, counts, totals } = table;
  const { picking, setPicking, letGo } = props.memory;
  const selectable = phone && rows.some((row) => canAct(row, props.acting.admin));
  return (
    <Toolbar
      controls={
        <>
          <SearchBox search={table.search} onChange={table.setSearch} rows={all} phone={phone} />
          {props.hostSelect}
          <GroupBy group={view.group} onGroup={(group) => update({ group })} phone={phone} />
          {(selectable || (phone && picking)) && (
            <SelectToggle on={picking} onToggle={picking ? letGo : () => setPicking(true)} />
          )}
          {!phone && <DensityToggle density={props.density} onDensity={props.onDensity} />}
        </>
      }
      facets={
        <>
          <Facets counts={counts} chosen={view.facets} onChange={(facets) => update({ facets })} />
          {!phone && (
            <Totals
              shown={rows.length}
              all={all.length}
              totals={totals}
              memoryOfHosts={memoryOf(props.hosts, view.host)}
              brief={viewport < 1200}
            />
          )}
        </>
      }
    />
  );
}

/** The memory of the machines that are looked at and there. */
function memoryOf(hosts: readonly Host[], chosen: string | null): number | null {
  const shown = hosts.filter(
    ({ key, status }) => !isCutOff(status) && (chosen === null || key === chosen),
  );
  return shown.reduce<number | null>(
    (sum, { engine }) => {
      const bytes = engine?.memoryBytes ?? null;
      return sum === null || bytes === null ? null : sum + bytes;
    },
    shown.length > 0 ? 0 : null,
  );
}
